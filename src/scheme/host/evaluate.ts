// Evaluating text, and calling procedures, from TypeScript.
import { compile } from '../compile/compile.ts';
import { unparse } from '../compile/unparse.ts';
import { Condition, Raised, raise } from '../data/condition.ts';
import type { Procedure } from '../data/procedure.ts';
import type { Value } from '../data/value.ts';
import { expandTop } from '../expand/body.ts';
import { Environment } from '../expand/environment.ts';
import { readForms } from '../read/forms.ts';
import { evaluateAsync, evaluateSync, type Limits } from '../run/evaluation.ts';
import { apply, type Result, registers } from '../run/machine.ts';
import { baseEnvironment } from './base-library.ts';
import { outside } from './error.ts';

export interface EvaluateOptions extends Limits {
  /** The name in places; the environment's file unless given. */
  readonly file?: string;
  readonly firstLine?: number;
}

/** A new environment above the base library, or above another environment. `file` is what include and load resolve against. */
export const makeEnvironment = (file: string, parent: Environment = baseEnvironment()): Environment =>
  new Environment(file, parent);

/** Reads, expands and compiles a text: what runs it. Raises conditions as SchemeError. */
export function prepare(text: string, environment: Environment, options: EvaluateOptions = {}): () => Result {
  const { file = environment.file, firstLine = 1 } = options;
  try {
    const forms = readForms(text, file, firstLine);
    const context = { scope: environment, environment, place: undefined, name: undefined };
    const top = compile(expandTop(forms, context));
    return () => top(registers.base);
  } catch (thrown) {
    throw outside(tooDeep(thrown, file));
  }
}

/** Code nested so deeply that JavaScript's stack ends while it is compiled. */
function tooDeep(thrown: unknown, file: string): unknown {
  if (!(thrown instanceof RangeError)) return thrown;
  const condition = new Condition('syntax-error', 'the code is nested too deeply');
  condition.place = { file, line: 1, column: 1 };
  try {
    return raise(condition);
  } catch (raised) {
    return raised;
  }
}

/** Evaluates a text: the value of its last form. Throws SchemeError. */
export async function evaluate(
  text: string,
  environment: Environment,
  options: EvaluateOptions = {},
): Promise<Value> {
  const start = prepare(text, environment, options);
  return settle(evaluateAsync(start, options));
}

/** The same at once; what would have to wait is an error. */
export function evaluateNow(text: string, environment: Environment, options: EvaluateOptions = {}): Value {
  const start = prepare(text, environment, options);
  return now(() => evaluateSync(start, options));
}

/** Calls a Scheme procedure. Throws SchemeError. */
export const callProcedure = (procedure: Value, args: Value[], limits: Limits = {}): Promise<Value> =>
  settle(evaluateAsync(() => apply(procedure as Procedure, registers.base, args), limits));

/** Calls a Scheme procedure that does not wait. */
export const callProcedureNow = (procedure: Value, args: Value[], limits: Limits = {}): Value =>
  now(() => evaluateSync(() => apply(procedure as Procedure, registers.base, args), limits));

async function settle(value: Promise<Value>): Promise<Value> {
  try {
    return await value;
  } catch (thrown) {
    throw outside(thrown);
  }
}

function now<T>(run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    throw outside(thrown);
  }
}

/** What a text expands to, as core forms. Throws SchemeError. */
export function expansion(text: string, environment: Environment): Value[] {
  return now(() => {
    const context = { scope: environment, environment, place: undefined, name: undefined };
    return expandTop(readForms(text, environment.file), context).map(unparse);
  });
}

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
