// Evaluating a file form by form, going on after an error, so that all that is wrong is told at once.
import { Condition } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { SchemeSymbol } from '../data/symbol.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import type { Part } from '../expand/context.ts';
import type { Environment } from '../expand/environment.ts';
import { readForms } from '../read/forms.ts';
import { Cell } from '../run/cell.ts';
import { evaluateSync } from '../run/evaluation.ts';
import { outside, SchemeError } from './error.ts';
import { type EvaluateOptions, prepareForms } from './evaluate.ts';

export interface AllResult {
  /** The value of the last form, if that had one. */
  readonly value: Value;
  /** In the order of the file. A name whose definition failed is not reported again as unbound. */
  readonly errors: readonly SchemeError[];
}

/** Kinds of errors that end the evaluation as a whole. */
const ENDING = new Set(['time-limit', 'memory-limit', 'interrupted', 'quit']);

/** Evaluates every form of a text at once; what would have to wait is an error. */
export function evaluateAllNow(
  text: string,
  environment: Environment,
  options: EvaluateOptions = {},
): AllResult {
  const errors: SchemeError[] = [];
  let value: Value = UNSPECIFIED;
  const attempt = (act: () => Value): Value => {
    try {
      return act();
    } catch (thrown) {
      const error = outside(thrown);
      if (!(error instanceof SchemeError)) throw error;
      if (!isAbout(error, unset(environment))) errors.push(error);
      return UNSPECIFIED;
    }
  };
  let forms: Part[] = [];
  attempt(() => {
    forms = readForms(text, options.file ?? environment.file, options.firstLine);
    return UNSPECIFIED;
  });
  announce(forms, environment);
  for (const form of forms) {
    value = attempt(() => evaluateSync(prepareForms([form], environment), options));
    if (ENDING.has(errors.at(-1)?.kind ?? '')) break;
  }
  return { value, errors };
}

/**
 * Makes names of the library that the forms define the file's own from the start, as they are where a file is one unit:
 * a form calls them although they are defined after it. Until then they mean what they meant.
 */
function announce(forms: Part[], environment: Environment): void {
  for (const { x } of forms) {
    if (!(x instanceof Pair && x.car instanceof SchemeSymbol && x.cdr instanceof Pair)) continue;
    if (!DEFINITIONS.has(x.car.name)) continue;
    let name = x.cdr.car;
    while (name instanceof Pair) name = name.car;
    if (name instanceof SchemeSymbol && environment.get(name) instanceof Cell) environment.define(name);
  }
}

const DEFINITIONS = new Set(['define', 'define*', 'define-public']);

/** Names that a form began to define and left without a value. */
function unset(environment: Environment): Set<SchemeSymbol> {
  const names = new Set<SchemeSymbol>();
  for (const [name, binding] of environment.own())
    if (binding instanceof Cell && binding.v === undefined) names.add(name);
  return names;
}

function isAbout(error: SchemeError, names: Set<SchemeSymbol>): boolean {
  if (error.kind !== 'unbound-variable' || !(error.payload instanceof Condition)) return false;
  const { irritants } = error.payload;
  return irritants instanceof Pair && names.has(irritants.car as SchemeSymbol);
}
