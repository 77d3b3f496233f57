import { normalTerm } from './term.ts';

type Real = number | bigint;

/** Sums, differences and products as Scheme has them: whole numbers are exact however long they get. */
export const add = (a: Real, b: Real): Real =>
  exactly(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
  );
export const subtract = (a: Real, b: Real): Real =>
  exactly(
    a,
    b,
    (x, y) => x - y,
    (x, y) => x - y,
  );
export const multiply = (a: Real, b: Real): Real =>
  exactly(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
  );

function exactly(
  a: Real,
  b: Real,
  quick: (a: number, b: number) => number,
  exact: (a: bigint, b: bigint) => bigint,
): Real {
  if (!isWhole(a) || !isWhole(b)) return normalTerm(quick(Number(a), Number(b))) as number;
  if (typeof a === 'number' && typeof b === 'number') {
    const result = quick(a, b);
    if (Number.isSafeInteger(result)) return normalTerm(result) as number;
  }
  return normalTerm(exact(BigInt(a), BigInt(b))) as Real;
}

const isWhole = (value: Real) => typeof value === 'bigint' || Number.isSafeInteger(value);

/** The number that, multiplied by `factor`, is `product`; undefined where there is none, or any would do. */
export function divide(product: Real, factor: Real): Real | undefined {
  if (Number(factor) === 0) return undefined;
  if (isWhole(product) && isWhole(factor)) {
    const [p, f] = [BigInt(product), BigInt(factor)];
    if (p % f === 0n) return normalTerm(p / f) as Real;
  }
  const quotient = Number(product) / Number(factor);
  return Number.isNaN(quotient) ? undefined : (normalTerm(quotient) as number);
}
