// Evaluating a file form by form, going on after an error, so that all that is wrong is told at once.
import { Condition } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import type { Part } from '../expand/context.ts';
import type { Environment } from '../expand/environment.ts';
import { readForms } from '../read/forms.ts';
import { Cell } from '../run/cell.ts';
import { evaluateAsync, evaluateSync } from '../run/evaluation.ts';
import { outside, SchemeError } from './error.ts';
import { type EvaluateOptions, prepareForms } from './evaluate.ts';

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

/** What is heard of while the forms of a file are evaluated. */
class Hearing {
  readonly #environment: Environment;
  readonly errors: SchemeError[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Is the file at its end? An error that stops the evaluation as a whole (time-limit, quit ...) ends it. */
  get isOver(): boolean {
    return ENDING.has(this.errors.at(-1)?.kind ?? '');
  }

  note(thrown: unknown): void {
    const error = outside(thrown);
    if (!(error instanceof SchemeError)) throw error;
    if (!isAbout(error, unset(this.#environment))) this.errors.push(error);
  }

  forms(text: string, { file = this.#environment.file, firstLine }: EvaluateOptions): Part[] {
    try {
      return readForms(text, file, firstLine);
    } catch (thrown) {
      this.note(thrown);
      return [];
    }
  }
}

/** Evaluates every form of a text. */
export async function evaluateAll(
  text: string,
  environment: Environment,
  options: EvaluateOptions = {},
): Promise<AllResult> {
  const hearing = new Hearing(environment);
  let value: Value = UNSPECIFIED;
  for (const form of hearing.forms(text, options)) {
    value = UNSPECIFIED;
    try {
      value = await evaluateAsync(prepareForms([form], environment), options);
    } catch (thrown) {
      hearing.note(thrown);
    }
    if (hearing.isOver) break;
  }
  return { value, errors: hearing.errors };
}

/** The same at once; what would have to wait is an error. */
export function evaluateAllNow(
  text: string,
  environment: Environment,
  options: EvaluateOptions = {},
): AllResult {
  const hearing = new Hearing(environment);
  let value: Value = UNSPECIFIED;
  for (const form of hearing.forms(text, options)) {
    value = UNSPECIFIED;
    try {
      value = evaluateSync(prepareForms([form], environment), options);
    } catch (thrown) {
      hearing.note(thrown);
    }
    if (hearing.isOver) break;
  }
  return { value, errors: hearing.errors };
}

const ENDING = new Set(['time-limit', 'memory-limit', 'interrupted', 'quit']);
