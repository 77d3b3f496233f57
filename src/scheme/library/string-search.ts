// SRFI 13 and Guile: searching, trimming, splitting, padding. A criterion here is a character or a character set;
// scheme/strings.scm turns a procedure into the set of those of the string's characters that satisfy it.
import { aChar, aList, anIndex, aString, aTextRange } from '../data/check.ts';
import { outOfRange, wrongType } from '../data/condition.ts';
import { arrayToList } from '../data/pair.ts';
import { SchemeSymbol } from '../data/symbol.ts';
import { codePointAt, textLength, textSlice } from '../data/text.ts';
import type { Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';
import { criterion, GRAPHIC, WHITESPACE } from './char-sets.ts';
import { foldText, MAX_LENGTH, part } from './strings.ts';

type Test = (codePoint: number) => boolean;

function firstIndex(text: string, test: Test, from: number, to: number): number {
  for (let i = from; i < to; i++) if (test(codePointAt(text, i))) return i;
  return -1;
}
function lastIndex(text: string, test: Test, from: number, to: number): number {
  for (let i = to - 1; i >= from; i--) if (test(codePointAt(text, i))) return i;
  return -1;
}

/** A search for a character that is (or, for skip, is not) what the criterion says. */
function search(name: string, find: typeof firstIndex, wanted: boolean) {
  const primitive = `%${name}`;
  return plain(primitive, [2, 4], (s: Value, what: Value, start?: Value, end?: Value) => {
    const text = aString(s, name, 1);
    const test = criterion(what, name, 2);
    const { from, to } = aTextRange(text, start, end, name, 3);
    const at = find(text, wanted ? test : point => !test(point), from, to);
    return at < 0 ? false : at;
  });
}

function count(s: Value, what: Value, start?: Value, end?: Value): number {
  const text = aString(s, 'string-count', 1);
  const test = criterion(what, 'string-count', 2);
  const { from, to } = aTextRange(text, start, end, 'string-count', 3);
  let n = 0;
  for (let i = from; i < to; i++) if (test(codePointAt(text, i))) n++;
  return n;
}

function trim(name: string, left: boolean, right: boolean) {
  return plain(`%${name}`, [1, 4], (s: Value, what?: Value, start?: Value, end?: Value) => {
    const text = aString(s, name, 1);
    const test = what === undefined ? WHITESPACE.has : criterion(what, name, 2);
    let { from, to } = aTextRange(text, start, end, name, 3);
    if (left) while (from < to && test(codePointAt(text, from))) from++;
    if (right) while (to > from && test(codePointAt(text, to - 1))) to--;
    return textSlice(text, from, to);
  });
}

function keep(name: string, wanted: boolean) {
  return plain(`%${name}`, [2, 4], (what: Value, s: Value, start?: Value, end?: Value) => {
    const test = criterion(what, name, 1);
    const text = part(aString(s, name, 2), start, end, name, 3);
    let kept = '';
    for (const c of text) if (test(c.codePointAt(0)!) === wanted) kept += c;
    return kept;
  });
}

function split(s: Value, what: Value): Value {
  const text = aString(s, 'string-split', 1);
  const test = criterion(what, 'string-split', 2);
  const pieces: string[] = [];
  let piece = '';
  for (const c of text) {
    if (test(c.codePointAt(0)!)) {
      pieces.push(piece);
      piece = '';
    } else piece += c;
  }
  return arrayToList([...pieces, piece]);
}

function tokenize(s: Value, what?: Value, start?: Value, end?: Value): Value {
  const test = what === undefined ? GRAPHIC.has : criterion(what, 'string-tokenize', 2);
  const tokens: string[] = [];
  let token = '';
  for (const c of part(aString(s, 'string-tokenize', 1), start, end, 'string-tokenize', 3)) {
    if (test(c.codePointAt(0)!)) token += c;
    else if (token !== '') {
      tokens.push(token);
      token = '';
    }
  }
  return arrayToList(token === '' ? tokens : [...tokens, token]);
}

const strings = (items: Value, who: string): string[] =>
  aList(items, who, 1).map(x => (typeof x === 'string' ? x : wrongType(who, 1, x, 'a list of strings')));

function join(items: Value, delimiter?: Value, grammar?: Value): string {
  const pieces = strings(items, 'string-join');
  const between = delimiter === undefined ? ' ' : aString(delimiter, 'string-join', 2);
  const how = grammar instanceof SchemeSymbol ? grammar.name : 'infix';
  if (how === 'suffix') return pieces.map(piece => piece + between).join('');
  if (how === 'prefix') return pieces.map(piece => between + piece).join('');
  if (how === 'infix' || (how === 'strict-infix' && pieces.length > 0)) return pieces.join(between);
  return outOfRange('string-join', 3, grammar!, 'infix, strict-infix, suffix or prefix');
}

const affix = (
  name: string,
  holds: (text: string, affix: string) => boolean,
  fold: (text: string) => string,
) => predicate(name, 2, (a: Value, s: Value) => holds(fold(aString(s, name, 2)), fold(aString(a, name, 1))));

function contains(name: string, fold: (text: string) => string) {
  return plain(name, [2, 4], (s: Value, sought: Value, start?: Value, end?: Value) => {
    const text = aString(s, name, 1);
    const { from, to } = aTextRange(text, start, end, name, 3);
    const window = fold(textSlice(text, from, to));
    const at = window.indexOf(fold(aString(sought, name, 2)));
    return at < 0 ? false : from + textLength(window.slice(0, at));
  });
}

function pad(name: string, atRight: boolean) {
  return plain(name, [2, 5], (s: Value, size: Value, filler?: Value, start?: Value, end?: Value) => {
    const text = part(aString(s, name, 1), start, end, name, 4);
    const width = anIndex(size, name, 2, 0, MAX_LENGTH / 2);
    const missing = width - textLength(text);
    const padding = (filler === undefined ? ' ' : aChar(filler, name, 3).text).repeat(Math.max(0, missing));
    if (missing >= 0) return atRight ? text + padding : padding + text;
    return atRight ? textSlice(text, 0, width) : textSlice(text, -missing);
  });
}

function piece(name: string, bounds: (length: number, n: number) => [number, number]) {
  return plain(name, 2, (s: Value, n: Value) => {
    const text = aString(s, name, 1);
    const length = textLength(text);
    return textSlice(text, ...bounds(length, anIndex(n, name, 2, 0, length)));
  });
}

function replace(s: Value, by: Value, start?: Value, end?: Value): string {
  const text = aString(s, 'string-replace', 1);
  const { from, to } = aTextRange(text, start, end, 'string-replace', 3);
  return textSlice(text, 0, from) + aString(by, 'string-replace', 2) + textSlice(text, to);
}

const titlecase = (s: string): string =>
  s.replace(/\p{Alphabetic}+/gu, word => {
    const [first, ...rest] = [...word];
    return first!.toUpperCase() + rest.join('').toLowerCase();
  });

export const stringSearch: Primitive[] = [
  search('string-index', firstIndex, true),
  search('string-rindex', lastIndex, true),
  search('string-skip', firstIndex, false),
  search('string-skip-right', lastIndex, false),
  plain('%string-count', [2, 4], count),
  trim('string-trim', true, false),
  trim('string-trim-right', false, true),
  trim('string-trim-both', true, true),
  keep('string-filter', true),
  keep('string-delete', false),
  plain('%string-split', 2, split),
  plain('%string-tokenize', [1, 4], tokenize),
  plain(
    'string-join',
    [1, 3],
    join,
    'The strings with a delimiter (a space) between them, or after or before each.',
  ),
  plain('string-concatenate', 1, (items: Value) => strings(items, 'string-concatenate').join('')),
  plain('string-concatenate-reverse', 1, (items: Value) =>
    strings(items, 'string-concatenate-reverse').reverse().join(''),
  ),
  affix(
    'string-prefix?',
    (text, a) => text.startsWith(a),
    text => text,
  ),
  affix(
    'string-suffix?',
    (text, a) => text.endsWith(a),
    text => text,
  ),
  affix('string-prefix-ci?', (text, a) => text.startsWith(a), foldText),
  affix('string-suffix-ci?', (text, a) => text.endsWith(a), foldText),
  contains('string-contains', text => text),
  contains('string-contains-ci', text => text.toLowerCase()),
  pad('string-pad', false),
  pad('string-pad-right', true),
  piece('string-take', (_, n) => [0, n]),
  piece('string-drop', (length, n) => [n, length]),
  piece('string-take-right', (length, n) => [length - n, length]),
  piece('string-drop-right', (length, n) => [0, length - n]),
  plain('string-reverse', 1, (s: Value) => [...aString(s, 'string-reverse', 1)].reverse().join('')),
  plain('string-replace', [2, 4], replace, 'The string with the part from start to end replaced.'),
  plain(
    'string-replace-substring',
    3,
    (s: Value, sought: Value, by: Value) => {
      const old = aString(sought, 'string-replace-substring', 2);
      const text = aString(s, 'string-replace-substring', 1);
      const replacement = aString(by, 'string-replace-substring', 3);
      return old === '' ? text : text.split(old).join(replacement);
    },
    'The string with every occurrence of one substring replaced by another.',
  ),
  plain('string-titlecase', 1, (s: Value) => titlecase(aString(s, 'string-titlecase', 1))),
  plain('string-capitalize', 1, (s: Value) => titlecase(aString(s, 'string-capitalize', 1))),
];
