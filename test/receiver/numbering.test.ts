import { describe, expect, it } from 'vitest';
import { decideNumber } from '../../src/receiver/numbering.ts';

const at = (number: number, base: number) => ({ spool: 's', number, base });

describe('a numbered entry', () => {
  it.each([
    { what: 'the first', stored: 0, entry: at(1, 1), decision: { kind: 'take', gap: null } },
    { what: 'the next', stored: 7, entry: at(8, 5), decision: { kind: 'take', gap: null } },
    { what: 'a double', stored: 7, entry: at(7, 5), decision: { kind: 'double' } },
    { what: 'an old double', stored: 7, entry: at(1, 1), decision: { kind: 'double' } },
    { what: 'one ahead of what is still to come', stored: 7, entry: at(9, 5), decision: { kind: 'early' } },
    {
      what: 'one ahead of what the sender still holds',
      stored: 7,
      entry: at(12, 10),
      decision: { kind: 'early' },
    },
    {
      what: 'the lowest the sender holds, behind a hole',
      stored: 7,
      entry: at(10, 10),
      decision: { kind: 'take', gap: { first: 8, last: 9 } },
    },
    {
      what: 'the lowest of a sender this store never met',
      stored: 0,
      entry: at(100, 100),
      decision: { kind: 'take', gap: { first: 1, last: 99 } },
    },
  ])('$what', ({ stored, entry, decision }) => {
    expect(decideNumber(stored, entry)).toEqual(decision);
  });
});
