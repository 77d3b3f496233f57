// Evaluating text, and calling procedures, from TypeScript.
import { OpenUnits } from '../compile/renewal.ts';
import { unparse } from '../compile/unparse.ts';
import { Condition, Raised } from '../data/condition.ts';
import type { Procedure } from '../data/procedure.ts';
import type { Value } from '../data/value.ts';
import { expandTop } from '../expand/body.ts';
import type { Part } from '../expand/context.ts';
import { Environment } from '../expand/environment.ts';
import { runnerOf } from '../interpret/runner.ts';
import { readForms } from '../read/forms.ts';
import { evaluateAsync, evaluateSync, type Limits } from '../run/evaluation.ts';
import { apply, type Result, registers } from '../run/machine.ts';
import { baseEnvironment } from './base-library.ts';
import { outside } from './error.ts';

export interface EvaluateOptions extends Limits {
  /** The name in places; the environment's file unless given. */
  readonly file?: string;
  /** The line on which the text begins. */
  readonly firstLine?: number;
}

/** A new environment above the base library, or above another environment. `file` is what include and load resolve against. */
export const makeEnvironment = (file: string, parent: Environment = baseEnvironment()): Environment =>
  new Environment(file, parent);

/** Lets everything the environment inherits be redefined at any time, as at a prompt: primitives too. */
export function openEnvironment(environment: Environment): void {
  environment.renewal ??= new OpenUnits();
}

/** Expands forms: what runs them. Raises conditions. */
export function prepareForms(forms: Part[], environment: Environment): () => Result {
  const context = { scope: environment, environment, place: undefined, name: undefined };
  try {
    const nodes = expandTop(forms, context);
    const top = runnerOf(nodes, environment);
    return () => top(registers.base);
  } catch (thrown) {
    throw tooDeep(thrown, forms[0]);
  }
}

/** Code nested so deeply that JavaScript's stack ends while it is compiled. */
function tooDeep(thrown: unknown, first: Part | undefined): unknown {
  if (!(thrown instanceof RangeError)) return thrown;
  const condition = new Condition('syntax-error', 'the code is nested too deeply');
  condition.place = first?.place;
  return new Raised(condition);
}

/** Reads and expands a text: what runs it. Raises conditions. */
export const prepare = (
  text: string,
  environment: Environment,
  options: EvaluateOptions = {},
): (() => Result) =>
  prepareForms(readForms(text, options.file ?? environment.file, options.firstLine), environment);

/** Evaluates a text: the value of its last form. Throws SchemeError. */
export const evaluate = (
  text: string,
  environment: Environment,
  options: EvaluateOptions = {},
): Promise<Value> => outcome(() => evaluateAsync(prepare(text, environment, options), options));

/** The same at once; what would have to wait is an error. */
export const evaluateNow = (text: string, environment: Environment, options: EvaluateOptions = {}): Value =>
  now(() => evaluateSync(prepare(text, environment, options), options));

/** Calls a Scheme procedure. Throws SchemeError. */
export const callProcedure = (procedure: Value, args: Value[], limits: Limits = {}): Promise<Value> =>
  outcome(() => evaluateAsync(() => apply(procedure as Procedure, registers.base, args), limits));

/** Calls a Scheme procedure that does not wait. */
export const callProcedureNow = (procedure: Value, args: Value[], limits: Limits = {}): Value =>
  now(() => evaluateSync(() => apply(procedure as Procedure, registers.base, args), limits));

/** What a text expands to, as core forms. Throws SchemeError. */
export const expansion = (text: string, environment: Environment): Value[] =>
  now(() => {
    const context = { scope: environment, environment, place: undefined, name: undefined };
    return expandTop(readForms(text, environment.file), context).map(unparse);
  });

/** Does the text end in the middle of a form? What a prompt asks before it asks for another line. */
export function isUnfinished(text: string): boolean {
  try {
    readForms(text, 'prompt');
    return false;
  } catch (thrown) {
    return (
      thrown instanceof Raised &&
      thrown.payload instanceof Condition &&
      thrown.payload.kind === 'unfinished-form'
    );
  }
}

/** The outcome of an evaluation that waits, its errors as SchemeError. */
export async function outcome(run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (thrown) {
    throw outside(thrown);
  }
}

/** The same of one that does not. */
export function now<T>(run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    throw outside(thrown);
  }
}
