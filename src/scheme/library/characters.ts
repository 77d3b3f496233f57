// R7RS 6.6: characters. Unicode's properties come from JavaScript's regular expressions.

import { type Char, char } from '../data/char.ts';
import { aChar, anIndex } from '../data/check.ts';
import { outOfRange } from '../data/condition.ts';
import type { Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';

/** One character's case mapping; a mapping to several characters leaves the character as it is. */
function mapped(c: Char, map: (text: string) => string): Char {
  const text = map(c.text);
  const point = text.codePointAt(0)!;
  return text.length === String.fromCodePoint(point).length ? char(point) : c;
}

export const upcase = (c: Char): Char => mapped(c, text => text.toUpperCase());
export const downcase = (c: Char): Char => mapped(c, text => text.toLowerCase());
/** Simple case folding: lower case of upper case, so that sigma's two forms meet. */
export const foldcase = (c: Char): Char => downcase(upcase(c));

/** Is the character in the Unicode class `pattern`? */
export const inClass = (pattern: RegExp) => (c: Char) => pattern.test(c.text);
export const isAlphabetic = inClass(/^\p{Alphabetic}$/u);
export const isNumeric = inClass(/^\p{Nd}$/u);
export const isWhitespace = inClass(/^\p{White_Space}$/u);
export const isUpperCase = inClass(/^\p{Uppercase}$/u);
export const isLowerCase = inClass(/^\p{Lowercase}$/u);

/** A decimal digit's value: its distance from the zero of its block of ten. */
function digitValue(c: Char): number | false {
  if (!isNumeric(c)) return false;
  let zero = c.codePoint;
  while (zero > 0 && c.codePoint - zero < 9 && isNumeric(char(zero - 1))) zero--;
  return c.codePoint < 128 ? c.codePoint - 48 : (c.codePoint - zero) % 10;
}

function ordering(name: string, holds: (a: number, b: number) => boolean, key: (c: Char) => Char) {
  return predicate(name, [1, Infinity], (...items: Value[]) => {
    const points = items.map((c, i) => key(aChar(c, name, i + 1)).codePoint);
    return points.every((point, i) => i === 0 || holds(points[i - 1]!, point));
  });
}

const ORDERS: [string, (a: number, b: number) => boolean][] = [
  ['=?', (a, b) => a === b],
  ['<?', (a, b) => a < b],
  ['>?', (a, b) => a > b],
  ['<=?', (a, b) => a <= b],
  ['>=?', (a, b) => a >= b],
];

const test = (name: string, holds: (c: Char) => boolean) =>
  predicate(name, 1, (c: Value) => holds(aChar(c, name, 1)));
const mapping = (name: string, map: (c: Char) => Char) =>
  plain(name, 1, (c: Value) => map(aChar(c, name, 1)));

function fromInteger(n: Value): Char {
  const point = anIndex(n, 'integer->char', 1, 0, 0x10ffff);
  if (point >= 0xd800 && point <= 0xdfff) return outOfRange('integer->char', 1, n, 'no surrogate');
  return char(point);
}

export const characters: Primitive[] = [
  ...ORDERS.map(([suffix, holds]) => ordering(`char${suffix}`, holds, c => c)),
  ...ORDERS.map(([suffix, holds]) => ordering(`char-ci${suffix}`, holds, foldcase)),
  test('char-alphabetic?', isAlphabetic),
  test('char-numeric?', isNumeric),
  test('char-whitespace?', isWhitespace),
  test('char-upper-case?', isUpperCase),
  test('char-lower-case?', isLowerCase),
  plain(
    'digit-value',
    1,
    (c: Value) => digitValue(aChar(c, 'digit-value', 1)),
    "A decimal digit's value, or #f.",
  ),
  plain('char->integer', 1, (c: Value) => aChar(c, 'char->integer', 1).codePoint),
  plain('integer->char', 1, fromInteger),
  mapping('char-upcase', upcase),
  mapping('char-downcase', downcase),
  mapping('char-foldcase', foldcase),
];
