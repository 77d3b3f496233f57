// Evaluating a file form by form, going on after an error, so that all that is wrong is told at once.
import { Condition } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import type { Part } from '../expand/context.ts';
import type { Environment } from '../expand/environment.ts';
import { readForms } from '../read/forms.ts';
import { Cell } from '../run/cell.ts';
import { evaluateAsync } from '../run/evaluation.ts';
import { SchemeError } from './error.ts';
import { type EvaluateOptions, outcome, prepareForms } from './evaluate.ts';

export interface AllResult {
  /** The value of the last form, if that had one. */
  readonly value: Value;
  /** In the order of the file. A name whose definition failed is not reported again as unbound. */
  readonly errors: readonly SchemeError[];
}

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

/** Evaluates every form of a text. An error that stops the evaluation as a whole (time-limit, quit ...) ends the file. */
export async function evaluateAll(
  text: string,
  environment: Environment,
  options: EvaluateOptions = {},
): Promise<AllResult> {
  const errors: SchemeError[] = [];
  let value: Value = UNSPECIFIED;
  let forms: Part[] = [];
  const attempt = async (act: () => Promise<Value>): Promise<void> => {
    try {
      value = await outcome(act);
    } catch (error) {
      if (!(error instanceof SchemeError)) throw error;
      if (!isAbout(error, unset(environment))) errors.push(error);
      value = UNSPECIFIED;
    }
  };
  await attempt(async () => {
    forms = readForms(text, options.file ?? environment.file, options.firstLine);
    return UNSPECIFIED;
  });
  for (const form of forms) {
    await attempt(() => evaluateAsync(prepareForms([form], environment), options));
    if (ENDING.has(errors.at(-1)?.kind ?? '')) break;
  }
  return { value, errors };
}

const ENDING = new Set(['time-limit', 'memory-limit', 'interrupted', 'quit']);
