// Argument checks for primitives: each returns its argument with its TypeScript type, or raises a wrong-type condition
// that names the procedure, the position and the value.
import { Char } from './char.ts';
import { outOfRange, wrongType } from './condition.ts';
import { listToArray, Pair } from './pair.ts';
import { SchemeSymbol } from './symbol.ts';
import { textLength } from './text.ts';
import type { Value } from './value.ts';

export const aString = (x: Value, who: string, position: number): string =>
  typeof x === 'string' ? x : wrongType(who, position, x, 'a string');

export const aSymbol = (x: Value, who: string, position: number): SchemeSymbol =>
  x instanceof SchemeSymbol ? x : wrongType(who, position, x, 'a symbol');

export const aChar = (x: Value, who: string, position: number): Char =>
  x instanceof Char ? x : wrongType(who, position, x, 'a character');

export const aPair = (x: Value, who: string, position: number): Pair =>
  x instanceof Pair ? x : wrongType(who, position, x, 'a pair');

export const aVector = (x: Value, who: string, position: number): Value[] =>
  Array.isArray(x) ? x : wrongType(who, position, x, 'a vector');

export const aBytevector = (x: Value, who: string, position: number): Uint8Array =>
  x instanceof Uint8Array ? x : wrongType(who, position, x, 'a bytevector');

export const aProcedure = (x: Value, who: string, position: number): Value =>
  typeof x === 'function' ? x : wrongType(who, position, x, 'a procedure');

/** The items of a proper list. */
export const aList = (x: Value, who: string, position: number): Value[] =>
  listToArray(x) ?? wrongType(who, position, x, 'a proper list');

/** Any number: a JavaScript number or bigint. */
export const aNumber = (x: Value, who: string, position: number): number | bigint =>
  typeof x === 'number' || typeof x === 'bigint' ? x : wrongType(who, position, x, 'a number');

/** An integer of any size (a float beyond 2^53 is none). */
export const anInteger = (x: Value, who: string, position: number): number | bigint =>
  (typeof x === 'number' && Number.isSafeInteger(x)) || typeof x === 'bigint'
    ? x
    : wrongType(who, position, x, 'an exact integer');

/** An integer from `low` to `high` inclusive, small enough to count with. */
export function anIndex(x: Value, who: string, position: number, low: number, high: number): number {
  if (typeof x !== 'number' || !Number.isSafeInteger(x))
    return wrongType(who, position, x, 'an exact integer');
  return x >= low && x <= high ? x : outOfRange(who, position, x, `from ${low} to ${high}`);
}

/** Optional [start, end) of something `length` long, as R7RS's copying procedures take them. */
export function aRange(
  length: number,
  start: Value | undefined,
  end: Value | undefined,
  who: string,
  position: number,
) {
  const to = end === undefined ? length : anIndex(end, who, position + 1, 0, length);
  const from = start === undefined ? 0 : anIndex(start, who, position, 0, to);
  return { from, to };
}

/** Optional [start, end) of a string, in code points. */
export const aTextRange = (
  text: string,
  start: Value | undefined,
  end: Value | undefined,
  who: string,
  position: number,
) => aRange(textLength(text), start, end, who, position);
