// A persistent map from integers, for substitutions and constraint stores: a trie eight wide on the lowest bits first, in
// which an entry stands as high as it can. So its depth goes with how many entries there are, however large the numbers
// are, and a new entry copies few nodes. Older maps stay as they were.
import { fail } from '../data/condition.ts';
import type { Value } from '../data/value.ts';

class Entry {
  readonly key: number;
  readonly value: Value;
  constructor(key: number, value: Value) {
    this.key = key;
    this.value = value;
  }
}

type Slot = IntMap | Entry | undefined;

export class IntMap {
  readonly a: Slot;
  readonly b: Slot;
  readonly c: Slot;
  readonly d: Slot;
  readonly e: Slot;
  readonly f: Slot;
  readonly g: Slot;
  readonly h: Slot;

  constructor(a: Slot, b: Slot, c: Slot, d: Slot, e: Slot, f: Slot, g: Slot, h: Slot) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.e = e;
    this.f = f;
    this.g = g;
    this.h = h;
  }
}

export const EMPTY_MAP = new IntMap(
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
);

function slot(node: IntMap, index: number): Slot {
  switch (index) {
    case 0:
      return node.a;
    case 1:
      return node.b;
    case 2:
      return node.c;
    case 3:
      return node.d;
    case 4:
      return node.e;
    case 5:
      return node.f;
    case 6:
      return node.g;
    default:
      return node.h;
  }
}

function replaced({ a, b, c, d, e, f, g, h }: IntMap, index: number, x: Slot): IntMap {
  switch (index) {
    case 0:
      return new IntMap(x, b, c, d, e, f, g, h);
    case 1:
      return new IntMap(a, x, c, d, e, f, g, h);
    case 2:
      return new IntMap(a, b, x, d, e, f, g, h);
    case 3:
      return new IntMap(a, b, c, x, e, f, g, h);
    case 4:
      return new IntMap(a, b, c, d, x, f, g, h);
    case 5:
      return new IntMap(a, b, c, d, e, x, g, h);
    case 6:
      return new IntMap(a, b, c, d, e, f, x, h);
    default:
      return new IntMap(a, b, c, d, e, f, g, x);
  }
}

/** Keys beyond are not stored. */
const MAX_KEY = 2 ** 32 - 1;

/** The value at a key, a whole number from 0; undefined where there is none. */
export function mapGet(map: IntMap, key: number): Value | undefined {
  let node = map;
  for (let shift = 0; ; shift += 3) {
    const found = slot(node, (key >>> shift) & 7);
    if (found instanceof IntMap) node = found;
    else return found !== undefined && found.key === key ? found.value : undefined;
  }
}

/** The map with a value at a key. */
export function mapSet(map: IntMap, key: number, value: Value): IntMap {
  if (key > MAX_KEY) return fail('this question has made more than four thousand million variables');
  return inserted(map, new Entry(key, value), 0);
}

function inserted(node: IntMap, entry: Entry, shift: number): IntMap {
  const index = (entry.key >>> shift) & 7;
  const found = slot(node, index);
  if (found instanceof IntMap) return replaced(node, index, inserted(found, entry, shift + 3));
  if (found === undefined || found.key === entry.key) return replaced(node, index, entry);
  const below = inserted(EMPTY_MAP, found, shift + 3);
  return replaced(node, index, inserted(below, entry, shift + 3));
}
