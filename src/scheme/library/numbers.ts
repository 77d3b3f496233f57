// R7RS 6.2 beyond the four operations and comparison, which run/ and data/number.ts own: integer division in its
// three manners, rounding, roots, powers and text. An integer is a number below 2^53 and a bigint beyond (data/value.ts).
import { aNumber, anInteger } from '../data/check.ts';
import { fail, outOfRange, wrongType } from '../data/condition.ts';
import { divisionByZero, isExact, isNumber, type Numeric, normal, numberText } from '../data/number.ts';
import { MultipleValues, type Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';
import { parseNumber } from '../read/number-syntax.ts';

/** Division of integers in one manner: `small` for numbers, `big` for bigints, given the truncated pair. */
interface Manner {
  quotient(q: bigint, r: bigint, divisor: bigint): bigint;
}
const TRUNCATE: Manner = { quotient: q => q };
const FLOOR: Manner = { quotient: (q, r, d) => (r !== 0n && r < 0n !== d < 0n ? q - 1n : q) };
const EUCLID: Manner = { quotient: (q, r, d) => (r >= 0n ? q : d > 0n ? q - 1n : q + 1n) };

function divide(manner: Manner, a: Value, b: Value, who: string): { quotient: Numeric; remainder: Numeric } {
  const n = BigInt(anInteger(a, who, 1));
  const d = BigInt(anInteger(b, who, 2));
  if (d === 0n) divisionByZero(who);
  const quotient = manner.quotient(n / d, n % d, d);
  return { quotient: normal(quotient), remainder: normal(n - quotient * d) };
}

function divisions(prefix: string, manner: Manner): Primitive[] {
  const both = `${prefix}/`;
  return [
    plain(
      both,
      2,
      (a: Value, b: Value) => {
        const { quotient, remainder } = divide(manner, a, b, both);
        return new MultipleValues([quotient, remainder]);
      },
      `Two values: the quotient of two integers, in the manner of ${prefix}, and what remains.`,
    ),
    plain(
      `${prefix}-quotient`,
      2,
      (a: Value, b: Value) => divide(manner, a, b, `${prefix}-quotient`).quotient,
    ),
    plain(
      `${prefix}-remainder`,
      2,
      (a: Value, b: Value) => divide(manner, a, b, `${prefix}-remainder`).remainder,
    ),
  ];
}

function gcd(a: Numeric, b: Numeric): Numeric {
  let [x, y] = [BigInt(a), BigInt(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return normal(x < 0n ? -x : x);
}

function lcm(a: Numeric, b: Numeric): Numeric {
  if (BigInt(a) === 0n || BigInt(b) === 0n) return 0;
  const product = BigInt(a) * BigInt(b);
  return normal((product < 0n ? -product : product) / BigInt(gcd(a, b)));
}

/** The largest integer whose square is not above n (Newton's method). */
function integerRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let guess = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + n / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

function squareRoot(x: Value): Numeric {
  const n = aNumber(x, 'sqrt', 1);
  if (n < 0) return outOfRange('sqrt', 1, x, 'not negative, as there are no complex numbers');
  if (typeof n === 'number') return Math.sqrt(n);
  const root = integerRoot(n);
  return root * root === n ? normal(root) : Math.sqrt(Number(n));
}

function exactIntegerRoot(x: Value): Value {
  const n = anInteger(x, 'exact-integer-sqrt', 1);
  if (n < 0) return outOfRange('exact-integer-sqrt', 1, x, 'not negative');
  const root = integerRoot(BigInt(n));
  return new MultipleValues([normal(root), normal(BigInt(n) - root * root)]);
}

/** Bits of the largest power we compute: past this, an answer would be an accident, and fill the memory. */
const MAX_POWER_BITS = 1 << 24;

function power(base: Value, exponent: Value): Numeric {
  const b = aNumber(base, 'expt', 1);
  const e = aNumber(exponent, 'expt', 2);
  if (!isExact(b) || !isExact(e) || e < 0) return Number(b) ** Number(e) + 0;
  const small = Number(b) ** Number(e);
  if (Number.isSafeInteger(small)) return small + 0;
  if (BigInt(b).toString(2).length * Number(e) > MAX_POWER_BITS)
    return outOfRange('expt', 2, exponent, `such that the result has at most ${MAX_POWER_BITS} bits`);
  return normal(BigInt(b) ** BigInt(e));
}

function exact(x: Value, who: string): Numeric {
  const n = aNumber(x, who, 1);
  if (isExact(n)) return n;
  if (Number.isInteger(n)) return normal(BigInt(n));
  return Number.isFinite(n)
    ? fail(`${who}: ${numberText(n, 10)} is no integer, and there are no exact fractions`)
    : wrongType(who, 1, x, 'finite');
}

/** The nearest integer, the even one of two that are equally near. */
function roundToEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  return (rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down) + 0;
}

const rounding = (name: string, round: (x: number) => number, doc: string) =>
  plain(
    name,
    1,
    (x: Value) => {
      const n = aNumber(x, name, 1);
      return typeof n === 'bigint' ? n : round(n) + 0;
    },
    doc,
  );

const real = (name: string, f: (x: number) => number, doc?: string) =>
  plain(name, 1, (x: Value) => f(Number(aNumber(x, name, 1))) + 0, doc);

const extreme = (name: string, better: (a: Numeric, b: Numeric) => boolean) =>
  plain(name, [1, Infinity], (...items: Value[]) => {
    let best = aNumber(items[0]!, name, 1);
    for (let i = 1; i < items.length; i++) {
      const item = aNumber(items[i]!, name, i + 1);
      if (Number.isNaN(item) || better(item, best)) best = item;
    }
    return best;
  });

function logarithm(x: Value, base?: Value): number {
  const n = aNumber(x, 'log', 1);
  const natural = typeof n === 'bigint' ? bigLog(n) : Math.log(n);
  return base === undefined ? natural : natural / Math.log(Number(aNumber(base, 'log', 2)));
}

function bigLog(n: bigint): number {
  const excess = Math.max(0, n.toString(2).length - 1000);
  return Math.log(Number(n >> BigInt(excess))) + excess * Math.LN2;
}

/** The simplest fraction between `low` and `high` (Stern and Brocot), both above zero. */
function simplest(low: number, high: number): number {
  const whole = Math.floor(low);
  if (whole === low) return whole;
  return whole < Math.floor(high) ? whole + 1 : whole + 1 / simplest(1 / (high - whole), 1 / (low - whole));
}

function rationalize(x: Value, tolerance: Value): number {
  const middle = Number(aNumber(x, 'rationalize', 1));
  const width = Math.abs(Number(aNumber(tolerance, 'rationalize', 2)));
  if (!Number.isFinite(middle) || !Number.isFinite(width)) return Number.isFinite(middle) ? 0 : middle;
  const [low, high] = [middle - width, middle + width];
  if (low <= 0 && high >= 0) return 0;
  return low > 0 ? simplest(low, high) : 0 - simplest(-high, -low);
}

function toText(x: Value, radix?: Value): string {
  const n = aNumber(x, 'number->string', 1);
  const r = radix ?? 10;
  if (typeof r !== 'number' || !Number.isInteger(r) || r < 2 || r > 36)
    return outOfRange('number->string', 2, r, 'from 2 to 36');
  return numberText(n, r);
}

function fromText(text: Value, radix?: Value): Value {
  if (typeof text !== 'string') return wrongType('string->number', 1, text, 'a string');
  const r = radix ?? 10;
  if (r !== 2 && r !== 8 && r !== 10 && r !== 16) return outOfRange('string->number', 2, r, '2, 8, 10 or 16');
  return parseNumber(text, r) ?? false;
}

function random(limit: Value): Numeric {
  const n = aNumber(limit, 'random', 1);
  if (n <= 0) return outOfRange('random', 1, limit, 'positive');
  if (typeof n === 'number')
    return Number.isSafeInteger(n) ? Math.floor(Math.random() * n) : Math.random() * n;
  let digits = '';
  while (digits.length < n.toString(16).length + 8)
    digits += Math.floor(Math.random() * 0x10000)
      .toString(16)
      .padStart(4, '0');
  return normal(BigInt(`0x${digits}`) % n);
}

const integers = (items: Value[], who: string): Numeric[] => items.map((x, i) => anInteger(x, who, i + 1));

export const numbers: Primitive[] = [
  predicate('complex?', 1, isNumber),
  predicate('real?', 1, isNumber),
  predicate(
    'rational?',
    1,
    (x: Value) => typeof x === 'bigint' || (typeof x === 'number' && Number.isFinite(x)),
  ),
  predicate('exact-integer?', 1, isExact),
  predicate('exact?', 1, (x: Value) => isExact(aNumber(x, 'exact?', 1))),
  predicate('inexact?', 1, (x: Value) => !isExact(aNumber(x, 'inexact?', 1))),
  predicate(
    'finite?',
    1,
    (x: Value) => Number.isFinite(Number(aNumber(x, 'finite?', 1))) || typeof x === 'bigint',
  ),
  predicate('infinite?', 1, (x: Value) => Math.abs(aNumber(x, 'infinite?', 1) as number) === Infinity),
  predicate('nan?', 1, (x: Value) => Number.isNaN(aNumber(x, 'nan?', 1))),
  extreme('max', (a, b) => a > b),
  extreme('min', (a, b) => a < b),
  plain('abs', 1, (x: Value) => absolute(aNumber(x, 'abs', 1)), 'The number without its sign.'),
  plain('magnitude', 1, (x: Value) => absolute(aNumber(x, 'magnitude', 1))),
  ...divisions('floor', FLOOR),
  ...divisions('truncate', TRUNCATE),
  ...divisions('euclidean', EUCLID),
  plain('gcd', [0, Infinity], (...items: Value[]) => integers(items, 'gcd').reduce(gcd, 0)),
  plain('lcm', [0, Infinity], (...items: Value[]) => integers(items, 'lcm').reduce(lcm, 1)),
  plain('numerator', 1, (x: Value) => anInteger(x, 'numerator', 1)),
  plain('denominator', 1, (x: Value) => {
    anInteger(x, 'denominator', 1);
    return 1;
  }),
  rounding('floor', Math.floor, 'The largest integer not above x.'),
  rounding('ceiling', Math.ceil, 'The smallest integer not below x.'),
  rounding('truncate', Math.trunc, 'The integer part of x.'),
  rounding('round', roundToEven, 'The integer nearest to x; of two equally near, the even one.'),
  plain('exact', 1, (x: Value) => exact(x, 'exact')),
  plain('inexact->exact', 1, (x: Value) => exact(x, 'inexact->exact')),
  plain('inexact', 1, (x: Value) => aNumber(x, 'inexact', 1)),
  plain('exact->inexact', 1, (x: Value) => aNumber(x, 'exact->inexact', 1)),
  plain('square', 1, (x: Value) => square(aNumber(x, 'square', 1))),
  plain('sqrt', 1, squareRoot, 'The square root; exact when it is an integer.'),
  plain('exact-integer-sqrt', 1, exactIntegerRoot, 'Two values: the integer root of n, and what remains.'),
  plain('expt', 2, power, 'base to the power of exponent.'),
  plain(
    'rationalize',
    2,
    rationalize,
    'The simplest number that differs from x by no more than the tolerance.',
  ),
  real('exp', Math.exp),
  plain('log', [1, 2], logarithm, 'The logarithm of x, natural or to the given base.'),
  real('sin', Math.sin),
  real('cos', Math.cos),
  real('tan', Math.tan),
  real('asin', Math.asin),
  real('acos', Math.acos),
  plain(
    'atan',
    [1, 2],
    (y: Value, x?: Value) =>
      (x === undefined
        ? Math.atan(Number(aNumber(y, 'atan', 1)))
        : Math.atan2(Number(aNumber(y, 'atan', 1)), Number(aNumber(x, 'atan', 2)))) + 0,
  ),
  plain('number->string', [1, 2], toText, 'The number as text, in base 10 or the given radix.'),
  plain('string->number', [1, 2], fromText, 'The number that the text spells, or #f.'),
  plain('random', 1, random, 'A random number from 0 up to, not including, the limit.'),
];

function absolute(n: Numeric): Numeric {
  return n < 0 ? -n : n;
}

function square(n: Numeric): Numeric {
  const product = Number(n) * Number(n);
  return isExact(n) && !Number.isSafeInteger(product) ? normal(BigInt(n) * BigInt(n)) : product;
}
