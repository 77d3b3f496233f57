// Raising: to handlers, to guards, and what JavaScript throws.
import { Condition, Raised, traced } from '../data/condition.ts';
import { list } from '../data/pair.ts';
import { ASK, type Procedure, type ProcedureInfo } from '../data/procedure.ts';
import type { Value } from '../data/value.ts';
import { conditionOf } from './backtrace.ts';
import { rewind } from './continuation.ts';
import type { Dynamic, Handler } from './dynamic.ts';
import {
  after,
  type Continuation,
  dropFrames,
  Point,
  pushHost,
  type Result,
  registers,
  save2,
  suspend,
  trampoline,
} from './machine.ts';

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
    this.condition = traced(condition);
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
  if (!continuable && registers.dynamic.winds === around.winds) {
    return suspend(() => {
      continueAfterGuard(registers, mark);
      return runClauses(registers.base, mark, around, payload);
    });
  }
  // The way back must stay open, for the clauses may raise the object once more where it was raised.
  return suspend(() => {
    if (!continuable) pushHost(() => raiseObject(registers.base, notContinuable(payload), false));
    const { k, at, dynamic } = registers;
    registers.captures++;
    const again = (): Result =>
      suspend(() =>
        rewind(dynamic, () => {
          registers.k = k;
          registers.at = at;
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
      continueAfterGuard({ k, at }, mark);
      return mark.procedure(registers.base + 2, payload, named('raise-again', again));
    });
  });
}

/** Sets the heap continuation to what follows the guard in `from`. */
function continueAfterGuard(from: Continuation, mark: Handler): void {
  let { k, at } = from;
  while (k !== null) {
    const point = k.frames[at] as Point;
    const found = point === guardPoint && k.frames[at + 1] === mark;
    at += 1 + point.size;
    if (at >= k.frames.length) {
      at = k.nextAt;
      k = k.next;
    }
    if (!found) continue;
    registers.k = k;
    registers.at = at;
    return;
  }
  throw new Error('a guard is not on its own continuation');
}

/** Where a guard's body returns to, if the stack has gone to the heap: the mark and the state around it are saved. */
const guardPoint = new Point(
  (frames, at, _label, value) => {
    registers.dynamic = frames[at + 1] as Dynamic;
    return value;
  },
  0,
  2,
);

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
  let payload: Value | undefined;
  for (;;) {
    try {
      value = payload === undefined ? body(at) : raiseObject(at, payload, false);
      break;
    } catch (thrown) {
      dropFrames();
      payload = payloadOf(thrown);
      const { handlers, winds } = registers.dynamic;
      if (handlers === mark && winds === around.winds) return runClauses(at, mark, around, payload);
    }
  }
  if (value === undefined) return save2(guardPoint, mark, around);
  registers.dynamic = around;
  return value;
}

function runClauses(d: number, mark: Handler, around: Dynamic, payload: Value): Result {
  registers.dynamic = around;
  const again = named('raise-again', () => raiseObject(registers.base, payload, false));
  return mark.procedure(d + 2, payload, again);
}

/** The object that a JavaScript exception raises; throws it on if it is none of Scheme's business. */
function payloadOf(thrown: unknown): Value {
  if (thrown instanceof Raised) return thrown.payload;
  if (thrown instanceof Uncaught || thrown instanceof Stopped) throw thrown;
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
      const payload = payloadOf(thrown);
      step = () => raiseObject(registers.base, payload, false);
    }
  }
}
