// Arithmetic off the fast path. Compiled code adds two numbers itself and comes here when one is no JavaScript number or
// the result leaves the safe range. Integers are exact without bound; reals are doubles.
import { Condition, raise, wrongType } from './condition.ts';
import type { Value } from './value.ts';

export type Numeric = number | bigint;

const MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** A bigint as a Scheme integer: a number if it is in the safe range. */
export const normal = (n: bigint): Numeric => (n <= MAX && n >= -MAX ? Number(n) : n);

export const isNumber = (x: Value): x is Numeric => typeof x === 'number' || typeof x === 'bigint';
/** An exact integer. */
export const isExact = (x: Value): x is Numeric =>
  typeof x === 'bigint' || (typeof x === 'number' && Number.isSafeInteger(x));

const numeric = (x: Value, who: string, position: number): Numeric =>
  isNumber(x) ? x : wrongType(who, position, x, 'a number');

export const divisionByZero = (who: string): never =>
  raise(new Condition('numerical-overflow', `${who}: division by zero`));

function arithmetic(
  who: string,
  real: (a: number, b: number) => number,
  big: (a: bigint, b: bigint) => bigint,
) {
  return (a: Value, b: Value): Numeric => {
    const x = numeric(a, who, 1);
    const y = numeric(b, who, 2);
    if (isExact(x) && isExact(y)) return normal(big(BigInt(x), BigInt(y)));
    return real(Number(x), Number(y)) + 0;
  };
}

const addExact = arithmetic(
  '+',
  (a, b) => a + b,
  (a, b) => a + b,
);
const subtractExact = arithmetic(
  '-',
  (a, b) => a - b,
  (a, b) => a - b,
);
const multiplyExact = arithmetic(
  '*',
  (a, b) => a * b,
  (a, b) => a * b,
);

const MAX_SAFE = Number.MAX_SAFE_INTEGER;

// Each written out, so that the engine compiles each into its callers.
export function add(a: Value, b: Value): Numeric {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum <= MAX_SAFE && sum >= -MAX_SAFE) return sum;
  }
  return addExact(a, b);
}
export function subtract(a: Value, b: Value): Numeric {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (difference <= MAX_SAFE && difference >= -MAX_SAFE) return difference;
  }
  return subtractExact(a, b);
}
export function multiply(a: Value, b: Value): Numeric {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (product <= MAX_SAFE && product >= -MAX_SAFE) return product;
  }
  return multiplyExact(a, b);
}

/** a / b; a real when it is no integer, for there are no exact fractions. */
export function divide(a: Value, b: Value): Numeric {
  const x = numeric(a, '/', 1);
  const y = numeric(b, '/', 2);
  if (y === 0) return divisionByZero('/');
  if (!isExact(x) || !isExact(y) || (typeof x === 'number' && typeof y === 'number'))
    return Number(x) / Number(y) + 0;
  const [n, d] = [BigInt(x), BigInt(y)];
  return n % d === 0n ? normal(n / d) : fraction(n, d);
}

/** n / d as the nearest real, also where one of them is beyond the reals. */
function fraction(n: bigint, d: bigint): number {
  const shift = BigInt(Math.max(0, Math.max(n.toString(2).length, d.toString(2).length) - 1000));
  const under = Number(d >> shift);
  return under === 0 ? Number(n / d) : Number(n >> shift) / under;
}

function comparison(who: string, test: (a: Numeric, b: Numeric) => boolean) {
  return (a: Value, b: Value): boolean => test(numeric(a, who, 1), numeric(b, who, 2));
}

// JavaScript compares a bigint with a number by value, exactly.
// biome-ignore lint/suspicious/noDoubleEquals: a bigint beyond 2^53 may equal a real
export const equals = comparison('=', (a, b) => a == b);
export const less = comparison('<', (a, b) => a < b);
export const greater = comparison('>', (a, b) => a > b);
export const atMost = comparison('<=', (a, b) => a <= b);
export const atLeast = comparison('>=', (a, b) => a >= b);

function division(small: (a: number, b: number) => number, big: (a: bigint, b: bigint) => bigint) {
  return (a: Value, b: Value, who: string): Numeric => {
    const x = isExact(a) ? a : wrongType(who, 1, a, 'an exact integer');
    const y = isExact(b) ? b : wrongType(who, 2, b, 'an exact integer');
    if (y === 0) return divisionByZero(who);
    if (typeof x === 'number' && typeof y === 'number') return small(x, y) + 0;
    return normal(big(BigInt(x), BigInt(y)));
  };
}

export const quotient = division(
  (a, b) => (a - (a % b)) / b,
  (a, b) => a / b,
);
export const remainder = division(
  (a, b) => a % b,
  (a, b) => a % b,
);
export const modulo = division(
  (a, b) => {
    const r = a % b;
    return r !== 0 && r < 0 !== b < 0 ? r + b : r;
  },
  (a, b) => {
    const r = a % b;
    return r !== 0n && r < 0n !== b < 0n ? r + b : r;
  },
);

/** A number so that it reads back as itself, in Guile's manner: 1.0e21, 1.5e-7, 0.001, +inf.0. */
export function numberText(x: Numeric, radix = 10): string {
  if (typeof x === 'bigint') return x.toString(radix);
  if (Number.isNaN(x)) return '+nan.0';
  if (!Number.isFinite(x)) return x > 0 ? '+inf.0' : '-inf.0';
  const text = (x + 0).toString(radix);
  if (radix !== 10 || Number.isSafeInteger(x)) return text;
  const [digits, exponent] = text.split('e');
  const real = digits!.includes('.') ? digits! : `${digits}.0`;
  return exponent === undefined ? real : `${real}e${exponent.replace('+', '')}`;
}
