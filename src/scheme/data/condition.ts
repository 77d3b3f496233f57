// R7RS error objects, and the JavaScript error that carries whatever was raised.
import { list } from './pair.ts';
import { NIL, type Printable, type Value } from './value.ts';

/** file:line:column, both from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export const placeText = (place: Place): string => `${place.file}:${place.line}:${place.column}`;

/** One line of a backtrace: a procedure's Scheme name, and where it was when the error happened. */
export interface Call {
  readonly name: string | undefined;
  readonly place: Place | undefined;
}

/** Where a condition came from is worked out only when someone asks: most conditions are caught. */
export interface Trace {
  calls(): Call[];
}

/** What `error` makes and primitives raise. `kind` tells them apart: error, wrong-type, unbound-variable, ... */
export class Condition implements Printable {
  readonly kind: string;
  readonly message: string;
  readonly irritants: Value;
  /** What to do about it; worked out when asked for. */
  readonly hint: string | (() => string | undefined) | undefined;
  place: Place | undefined;
  trace: Trace | undefined;

  constructor(
    kind: string,
    message: string,
    irritants: Value = NIL,
    hint?: string | (() => string | undefined),
  ) {
    this.kind = kind;
    this.message = message;
    this.irritants = irritants;
    this.hint = hint;
    this.place = undefined;
    this.trace = undefined;
  }

  get hintText(): string | undefined {
    return typeof this.hint === 'function' ? this.hint() : this.hint;
  }

  printed(write: (part: Value) => string): string {
    return `#<condition ${this.kind} ${write(this.message)}${this.irritants === NIL ? '' : ` ${write(this.irritants)}`}>`;
  }
}

/** How a raised object travels through JavaScript, within the Scheme. Outside, host/error.ts gives a SchemeError. */
export class Raised {
  readonly payload: Value;
  /** Only raise-continuable may be answered. */
  readonly continuable: boolean;
  constructor(payload: Value, continuable = false) {
    this.payload = payload;
    this.continuable = continuable;
  }
}

let tracer: (condition: Condition) => void = () => {};
/** run/backtrace.ts puts the one here who remembers the JavaScript stack. */
export const setTracer = (trace: (condition: Condition) => void): void => {
  tracer = trace;
};

/** Remembers where a condition is raised. */
export function traced(condition: Condition): Condition {
  tracer(condition);
  return condition;
}

/** The Scheme procedures under way, innermost first. Working that out takes a while: for what will be told to people. */
export const callsUnderWay = (): Call[] => traced(new Condition('here', '')).trace?.calls() ?? [];

/** Raises a condition from a primitive. */
export function raise(condition: Condition): never {
  throw new Raised(traced(condition));
}

/** Raises `message` with irritants, as `(error message irritant ...)` does; a hint is shown on a line of its own. */
export const fail = (message: string, irritants: Value[] = [], hint?: string): never =>
  raise(new Condition('error', message, list(...irritants), hint));

/** Raises: argument `position` (from 1) of `who` is `value`, but must be `expected` ("a string"). */
export const wrongType = (who: string, position: number, value: Value, expected: string): never =>
  raise(new Condition('wrong-type', `${who}: argument ${position} must be ${expected}, but is`, list(value)));

/** Raises: an index or number is of the right type but out of range. */
export const outOfRange = (who: string, position: number, value: Value, range: string): never =>
  raise(new Condition('out-of-range', `${who}: argument ${position} must be ${range}, but is`, list(value)));
