// eval, load and environments: the expander at run time.
import { aString } from '../data/check.ts';
import { wrongType } from '../data/condition.ts';
import { SchemeSymbol } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import { expandTop } from '../expand/body.ts';
import type { Part } from '../expand/context.ts';
import { Environment } from '../expand/environment.ts';
import { formsOf } from '../expand/forms-module.ts';
import { importInto, importSet } from '../expand/library.ts';
import { control, type Primitive, plain } from '../host/primitive.ts';
import { runnerOf } from '../interpret/runner.ts';
import type { Result } from '../run/machine.ts';

const anEnvironment = (x: Value, who: string): Environment =>
  x instanceof Environment ? x : wrongType(who, 2, x, 'an environment');

function runForms(d: number, forms: Part[], environment: Environment): Result {
  const context = { scope: environment, environment, place: undefined, name: undefined };
  return runnerOf(expandTop(forms, context), environment)((d & ~15) + 16);
}

/** (eval expression [environment]), in the caller's environment unless told. */
function evalIn(d: number, here: Value, expression: Value, environment: Value = here): Result {
  return runForms(d, [{ x: expression, place: undefined }], anEnvironment(environment, 'eval'));
}

/** (load file [environment]): the file is looked for beside the one that loads it. */
function load(d: number, here: Value, file: Value, environment: Value = here): Result {
  const name = aString(file, 'load', 1);
  const forms = formsOf(name, (here as Environment).file, undefined);
  return runForms(d, forms, anEnvironment(environment, 'load'));
}

/** (environment set ...): sees only what it imports. */
function makeEnvironment(here: Value, ...sets: Value[]): Environment {
  const environment = new Environment((here as Environment).file);
  environment.libraries = (here as Environment).libraries;
  for (const x of sets) importInto(importSet({ x, place: undefined }, environment), environment);
  return environment;
}

export const environments: Primitive[] = [
  plain('%environment', 1, (here: Value) => here),
  plain('%environment-file', 1, (here: Value) => (here as Environment).file),
  plain('%make-environment', [1, Number.POSITIVE_INFINITY], makeEnvironment),
  plain('%defined?', [2, 3], (here: Value, name: Value, environment: Value = here) =>
    name instanceof SchemeSymbol
      ? anEnvironment(environment, 'defined?').get(name) !== undefined
      : wrongType('defined?', 1, name, 'a symbol'),
  ),
  control('%eval', [2, 3], evalIn),
  control('%load', [2, 3], load),
];
