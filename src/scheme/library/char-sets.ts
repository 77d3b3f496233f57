// SRFI 14's character sets, as far as one meets them: tests over code points. A finite set keeps its members.

import { Char, char } from '../data/char.ts';
import { aChar, aList, anIndex, aString } from '../data/check.ts';
import { fail, wrongType } from '../data/condition.ts';
import { arrayToList } from '../data/pair.ts';
import type { Printable, Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';
import { inClass } from './characters.ts';
import { charactersOf } from './strings.ts';

export class CharSet implements Printable {
  readonly has: (codePoint: number) => boolean;
  /** The members of a finite set; undefined for a class of Unicode or a complement. */
  readonly members: ReadonlySet<number> | undefined;

  constructor(has: (codePoint: number) => boolean, members?: ReadonlySet<number>) {
    this.has = has;
    this.members = members;
  }

  static of(codePoints: Iterable<number>): CharSet {
    const members = new Set(codePoints);
    return new CharSet(point => members.has(point), members);
  }

  printed(): string {
    return this.members === undefined ? '#<charset>' : `#<charset of ${this.members.size}>`;
  }
}

const aCharSet = (x: Value, who: string, position: number): CharSet =>
  x instanceof CharSet ? x : wrongType(who, position, x, 'a character set');

/** What SRFI 13 calls a criterion, a character or a set (procedures are turned into sets in scheme/strings.scm). */
export function criterion(x: Value, who: string, position: number): (codePoint: number) => boolean {
  if (x instanceof Char) return point => point === x.codePoint;
  return x instanceof CharSet
    ? x.has
    : wrongType(who, position, x, 'a character, a character set or a procedure');
}

const unicode = (pattern: RegExp): CharSet => {
  const test = inClass(pattern);
  return new CharSet(point => test(char(point)));
};
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

export const WHITESPACE = unicode(/^\p{White_Space}$/u);
export const GRAPHIC = unicode(/^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u);

/** The standard sets; bound as variables by the library's manifest. */
export const STANDARD_SETS: readonly [string, CharSet][] = [
  ['char-set:lower-case', unicode(/^\p{Lowercase}$/u)],
  ['char-set:upper-case', unicode(/^\p{Uppercase}$/u)],
  ['char-set:letter', unicode(/^\p{L}$/u)],
  ['char-set:digit', unicode(/^\p{Nd}$/u)],
  ['char-set:letter+digit', unicode(/^[\p{L}\p{Nd}]$/u)],
  ['char-set:graphic', GRAPHIC],
  ['char-set:printing', unicode(/^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{White_Space}]$/u)],
  ['char-set:whitespace', WHITESPACE],
  ['char-set:blank', unicode(/^[\p{Zs}\t]$/u)],
  ['char-set:punctuation', unicode(/^\p{P}$/u)],
  ['char-set:symbol', unicode(/^\p{S}$/u)],
  ['char-set:hex-digit', CharSet.of([...range(48, 58), ...range(65, 71), ...range(97, 103)])],
  ['char-set:ascii', CharSet.of(range(0, 128))],
  ['char-set:empty', CharSet.of([])],
  ['char-set:full', new CharSet(() => true)],
];

function combine(
  name: string,
  unit: CharSet,
  has: (a: CharSet, b: CharSet) => (point: number) => boolean,
  finite: 'both' | 'one' | 'first',
) {
  const both = (a: CharSet, b: CharSet): CharSet => {
    const test = has(a, b);
    const [x, y] = [a.members, b.members];
    const known = finite === 'first' ? x !== undefined : finite === 'both' ? x && y : (x ?? y);
    return known ? CharSet.of([...(x ?? []), ...(y ?? [])].filter(test)) : new CharSet(test);
  };
  return plain(name, [0, Infinity], (...items: Value[]) => {
    const sets = items.map((x, i) => aCharSet(x, name, i + 1));
    return sets.length === 0 ? unit : sets.reduce(both);
  });
}

const points = (items: readonly Value[], who: string): number[] =>
  items.map((c, i) => aChar(c, who, i + 1).codePoint);

function members(set: Value, who: string): Char[] {
  const known = aCharSet(set, who, 1).members;
  return known === undefined
    ? fail(`${who}: the set is not finite`, [set])
    : [...known].sort((a, b) => a - b).map(char);
}

const EMPTY = CharSet.of([]);
const FULL = new CharSet(() => true);

export const charSets: Primitive[] = [
  predicate('char-set?', 1, (x: Value) => x instanceof CharSet),
  predicate('char-set-contains?', 2, (set: Value, c: Value) =>
    aCharSet(set, 'char-set-contains?', 1).has(aChar(c, 'char-set-contains?', 2).codePoint),
  ),
  plain('char-set', [0, Infinity], (...items: Value[]) => CharSet.of(points(items, 'char-set'))),
  plain('list->char-set', 1, (items: Value) =>
    CharSet.of(points(aList(items, 'list->char-set', 1), 'list->char-set')),
  ),
  plain('string->char-set', 1, (s: Value) =>
    CharSet.of(points(charactersOf(aString(s, 'string->char-set', 1)), 'string->char-set')),
  ),
  plain('ucs-range->char-set', 2, (from: Value, to: Value) => {
    const low = anIndex(from, 'ucs-range->char-set', 1, 0, 0x110000);
    return CharSet.of(range(low, anIndex(to, 'ucs-range->char-set', 2, low, 0x110000)));
  }),
  plain('char-set->list', 1, (set: Value) => arrayToList(members(set, 'char-set->list'))),
  plain('char-set->string', 1, (set: Value) =>
    members(set, 'char-set->string')
      .map(c => c.text)
      .join(''),
  ),
  plain('char-set-size', 1, (set: Value) => members(set, 'char-set-size').length),
  plain('char-set-complement', 1, (set: Value) => {
    const { has } = aCharSet(set, 'char-set-complement', 1);
    return new CharSet(point => !has(point));
  }),
  combine('char-set-union', EMPTY, (a, b) => point => a.has(point) || b.has(point), 'both'),
  combine('char-set-intersection', FULL, (a, b) => point => a.has(point) && b.has(point), 'one'),
  combine('char-set-difference', EMPTY, (a, b) => point => a.has(point) && !b.has(point), 'first'),
];
