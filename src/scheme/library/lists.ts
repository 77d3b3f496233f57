// R7RS 6.4 and SRFI 1 as far as no procedure is called: lists made, taken apart, joined and searched.
// What takes a procedure is in scheme/lists.scm and scheme/srfi-1.scm.
import { aList, aNumber, anIndex } from '../data/check.ts';
import { fail, outOfRange, wrongType } from '../data/condition.ts';
import { isEqual, isEqv } from '../data/equal.ts';
import { add, multiply } from '../data/number.ts';
import { arrayToList, cons, isList, listToArray, Pair } from '../data/pair.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';
import { registers } from '../run/machine.ts';

/** The longest list we make on request. */
const MAX_ITEMS = 1 << 26;

function length(x: Value): number {
  let n = 0;
  let slow = x;
  for (let at = x; at !== NIL; n++) {
    if (!(at instanceof Pair)) return wrongType('length', 1, x, 'a proper list');
    at = at.cdr;
    if ((n & 1) === 1) slow = (slow as Pair).cdr;
    if (slow === at && at !== NIL) return wrongType('length', 1, x, 'a proper list');
  }
  return n;
}

/** The list of `front` (which must be proper) ending in `tail`; the new pairs are made from the front on. */
function appendTwo(front: Value, tail: Value, who: string, position: number): Value {
  if (front === NIL) return tail;
  if (!(front instanceof Pair)) return wrongType(who, position, front, 'a proper list');
  const first = new Pair(front.car, tail);
  let last = first;
  let rest = front.cdr;
  for (let n = 0; rest instanceof Pair; rest = rest.cdr, n++) {
    const next = new Pair(rest.car, tail);
    last.cdr = next;
    last = next;
    if (n === MAX_ITEMS) wrongType(who, position, front, 'a proper list');
  }
  return rest === NIL ? first : wrongType(who, position, front, 'a proper list');
}

function append(...lists: Value[]): Value {
  if (lists.length === 0) return NIL;
  let result = lists[lists.length - 1]!;
  for (let i = lists.length - 2; i >= 0; i--) result = appendTwo(lists[i]!, result, 'append', i + 1);
  return result;
}

function reverse(name: string) {
  return (x: Value, tail: Value = NIL): Value => {
    let result = tail;
    let at = x;
    for (; at instanceof Pair; at = at.cdr) result = new Pair(at.car, result);
    return at === NIL ? result : wrongType(name, 1, x, 'a proper list');
  };
}

function reverseInPlace(name: string) {
  return (x: Value, tail: Value = NIL): Value => {
    let result = tail;
    for (let at = x; at !== NIL; ) {
      if (!(at instanceof Pair)) return wrongType(name, 1, x, 'a proper list');
      const next = at.cdr;
      at.cdr = result;
      result = at;
      at = next;
    }
    return result;
  };
}

const overturn = reverseInPlace('reverse!');
const overturnCopy = reverse('reverse');

/** What is left of `x` after `k` pairs. */
function tail(x: Value, k: Value, who: string): Value {
  const n = anIndex(k, who, 2, 0, MAX_ITEMS);
  let at = x;
  for (let i = 0; i < n; i++) {
    if (!(at instanceof Pair)) return outOfRange(who, 2, k, `at most ${i}, the length of the list`);
    at = at.cdr;
  }
  return at;
}

function pairAt(x: Value, k: Value, who: string): Pair {
  const at = tail(x, k, who);
  return at instanceof Pair ? at : outOfRange(who, 2, k, 'less than the length of the list');
}

function head(x: Value, k: Value, who: string): Value {
  const items: Value[] = [];
  const n = anIndex(k, who, 2, 0, MAX_ITEMS);
  let at = x;
  for (let i = 0; i < n; i++) {
    if (!(at instanceof Pair)) return outOfRange(who, 2, k, `at most ${i}, the length of the list`);
    items.push(at.car);
    at = at.cdr;
  }
  return arrayToList(items);
}

/** The pairs of a list that may end in anything. */
function pairs(x: Value): Pair[] {
  const result: Pair[] = [];
  for (let at = x; at instanceof Pair; at = at.cdr) result.push(at);
  return result;
}

/** take-right and drop-right count from the end of a list that may end in anything. */
function fromRight(name: string, give: (all: Pair[], n: number, x: Value) => Value) {
  return plain(name, 2, (x: Value, k: Value) => {
    const all = pairs(x);
    return give(all, anIndex(k, name, 2, 0, all.length), x);
  });
}
const endOf = (all: Pair[], x: Value): Value => (all.length === 0 ? x : all[all.length - 1]!.cdr);

type Same = (a: Value, b: Value) => boolean;
const isEq: Same = (a, b) => a === b;

const member = (name: string, same: Same) =>
  plain(
    name,
    2,
    (x: Value, items: Value) => {
      let at = items;
      for (; at instanceof Pair; at = at.cdr) if (same(x, at.car)) return at;
      return at === NIL ? false : wrongType(name, 2, items, 'a proper list');
    },
    'The part of the list that begins with x, or #f.',
  );

const assoc = (name: string, same: Same) =>
  plain(
    name,
    2,
    (x: Value, alist: Value) => {
      let at = alist;
      for (; at instanceof Pair; at = at.cdr) {
        const entry = at.car;
        if (!(entry instanceof Pair)) return wrongType(name, 2, alist, 'an association list');
        if (same(x, entry.car)) return entry;
      }
      return at === NIL ? false : wrongType(name, 2, alist, 'an association list');
    },
    'The first pair of the association list whose car is x, or #f.',
  );

/** Guile's assq-ref and kin take the alist first, and skip what is no pair. */
function assocRef(prefix: string, same: Same): Primitive[] {
  const find = (alist: Value, key: Value): Pair | undefined => {
    for (let at = alist; at instanceof Pair; at = at.cdr)
      if (at.car instanceof Pair && same(key, at.car.car)) return at.car;
    return undefined;
  };
  return [
    plain(
      `${prefix}-ref`,
      2,
      (alist: Value, key: Value) => find(alist, key)?.cdr ?? false,
      'The value of key in the association list, or #f.',
    ),
    plain(`${prefix}-set!`, 3, (alist: Value, key: Value, value: Value) => {
      const entry = find(alist, key);
      if (entry === undefined) return cons(cons(key, value), alist);
      entry.cdr = value;
      return alist;
    }),
    plain(`${prefix}-remove!`, 2, (alist: Value, key: Value) => {
      const entry = find(alist, key);
      return entry === undefined
        ? alist
        : arrayToList(aList(alist, `${prefix}-remove!`, 1).filter(x => x !== entry));
    }),
  ];
}

const remove = (name: string, same: Same) =>
  plain(
    name,
    2,
    (x: Value, items: Value) => arrayToList(aList(items, name, 2).filter(item => !same(x, item))),
    'The list without the items that are x.',
  );

function deleteDuplicates(items: Value): Value {
  const kept: Value[] = [];
  const flat = new Set<Value>();
  for (const item of aList(items, 'delete-duplicates', 1)) {
    if (flat.has(item)) continue;
    if (typeof item === 'object' && kept.some(other => isEqual(other, item))) continue;
    flat.add(item);
    kept.push(item);
  }
  return arrayToList(kept);
}

function iota(count: Value, start: Value = 0, step: Value = 1): Value {
  const n = anIndex(count, 'iota', 1, 0, MAX_ITEMS);
  aNumber(start, 'iota', 2);
  aNumber(step, 'iota', 3);
  let result: Value = NIL;
  for (let i = n - 1; i >= 0; i--) result = new Pair(add(start, multiply(i, step)), result);
  return result;
}

const NTH = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

const nth = (name: string, k: number) =>
  plain(name, 1, (x: Value) => {
    let at = x;
    for (let i = 0; i < k && at instanceof Pair; i++) at = at.cdr;
    return at instanceof Pair ? at.car : wrongType(name, 1, x, `a list of at least ${k + 1}`);
  });

function last(x: Value): Value {
  if (!(x instanceof Pair)) return wrongType('last', 1, x, 'a list that is not empty');
  let at = x;
  while (at.cdr instanceof Pair) at = at.cdr;
  return at.car;
}

function lastPair(x: Value): Value {
  let at = x;
  while (at instanceof Pair && at.cdr instanceof Pair) at = at.cdr;
  return at;
}

function circular(...items: Value[]): Value {
  const result = arrayToList(items);
  if (result === NIL) return fail('circular-list: needs at least one item');
  (lastPair(result) as Pair).cdr = result;
  return result;
}

/** Is the end of the list neither the empty list nor a circle? */
function isDotted(x: Value): boolean {
  let slow = x;
  let at = x;
  for (let n = 0; at instanceof Pair; n++) {
    at = at.cdr;
    if ((n & 1) === 1) slow = (slow as Pair).cdr;
    if (slow === at) return false;
  }
  return at !== NIL;
}

const concatenate = (name: string) =>
  plain(name, 1, (lists: Value) => append(...aList(lists, name, 1)), 'The lists of a list, joined.');

export const lists: Primitive[] = [
  predicate('list?', 1, isList),
  predicate('proper-list?', 1, isList),
  predicate('dotted-list?', 1, isDotted),
  predicate('circular-list?', 1, (x: Value) => !isList(x) && !isDotted(x)),
  predicate('null-list?', 1, (x: Value) => x === NIL),
  predicate('not-pair?', 1, (x: Value) => !(x instanceof Pair)),
  plain('length', 1, length, 'How many items the list has.'),
  plain('length+', 1, (x: Value) => (isList(x) ? length(x) : false)),
  plain('append', [0, Infinity], append, 'The items of all the lists; the last list is shared.'),
  plain('append!', [0, Infinity], append),
  concatenate('concatenate'),
  concatenate('concatenate!'),
  plain('reverse', 1, reverse('reverse'), 'The items in the opposite order.'),
  plain('reverse!', [1, 2], reverseInPlace('reverse!')),
  // A loop that collects results in reverse marks its beginning. If nobody has taken a continuation since, the loop
  // cannot be entered again, and its results may be reversed in place, which saves half the pairs.
  plain('%mark', 0, () => registers.captures),
  plain('%collected', 2, (items: Value, mark: Value) =>
    (registers.captures === mark ? overturn : overturnCopy)(items),
  ),
  plain('append-reverse', 2, reverse('append-reverse')),
  plain('append-reverse!', 2, reverseInPlace('append-reverse!')),
  plain('list-tail', 2, (x: Value, k: Value) => tail(x, k, 'list-tail')),
  plain('drop', 2, (x: Value, k: Value) => tail(x, k, 'drop'), 'The list without its first k items.'),
  plain('list-head', 2, (x: Value, k: Value) => head(x, k, 'list-head')),
  plain('take', 2, (x: Value, k: Value) => head(x, k, 'take'), 'The first k items of the list.'),
  plain('take!', 2, (x: Value, k: Value) => head(x, k, 'take!')),
  fromRight('take-right', (all, n, x) => (n === 0 ? endOf(all, x) : all[all.length - n]!)),
  fromRight('drop-right', (all, n) => arrayToList(all.slice(0, all.length - n).map(pair => pair.car))),
  fromRight('drop-right!', (all, n) => arrayToList(all.slice(0, all.length - n).map(pair => pair.car))),
  plain('list-ref', 2, (x: Value, k: Value) => pairAt(x, k, 'list-ref').car, 'The item at index k, from 0.'),
  plain('list-set!', 3, (x: Value, k: Value, value: Value) => {
    pairAt(x, k, 'list-set!').car = value;
    return UNSPECIFIED;
  }),
  plain('list-copy', 1, (x: Value) =>
    arrayToList(
      pairs(x).map(pair => pair.car),
      endOf(pairs(x), x),
    ),
  ),
  plain('alist-copy', 1, (x: Value) =>
    arrayToList(
      aList(x, 'alist-copy', 1).map(item => (item instanceof Pair ? cons(item.car, item.cdr) : item)),
    ),
  ),
  plain('make-list', [1, 2], (n: Value, fill: Value = UNSPECIFIED) =>
    arrayToList(new Array<Value>(anIndex(n, 'make-list', 1, 0, MAX_ITEMS)).fill(fill)),
  ),
  plain('cons*', [1, Infinity], (...items: Value[]) =>
    arrayToList(items.slice(0, -1), items[items.length - 1]),
  ),
  plain('xcons', 2, (a: Value, b: Value) => cons(b, a)),
  plain('acons', 3, (key: Value, value: Value, alist: Value) => cons(cons(key, value), alist)),
  plain('alist-cons', 3, (key: Value, value: Value, alist: Value) => cons(cons(key, value), alist)),
  plain('circular-list', [0, Infinity], circular),
  plain('iota', [1, 3], iota, 'count numbers from start (0) on, each step (1) more than the one before.'),
  ...NTH.map(nth),
  plain('last', 1, last, 'The last item of the list.'),
  plain('last-pair', 1, lastPair),
  member('memq', isEq),
  member('memv', isEqv),
  member('%member', isEqual),
  assoc('assq', isEq),
  assoc('assv', isEqv),
  assoc('%assoc', isEqual),
  ...assocRef('assq', isEq),
  ...assocRef('assv', isEqv),
  ...assocRef('assoc', isEqual),
  remove('delq', isEq),
  remove('delv', isEqv),
  remove('%delete', isEqual),
  plain('%delete-duplicates', 1, deleteDuplicates),
  plain('%proper', 3, (x: Value, who: Value, position: Value) =>
    listToArray(x) === undefined ? wrongType(String(who), Number(position), x, 'a proper list') : x,
  ),
];
