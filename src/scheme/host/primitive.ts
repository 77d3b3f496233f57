// How a primitive is written. A table of primitives is an array of these definitions; library/manifest.ts lists the tables.
import type { Value } from '../data/value.ts';

/**
 * Code for a call whose arguments are JavaScript expressions without effect (variables, literals); undefined: not inline.
 * `isNumber` knows of some arguments that they are JavaScript numbers.
 */
export type Inline = (args: string[], isNumber: (text: string) => boolean) => string | undefined;

export interface Primitive {
  readonly name: string;
  readonly min: number;
  /** Infinity: any number of arguments. */
  readonly max: number;
  /**
   * plain: an ordinary function of its arguments.
   * waiting: returns a promise; Scheme sees its value, a rejection becomes a condition.
   * control: follows the calling convention itself (run/control.ts only).
   */
  readonly kind: 'plain' | 'waiting' | 'control';
  readonly run: (...args: never[]) => unknown;
  /** Shown by ,describe. */
  readonly doc: string | undefined;
  /** JavaScript text in place of the call (compile/inline.ts). */
  inline: Inline | undefined;
  /** Its result is always true or false, so a test needs no comparison with #f. */
  isPredicate: boolean;
  /** Its inline text raises nothing, so no place need be kept for it. */
  isSafe: boolean;
}

/** A number of arguments: exactly n, or [least, most]. */
export type Arity = number | readonly [min: number, max: number];

type Arguments = never[];

function define(
  kind: Primitive['kind'],
  name: string,
  arity: Arity,
  run: Primitive['run'],
  doc?: string,
): Primitive {
  const [min, max] = typeof arity === 'number' ? [arity, arity] : arity;
  return { name, min, max, kind, run, doc, inline: undefined, isPredicate: false, isSafe: false };
}

/**
 * A primitive that is an ordinary function. It checks its own arguments (data/check.ts), must never return undefined
 * or null, and must not call Scheme procedures: what takes a procedure is written in Scheme, so that call/cc,
 * waiting and time limits work inside.
 */
export const plain = (
  name: string,
  arity: Arity,
  run: (...args: Arguments) => Value,
  doc?: string,
): Primitive => define('plain', name, arity, run, doc);

/** A plain primitive that returns only true or false. */
export const predicate = (
  name: string,
  arity: Arity,
  run: (...args: Arguments) => boolean,
  doc?: string,
): Primitive => ({
  ...define('plain', name, arity, run, doc),
  isPredicate: true,
});

/** A primitive that waits: Scheme sees the promise's value as if the call had simply taken a while. */
export const waiting = (
  name: string,
  arity: Arity,
  run: (...args: Arguments) => Promise<Value>,
  doc?: string,
): Primitive => define('waiting', name, arity, run, doc);

/** A primitive that follows the calling convention itself. */
export const control = (
  name: string,
  arity: Arity,
  run: (...args: Arguments) => Value | undefined,
  doc?: string,
) => define('control', name, arity, run, doc);

/** Gives a primitive its JavaScript text. `safe`: it raises nothing. */
export function inlined(primitive: Primitive, inline: Inline, isSafe = false): Primitive {
  return { ...primitive, inline, isSafe };
}
