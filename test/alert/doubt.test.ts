import { describe, expect, it } from 'vitest';
import { type Doubt, doubtAfter, doubtAtStart, jumpBetween, type Look } from '../../src/alert/doubt.ts';
import type { DogWatch } from '../../src/model/alert.ts';

const MINUTE = 60_000;
const START = new Date(2026, 10, 21, 12).getTime();

const look = (minute: number, more: Partial<Look> = {}): Look => ({
  now: START + minute * MINUTE,
  monotonic: minute * MINUTE,
  herd: [],
  ...more,
});
/** Machines that promised to beat every minute, heard so many minutes ago. */
const heard = (now: number, ...ago: number[]) =>
  ago.map(minutes => ({ last: now - minutes * MINUTE, interval: MINUTE }));
const deafLook = (minute: number) => look(minute, { herd: heard(START + minute * MINUTE, 3, 4, 5) });

describe('a jump of the clock', () => {
  it.each([
    [0, 0, 0],
    [10_000, 10_000, 0],
    [70_000, 10_000.4, 60_000],
    [70_000, 9_999.6, 60_000],
    [-86_390_000, 10_000.25, -86_400_000],
  ])('of %d ms while %d went by is a whole %d', (now, monotonic, jump) => {
    expect(jumpBetween({ now: 0, monotonic: 0 }, { now, monotonic })).toBe(jump);
  });

  it('is doubted for five minutes, by the clock that cannot jump', () => {
    const doubt = doubtAfter(null, look(0), look(1, { now: START + 61 * MINUTE }))!;
    expect(doubt).toMatchObject({
      reason: 'the clock jumped by 60 min ahead',
      grave: true,
      until: 6 * MINUTE,
    });
    expect(doubtAfter(doubt, look(5), look(5.9))).toBe(doubt);
    expect(doubtAfter(doubt, look(5.9), look(6))).toBeNull();
  });

  it('of a minute is none', () => {
    expect(doubtAfter(null, look(0), look(1, { now: START + 2 * MINUTE }))).toBeNull();
  });
});

describe('that nobody is heard', () => {
  it('is doubted as long as it is so, and five minutes more, as one doubt', () => {
    const doubt = doubtAfter(null, look(0), deafLook(1))!;
    expect(doubt).toMatchObject({ since: START + MINUTE, until: null, grave: false });
    expect(doubtAfter(doubt, deafLook(1), deafLook(9))).toBe(doubt);
    const after = doubtAfter(doubt, deafLook(9), look(10))!;
    expect(after).toEqual({ ...doubt, until: 15 * MINUTE });
    expect(doubtAfter(after, look(14), look(15))).toBeNull();
  });

  it.each([
    ['one of three is heard', [3, 4, 1]],
    ['they are but two', [3, 4]],
  ])('is not doubted where %s', (_, ago) => {
    expect(doubtAfter(null, look(0), look(1, { herd: heard(START + MINUTE, ...ago) }))).toBeNull();
  });
});

describe('at the start', () => {
  const last = (more: Partial<DogWatch> = {}): DogWatch => ({
    alive: START,
    left: false,
    deaf: null,
    told: null,
    ...more,
  });
  it.each<[string, DogWatch | null, Look, Partial<Doubt> | null]>([
    ['of a new store nothing is doubted', null, look(0), null],
    ['after a minute nothing is', last(), look(1), null],
    ['after ten minutes it is, but not told', last(), look(10), { grave: false }],
    ['after an hour it is told', last(), look(60), { grave: true }],
    ['after an hour by order it is not', last({ left: true }), look(60), { grave: false }],
    ['of a clock that went back it is told', last({ left: true }), look(-60), { grave: true }],
    [
      'who was deaf and is so still goes on',
      last({ deaf: START - 9 }),
      deafLook(1),
      { since: START - 9, until: null },
    ],
    ['who was deaf and is so no more does not', last({ deaf: START - 9 }), look(1), null],
    ['who was not deaf begins', last(), deafLook(1), null],
  ])('%s', (_, before, now, doubt) => {
    const found = doubtAtStart(before, now);
    if (doubt === null) expect(found).toBeNull();
    else expect(found).toMatchObject(doubt);
  });
});
