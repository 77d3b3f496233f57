// R7RS 6.7: strings, which here are immutable. Indices count code points (data/text.ts).

import { type Char, char } from '../data/char.ts';
import { aChar, aList, anIndex, aRange, aString, aTextRange, aVector } from '../data/check.ts';
import { fail } from '../data/condition.ts';
import { arrayToList } from '../data/pair.ts';
import { codePoints, textLength, textSlice } from '../data/text.ts';
import type { Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';

/** The longest string we make on request: JavaScript's own limit is near 2^29 code units. */
export const MAX_LENGTH = 1 << 28;

/** The part of a string that optional arguments select. */
export function part(
  text: string,
  start: Value | undefined,
  end: Value | undefined,
  who: string,
  position: number,
) {
  if (start === undefined && end === undefined) return text;
  const { from, to } = aTextRange(text, start, end, who, position);
  return textSlice(text, from, to);
}

/** A string's characters. */
export const charactersOf = (text: string): Char[] => {
  const points = codePoints(text);
  if (points !== undefined) return points.map(point => char(point.codePointAt(0)!));
  const result = new Array<Char>(text.length);
  for (let i = 0; i < text.length; i++) result[i] = char(text.charCodeAt(i));
  return result;
};

export const textOf = (items: readonly Value[], who: string): string => {
  let text = '';
  for (const item of items) text += aChar(item, who, 1).text;
  return text;
};

/** Order by code points: JavaScript compares code units, which puts U+10000 and beyond before U+E000. */
export function compareText(a: string, b: string): number {
  const [as, bs] = [codePoints(a), codePoints(b)];
  if (as === undefined && bs === undefined) return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [as ?? [...a], bs ?? [...b]];
  for (let i = 0; i < x.length && i < y.length; i++)
    if (x[i] !== y[i]) return x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
  return x.length - y.length;
}

/** Full case folding, near enough: lower case of upper case. */
export const foldText = (text: string): string => text.toUpperCase().toLowerCase();

function ordering(name: string, holds: (order: number) => boolean, key: (text: string) => string) {
  return predicate(name, [1, Infinity], (...items: Value[]) => {
    const texts = items.map((x, i) => key(aString(x, name, i + 1)));
    return texts.every((text, i) => i === 0 || holds(compareText(texts[i - 1]!, text)));
  });
}

const ORDERS: [string, (order: number) => boolean][] = [
  ['=?', order => order === 0],
  ['<?', order => order < 0],
  ['>?', order => order > 0],
  ['<=?', order => order <= 0],
  ['>=?', order => order >= 0],
];

const immutable = (name: string, min: number, max: number) =>
  plain(name, [min, max], () =>
    fail(
      `${name}: strings are immutable`,
      [],
      'make a new string, with string-append, string-map or a string port',
    ),
  );

const mapping = (name: string, map: (text: string) => string, doc: string) =>
  plain(name, 1, (s: Value) => map(aString(s, name, 1)), doc);

function append(...items: Value[]): string {
  let text = '';
  for (let i = 0; i < items.length; i++) text += aString(items[i]!, 'string-append', i + 1);
  return text.length <= MAX_LENGTH ? text : fail('string-append: the result is too long');
}

const slice = (name: string, min: 1 | 2) =>
  plain(
    name,
    [min, 3],
    (s: Value, start?: Value, end?: Value) => part(aString(s, name, 1), start, end, name, 2),
    'The part of the string from start up to, not including, end.',
  );

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function decode(bytes: Value, start?: Value, end?: Value): string {
  if (!(bytes instanceof Uint8Array)) return fail('utf8->string: not a bytevector', [bytes]);
  const { from, to } = aRange(bytes.length, start, end, 'utf8->string', 2);
  return decoder.decode(bytes.subarray(from, to));
}

export const strings: Primitive[] = [
  plain('make-string', [1, 2], (count: Value, c?: Value) =>
    (c === undefined ? ' ' : aChar(c, 'make-string', 2).text).repeat(
      anIndex(count, 'make-string', 1, 0, MAX_LENGTH / 2),
    ),
  ),
  plain(
    'string',
    [0, Infinity],
    (...items: Value[]) => textOf(items, 'string'),
    'A string of the characters.',
  ),
  ...ORDERS.map(([suffix, holds]) => ordering(`string${suffix}`, holds, text => text)),
  ...ORDERS.map(([suffix, holds]) => ordering(`string-ci${suffix}`, holds, foldText)),
  mapping('string-upcase', text => text.toUpperCase(), 'The string in upper case.'),
  mapping('string-downcase', text => text.toLowerCase(), 'The string in lower case.'),
  mapping('string-foldcase', foldText, 'The string folded, for comparison that ignores case.'),
  slice('substring', 2),
  slice('string-copy', 1),
  slice('substring/shared', 2),
  slice('substring/copy', 2),
  slice('substring/read-only', 2),
  plain('string-append', [0, Infinity], append, 'The strings, one after the other.'),
  plain('string->list', [1, 3], (s: Value, start?: Value, end?: Value) =>
    arrayToList(charactersOf(part(aString(s, 'string->list', 1), start, end, 'string->list', 2))),
  ),
  plain('list->string', 1, (items: Value) => textOf(aList(items, 'list->string', 1), 'list->string')),
  plain('reverse-list->string', 1, (items: Value) =>
    textOf(aList(items, 'reverse-list->string', 1).reverse(), 'reverse-list->string'),
  ),
  plain('string->vector', [1, 3], (s: Value, start?: Value, end?: Value) =>
    charactersOf(part(aString(s, 'string->vector', 1), start, end, 'string->vector', 2)),
  ),
  plain('vector->string', [1, 3], (v: Value, start?: Value, end?: Value) => {
    const items = aVector(v, 'vector->string', 1);
    const { from, to } = aRange(items.length, start, end, 'vector->string', 2);
    return textOf(items.slice(from, to), 'vector->string');
  }),
  plain(
    'string->utf8',
    [1, 3],
    (s: Value, start?: Value, end?: Value) =>
      encoder.encode(part(aString(s, 'string->utf8', 1), start, end, 'string->utf8', 2)),
    'The bytes of the string in UTF-8.',
  ),
  plain('utf8->string', [1, 3], decode, 'The string that the bytes spell in UTF-8.'),
  predicate('string-null?', 1, (s: Value) => aString(s, 'string-null?', 1) === '', 'Is the string empty?'),
  plain('%string-length', 1, (s: Value) => textLength(aString(s, 'string-length', 1))),
  immutable('string-set!', 3, 3),
  immutable('string-fill!', 2, 4),
  immutable('string-copy!', 3, 5),
];
