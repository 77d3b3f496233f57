// A persistent map from small integers, for substitutions and constraint stores: a radix tree eight wide. A new entry
// copies one node on each level; older maps stay as they were. Variables are numbered from 0 in each question, so the
// tree stays low.
import { fail } from '../data/condition.ts';
import type { Value } from '../data/value.ts';

type Slot = IntMap | Value | undefined;

/** A node: its slots hold values on the lowest level (height 0), nodes above it. */
export class IntMap {
  readonly height: number;
  readonly a: Slot;
  readonly b: Slot;
  readonly c: Slot;
  readonly d: Slot;
  readonly e: Slot;
  readonly f: Slot;
  readonly g: Slot;
  readonly h: Slot;

  constructor(height: number, a: Slot, b: Slot, c: Slot, d: Slot, e: Slot, f: Slot, g: Slot, h: Slot) {
    this.height = height;
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

const emptyNode = (height: number): IntMap =>
  new IntMap(height, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined);

export const EMPTY_MAP = emptyNode(0);

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

function replaced(node: IntMap, index: number, x: Slot): IntMap {
  const { height, a, b, c, d, e, f, g, h } = node;
  switch (index) {
    case 0:
      return new IntMap(height, x, b, c, d, e, f, g, h);
    case 1:
      return new IntMap(height, a, x, c, d, e, f, g, h);
    case 2:
      return new IntMap(height, a, b, x, d, e, f, g, h);
    case 3:
      return new IntMap(height, a, b, c, x, e, f, g, h);
    case 4:
      return new IntMap(height, a, b, c, d, x, f, g, h);
    case 5:
      return new IntMap(height, a, b, c, d, e, x, g, h);
    case 6:
      return new IntMap(height, a, b, c, d, e, f, x, h);
    default:
      return new IntMap(height, a, b, c, d, e, f, g, x);
  }
}

/** Keys beyond are not stored. */
const MAX_KEY = 2 ** 32 - 1;
/** The first key that a map of a height has no place for. */
const LIMITS = Array.from({ length: 11 }, (_, height) => Math.min(8 ** (height + 1), MAX_KEY + 1));

/** The value at a key; undefined where there is none. */
export function mapGet(map: IntMap, key: number): Value | undefined {
  const { height } = map;
  if (key >= LIMITS[height]!) return undefined;
  let node = map;
  for (let at = height; at > 0; at--) {
    const next = slot(node, (key >>> (at * 3)) & 7);
    if (next === undefined) return undefined;
    node = next as IntMap;
  }
  return slot(node, key & 7);
}

/** The map with a value at a key. */
export function mapSet(map: IntMap, key: number, value: Value): IntMap {
  if (key > MAX_KEY) return fail('this question has made more than four thousand million variables');
  let root = map;
  while (key >= LIMITS[root.height]!)
    root = replaced(emptyNode(root.height + 1), 0, root === EMPTY_MAP ? undefined : root);
  return inserted(root, key, value);
}

function inserted(node: IntMap, key: number, value: Value): IntMap {
  const { height } = node;
  const index = (key >>> (height * 3)) & 7;
  if (height === 0) return replaced(node, index, value);
  const below = (slot(node, index) as IntMap | undefined) ?? emptyNode(height - 1);
  return replaced(node, index, inserted(below, key, value));
}
