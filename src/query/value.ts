import type { ColumnType } from '../model/relation.ts';
import { type Constant, isCompound, type Term, Variable } from './term.ts';

/** Values of different families are never equal and never compared, whatever SQLite makes of them. */
export type Family = 'number' | 'text' | 'boolean';

const FAMILIES: Record<ColumnType, Family> = {
  text: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  time: 'number',
  duration: 'number',
};

export function familyOfType(type: ColumnType): Family {
  return FAMILIES[type];
}

/** The family of a term that is no variable; null where no column holds such a thing. */
export function familyOf(term: Term): Family | null {
  switch (typeof term) {
    case 'string':
      return 'text';
    case 'number':
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return null;
  }
}

const LARGEST = 2n ** 63n - 1n;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Can SQLite have it as it is? NaN becomes NULL there, half a surrogate pair another character. */
export function isStorable(value: Constant): boolean {
  switch (typeof value) {
    case 'number':
      return !Number.isNaN(value);
    case 'bigint':
      return -LARGEST - 1n <= value && value <= LARGEST;
    case 'string':
      return !LONE_SURROGATE.test(value);
    default:
      return typeof value !== 'symbol';
  }
}

/** The order of texts by code points, as SQLite has it; JavaScript's own is that of UTF-16 units. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;

/** Below, the same, above; NaN where the two are not of one family that has an order. */
export function compareValues(a: Term, b: Term): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (familyOf(a) !== 'number' || familyOf(b) !== 'number') return Number.NaN;
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN;
}

const RANKS = { boolean: 1, number: 2, text: 3 };

/** The order answers are put in: nothing, booleans, numbers, texts, what is no value. */
export function compareForOrder(a: Term, b: Term): number {
  const difference = rankOf(a) - rankOf(b);
  if (difference !== 0) return difference;
  if (typeof a === 'boolean') return Number(a) - Number(b);
  return compareValues(a, b) || 0;
}

function rankOf(term: Term): number {
  if (term === null) return 0;
  const family = familyOf(term);
  return family === null ? 4 : RANKS[family];
}

/** A text that two ground terms share only where they are the same. */
export function keyOf(term: Term, name: (variable: Variable) => string = v => `_${v.name}`): string {
  if (term instanceof Variable) return name(term);
  if (isCompound(term)) return `(${term.map(part => keyOf(part, name)).join(' ')})`;
  if (typeof term === 'string') return JSON.stringify(term);
  return typeof term === 'bigint' ? `${term}n` : String(term);
}
