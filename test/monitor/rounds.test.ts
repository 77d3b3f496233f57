import { describe, expect, it } from 'vitest';
import { isDue, nextRound, ROUND, roundAt, roundStart } from '../../src/monitor/rounds.ts';

const HOUR = 60 * ROUND;
const DAY = 24 * HOUR;
/** Some round, far from the first. */
const FIRST = 29_000_000;
const rounds = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

/** The rounds of these in which a service is looked at. */
function looks(name: string, interval: number, seen: number[], before = seen[0]! - 1): number[] {
  return seen.filter((round, i) => isDue(name, interval, i === 0 ? before : seen[i - 1]!, round));
}

describe('rounds', () => {
  it('have begun from their start to that of the next', () => {
    const start = roundStart('tux01', FIRST);
    expect([-1, 0, ROUND - 1].map(ms => roundAt('tux01', start + ms))).toEqual([FIRST - 1, FIRST, FIRST]);
    expect(nextRound('tux01', start)).toBe(FIRST + 1);
  });

  it.each([
    [ROUND, 120],
    [5 * ROUND, 24],
    [HOUR, 2],
  ])('come once in each interval of %i ms', (interval, count) => {
    const looked = looks('hardware', interval, rounds(FIRST, 120));
    expect(looked).toHaveLength(count);
    for (const [i, round] of looked.slice(1).entries()) expect(round - looked[i]!).toBe(interval / ROUND);
  });

  it('spread the slow ones over their interval', () => {
    const names = Array.from({ length: 100 }, (_, i) => `service ${i}`);
    const first = new Set(names.map(name => looks(name, HOUR, rounds(FIRST, 60))[0]));
    expect(first.size).toBeGreaterThan(30);
  });

  it('that were slept through are made up at once, once, and go on at their place', () => {
    const awake = looks('hardware', HOUR, rounds(FIRST, 3 * 60));
    const asleep = rounds(FIRST, 10).concat(rounds(FIRST + 9 * 60 + 5, 120));
    const [made, ...regular] = looks('hardware', HOUR, asleep).filter(round => round > FIRST + 9);
    expect(made).toBe(FIRST + 9 * 60 + 5);
    expect(regular).toHaveLength(2);
    for (const round of regular) expect((round - awake[0]!) % 60).toBe(0);
  });

  it('that were not slept through are not made up', () => {
    const slot = looks('hardware', HOUR, rounds(FIRST, 60))[0]!;
    expect(isDue('hardware', HOUR, slot, slot + 59)).toBe(false);
    expect(isDue('hardware', HOUR, slot, slot + 60)).toBe(true);
  });

  it('go on when the clock is set back, and make up nothing then', () => {
    const before = rounds(FIRST, 120);
    const back = rounds(FIRST - DAY / ROUND, 120);
    expect(looks('hardware', HOUR, back, before.at(-1))).toHaveLength(2);
    expect(looks('cpu', ROUND, back, before.at(-1))).toEqual(back);
  });

  it('are there in 1970, too, for a machine without a clock of its own', () => {
    expect(looks('hardware', HOUR, rounds(-1, 120))).toHaveLength(2);
  });
});
