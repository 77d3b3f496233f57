// The dynamic state of an evaluation: who is wound, who handles exceptions, what parameters are bound to. It is never
// changed, only replaced, so a continuation keeps it by keeping one reference.
import type { Parameter, Procedure } from '../data/procedure.ts';
import type { Value } from '../data/value.ts';

/** A dynamic-wind that has been entered. */
export interface Wind {
  readonly before: Value;
  readonly after: Value;
  readonly outer: Wind | null;
  readonly depth: number;
  /** The state around it, in which before and after run. */
  readonly dynamic: Dynamic;
}

/** A handler of with-exception-handler, or the mark of a guard. */
export interface Handler {
  readonly procedure: Procedure;
  /** A guard: the state around it. */
  readonly guard: Dynamic | undefined;
  readonly outer: Handler | null;
}

/** One binding of parameterize. */
export interface Bound {
  readonly parameter: Parameter;
  value: Value;
  readonly outer: Bound | null;
}

export class Dynamic {
  static readonly EMPTY = new Dynamic(null, null, null);
  readonly winds: Wind | null;
  readonly handlers: Handler | null;
  readonly bound: Bound | null;

  constructor(winds: Wind | null, handlers: Handler | null, bound: Bound | null) {
    this.winds = winds;
    this.handlers = handlers;
    this.bound = bound;
  }
  withWinds(winds: Wind | null): Dynamic {
    return new Dynamic(winds, this.handlers, this.bound);
  }
  withHandlers(handlers: Handler | null): Dynamic {
    return new Dynamic(this.winds, handlers, this.bound);
  }
  withBound(bound: Bound | null): Dynamic {
    return new Dynamic(this.winds, this.handlers, bound);
  }
}
