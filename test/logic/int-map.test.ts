import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_MAP, mapGet, mapSet } from '../../src/scheme/logic/int-map.ts';

const key = fc.oneof(
  fc.nat(50),
  fc.nat(5).map(n => n * 8 ** 5),
  fc.nat(),
  fc.constantFrom(2 ** 31, 2 ** 32 - 1),
);

test('a map holds what was put in, and older maps stay as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat())), fc.array(key), (entries, others) => {
      const known = new Map<number, number>();
      let map = EMPTY_MAP;
      const versions = [{ map, known: new Map(known) }];
      for (const [at, value] of entries) {
        map = mapSet(map, at, value);
        known.set(at, value);
        versions.push({ map, known: new Map(known) });
      }
      const keys = [...known.keys(), ...others];
      for (const version of versions)
        for (const at of keys) expect(mapGet(version.map, at)).toBe(version.known.get(at));
    }),
  );
});

test('a number beyond 32 bits is not stored, and not taken for another', () => {
  const map = mapSet(EMPTY_MAP, 5, 'five');
  expect(mapGet(map, 2 ** 32 + 5)).toBeUndefined();
  expect(() => mapSet(map, 2 ** 32, 'much')).toThrow();
});
