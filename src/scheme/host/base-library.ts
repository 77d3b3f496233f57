// Fills the base environment: core forms, primitives, then what the Scheme files define.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compile } from '../compile/compile.ts';
import { intern } from '../data/symbol.ts';
import { base } from '../expand/base.ts';
import { expandTop } from '../expand/body.ts';
import type { Environment } from '../expand/environment.ts';
import './suggest.ts';
import { basicForms } from '../expand/forms-basic.ts';
import { bindingForms } from '../expand/forms-binding.ts';
import { controlForms } from '../expand/forms-control.ts';
import { moduleForms } from '../expand/forms-module.ts';
import { syntaxForms, syntaxMacros } from '../expand/forms-syntax.ts';
import { lambdaStarForms } from '../expand/lambda-star.ts';
import { quasiquoteForms } from '../expand/quasiquote.ts';
import { recordForms } from '../expand/record.ts';
import { coreSupport } from '../library/core.ts';
import { environments } from '../library/environments.ts';
import { constants, files, macros, primitives } from '../library/manifest.ts';
import { readForms } from '../read/forms.ts';
import { evaluateSync } from '../run/evaluation.ts';
import { registers } from '../run/machine.ts';
import { support } from '../run/support.ts';
import type { Primitive } from './primitive.ts';
import { makeProcedure } from './procedure.ts';

const forms = [
  ...basicForms,
  ...bindingForms,
  ...controlForms,
  ...quasiquoteForms,
  ...recordForms,
  ...lambdaStarForms,
  ...syntaxForms,
  ...syntaxMacros,
  ...moduleForms,
];

/** Defines a primitive in an environment. */
export function definePrimitive(environment: Environment, primitive: Primitive): void {
  const cell = environment.define(intern(primitive.name));
  cell.v = makeProcedure(primitive);
  cell.primitive = primitive;
}

/** Compiles the Scheme files and runs them. All are one unit, so that they call each other directly. */
function loadFiles(): void {
  const folder = path.join(import.meta.dirname, '../../../scheme');
  const all = files.flatMap(file =>
    readForms(readFileSync(path.join(folder, file), 'utf8'), `scheme/${file}`),
  );
  const nodes = expandTop(all, { scope: base, environment: base, place: undefined, name: undefined });
  const top = compile(nodes, true);
  evaluateSync(() => top(registers.base));
}

let ready = false;

/** The base environment, filled on first use. */
export function baseEnvironment(): Environment {
  if (ready) return base;
  ready = true;
  Object.assign(support, coreSupport);
  for (const form of [...forms, ...macros]) base.defineSyntax(intern(form.name), form);
  for (const [name, value] of constants) base.define(intern(name)).v = value;
  for (const primitive of [...primitives, ...environments]) definePrimitive(base, primitive);
  loadFiles();
  base.freeze();
  return base;
}
