// Raising: to handlers, to guards, and what JavaScript throws.
import { Condition, Raised } from '../data/condition.ts';
import { list } from '../data/pair.ts';
import { ASK, type Procedure, type ProcedureInfo } from '../data/procedure.ts';
import type { Value } from '../data/value.ts';
import { conditionOf } from './backtrace.ts';
import { rewind } from './continuation.ts';
import type { Dynamic, Handler } from './dynamic.ts';
import {
  after,
  dropFrames,
  type Frame,
  pushHost,
  type Result,
  registers,
  saveHost,
  suspend,
  trampoline,
} from './machine.ts';

/** Leaves the JavaScript stack for a guard, whose mark it carries. */
class Escape {
  readonly mark: Handler;
  readonly payload: Value;
  constructor(mark: Handler, payload: Value) {
    this.mark = mark;
    this.payload = payload;
  }
}

/** Nobody handles it: it leaves the evaluation. */
export class Uncaught {
  readonly payload: Value;
  constructor(payload: Value) {
    this.payload = payload;
  }
}

/** Stops an evaluation whatever it handles: the time is up, or someone pressed Ctrl-C. */
export class Stopped {
  readonly condition: Condition;
  constructor(condition: Condition) {
    this.condition = condition;
  }
}

const notContinuable = (payload: Value): Condition =>
  new Condition(
    'non-continuable',
    'the handler returned from an exception that cannot be continued:',
    list(payload),
  );

/** Raises `payload` at depth `d`. */
export function raiseObject(d: number, payload: Value, continuable: boolean): Result {
  const handler = registers.dynamic.handlers;
  if (handler === null) throw new Uncaught(payload);
  if (handler.guard !== undefined) return raiseToGuard(handler, handler.guard, payload, continuable);
  const state = registers.dynamic;
  registers.dynamic = state.withHandlers(handler.outer);
  return after(handler.procedure((d & ~15) + 17, payload), value => {
    if (!continuable) return raiseObject(registers.base, notContinuable(payload), false);
    registers.dynamic = state;
    return value;
  });
}

function raiseToGuard(mark: Handler, around: Dynamic, payload: Value, continuable: boolean): Result {
  if (!continuable && registers.dynamic.winds === around.winds) throw new Escape(mark, payload);
  // The way back must stay open: the stack goes to the heap before the guard's clauses run.
  return suspend(() => {
    if (!continuable) pushHost(() => raiseObject(registers.base, notContinuable(payload), false));
    const { k, dynamic } = registers;
    registers.captures++;
    const again = (): Result =>
      suspend(() =>
        rewind(dynamic, () => {
          registers.k = k;
          const state = registers.dynamic;
          registers.dynamic = state.withHandlers(mark.outer);
          pushHost(value => {
            registers.dynamic = state;
            return value;
          });
          return raiseObject(registers.base, payload, true);
        }),
      );
    return rewind(around, () => {
      registers.k = guardFrame(k, mark);
      return mark.procedure(registers.base + 2, payload, named('raise-again', again));
    });
  });
}

/** What follows the guard on the heap continuation. */
function guardFrame(k: Frame | null, mark: Handler): Frame | null {
  for (let frame = k; frame !== null; frame = frame.next)
    if (marks.get(frame.a as object) === mark) return frame.next;
  throw new Error('a guard is not on its own continuation');
}

/** The steps that guards leave on the heap continuation, and whose they are. */
const marks = new WeakMap<object, Handler>();

function named(name: string, run: () => Result): Procedure {
  const info: ProcedureInfo = {
    name,
    min: 0,
    max: 0,
    doc: undefined,
    place: undefined,
    signature: undefined,
  };
  return d => (d === ASK ? info : run());
}

/** (%guard body clauses): clauses is given what was raised, and a procedure that raises it again. */
export function guard(d: number, body: Procedure, clauses: Procedure): Result {
  const around = registers.dynamic;
  const mark: Handler = { procedure: clauses, guard: around, outer: around.handlers };
  const at = (d & ~15) + 16;
  registers.dynamic = around.withHandlers(mark);
  let value: Result;
  let step = (): Result => body(at);
  for (;;) {
    try {
      value = step();
      break;
    } catch (thrown) {
      dropFrames();
      if (thrown instanceof Escape && thrown.mark === mark)
        return runClauses(at, mark, around, thrown.payload);
      const payload = payloadOf(thrown);
      step = () => raiseObject(at, payload, false);
    }
  }
  if (value !== undefined) {
    registers.dynamic = around;
    return value;
  }
  const leave = (result: Value): Value => {
    registers.dynamic = around;
    return result;
  };
  marks.set(leave, mark);
  return saveHost(leave);
}

function runClauses(d: number, mark: Handler, around: Dynamic, payload: Value): Result {
  registers.dynamic = around;
  const again = named('raise-again', () => raiseObject(registers.base, payload, false));
  return mark.procedure(d + 2, payload, again);
}

/** The object that a JavaScript exception raises; throws it on if it is none of Scheme's business. */
function payloadOf(thrown: unknown): Value {
  if (thrown instanceof Raised) return thrown.payload;
  if (thrown instanceof Escape || thrown instanceof Uncaught || thrown instanceof Stopped) throw thrown;
  return conditionOf(thrown);
}

/** Runs an evaluation's steps, turning what JavaScript throws into what Scheme raises. */
export function run(start: () => Result): Result {
  let step = start;
  for (;;) {
    try {
      return trampoline(step());
    } catch (thrown) {
      dropFrames();
      if (thrown instanceof Escape) {
        const { mark, payload } = thrown;
        step = () => {
          registers.k = guardFrame(registers.k, mark);
          return runClauses(registers.base, mark, mark.guard!, payload);
        };
      } else {
        const payload = payloadOf(thrown);
        step = () => raiseObject(registers.base, payload, false);
      }
    }
  }
}
