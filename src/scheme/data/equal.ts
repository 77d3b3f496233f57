// eqv? and equal?.
import { Pair } from './pair.ts';
import { recordFields, recordTypeOf } from './record.ts';
import type { Structural, Value } from './value.ts';

/** eqv?: ===, but a NaN is itself. Bigints, strings and interned values compare by ===. */
export const isEqv = (a: Value, b: Value): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

const isStructural = (x: Value): x is Structural =>
  typeof x === 'object' && 'equals' in x && typeof x.equals === 'function';

/**
 * equal?: by structure in pairs, vectors, bytevectors, records and host values that say how. It keeps its own stack, so
 * depth does not matter; circular data are compared like trees and must differ somewhere, as in R6RS's simplest model,
 * unless more than a million nodes are visited: then what was compared once is taken to be equal.
 */
export function isEqual(a: Value, b: Value): boolean {
  if (isEqv(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return compare([a, b]);
}

const CYCLE_SUSPECTED = 1_000_000;

function compare(stack: Value[]): boolean {
  let visited = 0;
  const seen = new Map<Value, Set<Value>>();
  while (stack.length > 0) {
    const b = stack.pop()!;
    const a = stack.pop()!;
    if (isEqv(a, b)) continue;
    if (++visited > CYCLE_SUSPECTED) {
      const known = seen.get(a) ?? new Set();
      if (known.has(b)) continue;
      seen.set(a, known.add(b));
    }
    if (!step(a, b, stack)) return false;
  }
  return true;
}

/** Compares two values that are not eqv, putting their parts on the stack. */
function step(a: Value, b: Value, stack: Value[]): boolean {
  if (a instanceof Pair) {
    if (!(b instanceof Pair)) return false;
    stack.push(a.cdr, b.cdr, a.car, b.car);
    return true;
  }
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = a.length - 1; i >= 0; i--) stack.push(a[i], b[i]);
    return true;
  }
  if (a instanceof Uint8Array)
    return b instanceof Uint8Array && a.length === b.length && a.every((x, i) => x === b[i]);
  if (isStructural(a)) return a.equals(b);
  return sameRecord(a, b, stack);
}

function sameRecord(a: Value, b: Value, stack: Value[]): boolean {
  const type = recordTypeOf(a);
  if (type === undefined || recordTypeOf(b) !== type) return false;
  const [fieldsA, fieldsB] = [recordFields(a, type), recordFields(b, type)];
  fieldsA.forEach((field, i) => void stack.push(field, fieldsB[i]!));
  return true;
}
