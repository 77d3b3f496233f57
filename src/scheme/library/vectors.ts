// R7RS 6.8 and 6.9: vectors and bytevectors, which are JavaScript's arrays and byte arrays.
import { aBytevector, aList, anIndex, aRange, aVector } from '../data/check.ts';
import { outOfRange } from '../data/condition.ts';
import { arrayToList } from '../data/pair.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';

/** The longest vector we make on request. */
const MAX_ITEMS = 1 << 26;

function copyInto(name: string, aKind: (x: Value, who: string, position: number) => Value[] | Uint8Array) {
  return plain(name, [3, 5], (to: Value, at: Value, from: Value, start?: Value, end?: Value) => {
    const target = aKind(to, name, 1);
    const source = aKind(from, name, 3);
    const range = aRange(source.length, start, end, name, 4);
    const offset = anIndex(at, name, 2, 0, target.length);
    const room = target.length - offset;
    if (range.to - range.from > room) return outOfRange(name, 5, range.to, `at most ${range.from + room}`);
    const moved = source.slice(range.from, range.to);
    for (let i = 0; i < moved.length; i++) target[offset + i] = moved[i] as never;
    return UNSPECIFIED;
  });
}

export const vectors: Primitive[] = [
  plain('make-vector', [1, 2], (n: Value, fill?: Value) =>
    new Array<Value>(anIndex(n, 'make-vector', 1, 0, MAX_ITEMS)).fill(fill ?? UNSPECIFIED),
  ),
  plain('vector->list', [1, 3], (v: Value, start?: Value, end?: Value) => {
    const items = aVector(v, 'vector->list', 1);
    const { from, to } = aRange(items.length, start, end, 'vector->list', 2);
    return arrayToList(items.slice(from, to));
  }),
  plain('list->vector', 1, (items: Value) => aList(items, 'list->vector', 1)),
  plain('vector-fill!', [2, 4], (v: Value, x: Value, start?: Value, end?: Value) => {
    const items = aVector(v, 'vector-fill!', 1);
    const { from, to } = aRange(items.length, start, end, 'vector-fill!', 3);
    items.fill(x, from, to);
    return UNSPECIFIED;
  }),
  plain('vector-copy', [1, 3], (v: Value, start?: Value, end?: Value) => {
    const items = aVector(v, 'vector-copy', 1);
    const { from, to } = aRange(items.length, start, end, 'vector-copy', 2);
    return items.slice(from, to);
  }),
  copyInto('vector-copy!', aVector),
  plain('vector-append', [0, Infinity], (...parts: Value[]) =>
    parts.flatMap((v, i) => aVector(v, 'vector-append', i + 1)),
  ),
];

const aByte = (x: Value, who: string, position: number): number => anIndex(x, who, position, 0, 255);

export const bytevectors: Primitive[] = [
  predicate('bytevector?', 1, (x: Value) => x instanceof Uint8Array),
  plain('make-bytevector', [1, 2], (n: Value, fill?: Value) =>
    new Uint8Array(anIndex(n, 'make-bytevector', 1, 0, MAX_ITEMS)).fill(
      fill === undefined ? 0 : aByte(fill, 'make-bytevector', 2),
    ),
  ),
  plain('bytevector', [0, Infinity], (...bytes: Value[]) =>
    Uint8Array.from(bytes, (x, i) => aByte(x, 'bytevector', i + 1)),
  ),
  plain('bytevector-length', 1, (b: Value) => aBytevector(b, 'bytevector-length', 1).length),
  plain('bytevector-u8-ref', 2, (b: Value, k: Value) => {
    const bytes = aBytevector(b, 'bytevector-u8-ref', 1);
    return bytes[anIndex(k, 'bytevector-u8-ref', 2, 0, bytes.length - 1)]!;
  }),
  plain('bytevector-u8-set!', 3, (b: Value, k: Value, x: Value) => {
    const bytes = aBytevector(b, 'bytevector-u8-set!', 1);
    bytes[anIndex(k, 'bytevector-u8-set!', 2, 0, bytes.length - 1)] = aByte(x, 'bytevector-u8-set!', 3);
    return UNSPECIFIED;
  }),
  plain('bytevector-fill!', 2, (b: Value, x: Value) => {
    aBytevector(b, 'bytevector-fill!', 1).fill(aByte(x, 'bytevector-fill!', 2));
    return UNSPECIFIED;
  }),
  plain('bytevector-copy', [1, 3], (b: Value, start?: Value, end?: Value) => {
    const bytes = aBytevector(b, 'bytevector-copy', 1);
    const { from, to } = aRange(bytes.length, start, end, 'bytevector-copy', 2);
    return bytes.slice(from, to);
  }),
  copyInto('bytevector-copy!', aBytevector),
  plain('bytevector-append', [0, Infinity], (...parts: Value[]) =>
    Uint8Array.from(parts.flatMap((b, i) => [...aBytevector(b, 'bytevector-append', i + 1)])),
  ),
  plain('u8-list->bytevector', 1, (bytes: Value) =>
    Uint8Array.from(aList(bytes, 'u8-list->bytevector', 1), x => aByte(x, 'u8-list->bytevector', 1)),
  ),
  plain('bytevector->u8-list', 1, (b: Value) => arrayToList([...aBytevector(b, 'bytevector->u8-list', 1)])),
];
