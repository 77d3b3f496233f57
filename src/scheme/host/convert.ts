// Scheme data and plain JavaScript values (what JSON can say), both ways.
//
//   object  alist with symbol keys         null     the symbol null
//   array   list                           boolean  boolean
//   string  string                         number   number; an integer beyond 2^53 is refused as imprecise
//
// '() is [], and a non-empty list of pairs with symbol keys is an object. Going out, symbols and keywords other than
// null become strings, vectors arrays, bigints decimal strings.
import { fail } from '../data/condition.ts';
import { numberText } from '../data/number.ts';
import { arrayToList, listToArray, Pair } from '../data/pair.ts';
import { internData, Keyword, SchemeSymbol } from '../data/symbol.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** Data nested deeper than this are refused. */
const MAX_DEPTH = 1000;
const NULL = 'null';

const refuse = (problem: string, path: string): never =>
  fail(`${problem}${path === '' ? '' : ` at ${path}`}`);

/** Plain JavaScript data as Scheme data. Raises on what JSON cannot say. */
export function fromPlain(plain: unknown, path = '', depth = 0): Value {
  if (depth > MAX_DEPTH) return refuse('nested too deeply', path.slice(0, 100));
  if (plain === null) return internData(NULL);
  switch (typeof plain) {
    case 'boolean':
    case 'string':
      return plain;
    case 'number':
      return Number.isFinite(plain) ? plain + 0 : refuse('a number that is not finite', path);
    case 'object':
      return compound(plain, path, depth + 1);
    default:
      return refuse(`a ${typeof plain} is no data`, path);
  }
}

function compound(plain: object, path: string, depth: number): Value {
  if (Array.isArray(plain))
    return arrayToList(plain.map((item, i) => fromPlain(item, `${path}[${i}]`, depth)));
  const prototype = Object.getPrototypeOf(plain);
  if (prototype !== Object.prototype && prototype !== null)
    return refuse('an object of a class is no data', path);
  const entries = Object.entries(plain);
  return arrayToList(
    entries.map(([key, item]) => new Pair(internData(key), fromPlain(item, `${path}.${key}`, depth))),
  );
}

/** Scheme data as plain JavaScript data. Raises on procedures, circles, and other values that are no data. */
export function toPlain(value: Value, path = '', depth = 0): Plain {
  if (depth > MAX_DEPTH) return refuse('nested too deeply, or circular', path.slice(0, 100));
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : refuse('a number that is not finite', path);
  if (typeof value === 'bigint') return numberText(value);
  if (value === NIL) return [];
  if (value instanceof SchemeSymbol) return value.name === NULL ? null : value.name;
  if (value instanceof Keyword) return value.name;
  if (Array.isArray(value)) return value.map((item, i) => toPlain(item, `${path}[${i}]`, depth + 1));
  if (value instanceof Pair) return fromList(value, path, depth + 1);
  if (value === UNSPECIFIED) return refuse('the unspecified value is no data', path);
  return refuse('this value is no data', path);
}

function fromList(value: Pair, path: string, depth: number): Plain {
  const items = listToArray(value);
  if (items === undefined) return refuse('a list that does not end', path);
  if (!items.every(item => item instanceof Pair && item.car instanceof SchemeSymbol)) {
    return items.map((item, i) => toPlain(item, `${path}[${i}]`, depth));
  }
  // Entries, not assignment: a key named __proto__ is a key like others. The first of two equal keys counts, as in assq.
  const entries = new Map<string, Plain>();
  for (const { car, cdr } of items as Pair[]) {
    const { name } = car as SchemeSymbol;
    if (!entries.has(name)) entries.set(name, toPlain(cdr, `${path}.${name}`, depth));
  }
  return Object.fromEntries(entries);
}
