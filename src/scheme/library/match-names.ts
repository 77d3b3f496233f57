// What the compilers of match's patterns share: names, ellipses, quasiquotes.
import { list, Pair } from '../data/pair.ts';
import type { Value } from '../data/value.ts';
import { NIL } from '../data/value.ts';
import { type Identifier, isIdentifier, symbolOf } from '../expand/scope.ts';

/** How generated code names things: the base's bindings, and variables that are like no other. */
export interface Names {
  base(name: string): Value;
  fresh(name: string): Identifier;
}

export const nameOf = (x: Value): string | undefined => (isIdentifier(x) ? symbolOf(x).name : undefined);

/** The least number of items that an ellipsis wants; undefined when it is none: `...` `___` `..1` `..2`. */
export function ellipsis(x: Value): number | undefined {
  const name = nameOf(x);
  if (name === '...' || name === '___') return 0;
  const counted = /^(?:\.\.|__)(\d+)$/.exec(name ?? '');
  return counted === null ? undefined : Number(counted[1]);
}

const SPECIAL_NAMES = new Set(['quote', 'quasiquote', '?', '=', 'and', 'or', 'not', '$', 'set!', 'get!']);

/** Is it (quote x), (? predicate ...) and so on, not a list of patterns? */
export const isSpecial = (pattern: Pair): boolean =>
  SPECIAL_NAMES.has(nameOf(pattern.car) ?? '') && pattern.cdr instanceof Pair;

/** The pattern that `(a ,b c) stands for: what is not unquoted is quoted. */
export function fromQuasiquote(datum: Value, names: Names): Value {
  if (Array.isArray(datum)) return datum.map(item => fromQuasiquote(item, names));
  if (!(datum instanceof Pair))
    return isIdentifier(datum) && ellipsis(datum) === undefined ? list(names.base('quote'), datum) : datum;
  const name = nameOf(datum.car);
  if (name === 'unquote' && datum.cdr instanceof Pair) return datum.cdr.car;
  const inner = datum.car;
  if (
    inner instanceof Pair &&
    nameOf(inner.car) === 'unquote-splicing' &&
    inner.cdr instanceof Pair &&
    datum.cdr === NIL
  )
    return inner.cdr.car;
  return new Pair(fromQuasiquote(datum.car, names), fromQuasiquote(datum.cdr, names));
}
