// Bitwise operations on integers of any size, in two's complement, by Guile's names.
import { anIndex, anInteger } from '../data/check.ts';
import { outOfRange } from '../data/condition.ts';
import { normal } from '../data/number.ts';
import type { Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';

type Numeric = number | bigint;

const isInt32 = (n: Numeric): n is number => typeof n === 'number' && (n | 0) === n;

function fold(
  name: string,
  unit: number,
  small: (a: number, b: number) => number,
  big: (a: bigint, b: bigint) => bigint,
) {
  const both = (a: Numeric, b: Numeric): Numeric =>
    isInt32(a) && isInt32(b) ? small(a, b) : normal(big(BigInt(a), BigInt(b)));
  return plain(name, [0, Infinity], (...items: Value[]) =>
    items.map((x, i) => anInteger(x, name, i + 1)).reduce(both, unit),
  );
}

/** Longer shifts are accidents, and would fill the memory. */
const MAX_SHIFT = 1 << 24;

function shift(n: Value, by: Value): Numeric {
  const value = BigInt(anInteger(n, 'ash', 1));
  const count = BigInt(anIndex(by, 'ash', 2, Number.MIN_SAFE_INTEGER, MAX_SHIFT));
  return normal(count < 0n ? value >> -count : value << count);
}

function bitLength(n: Value): number {
  const value = BigInt(anInteger(n, 'integer-length', 1));
  const positive = value < 0n ? ~value : value;
  return positive === 0n ? 0 : positive.toString(2).length;
}

function bitCount(n: Value): number {
  const value = BigInt(anInteger(n, 'logcount', 1));
  return (value < 0n ? ~value : value).toString(2).replaceAll('0', '').length;
}

function bitExtract(n: Value, start: Value, end: Value): Numeric {
  const from = anIndex(start, 'bit-extract', 2, 0, MAX_SHIFT);
  const to = anIndex(end, 'bit-extract', 3, 0, MAX_SHIFT);
  if (to < from) return outOfRange('bit-extract', 3, end, `at least ${from}`);
  return normal((BigInt(anInteger(n, 'bit-extract', 1)) >> BigInt(from)) & ((1n << BigInt(to - from)) - 1n));
}

export const bits: Primitive[] = [
  fold(
    'logand',
    -1,
    (a, b) => a & b,
    (a, b) => a & b,
  ),
  fold(
    'logior',
    0,
    (a, b) => a | b,
    (a, b) => a | b,
  ),
  fold(
    'logxor',
    0,
    (a, b) => a ^ b,
    (a, b) => a ^ b,
  ),
  plain('lognot', 1, (n: Value) => normal(~BigInt(anInteger(n, 'lognot', 1)))),
  plain('ash', 2, shift, 'n shifted left by count bits; right when count is negative.'),
  predicate(
    'logbit?',
    2,
    (index: Value, n: Value) =>
      ((BigInt(anInteger(n, 'logbit?', 2)) >> BigInt(anIndex(index, 'logbit?', 1, 0, MAX_SHIFT))) & 1n) ===
      1n,
  ),
  predicate(
    'logtest',
    2,
    (a: Value, b: Value) => (BigInt(anInteger(a, 'logtest', 1)) & BigInt(anInteger(b, 'logtest', 2))) !== 0n,
  ),
  plain('logcount', 1, bitCount, 'How many bits are set.'),
  plain('integer-length', 1, bitLength, 'How many bits the integer needs.'),
  plain('bit-extract', 3, bitExtract),
];
