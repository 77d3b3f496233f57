import { describe, expect, it } from 'vitest';
import { Vigil } from '../../src/expect/vigil.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const begin = { now: 1_800_000_000_000, monotonic: 5 };
const later = (ms: number, jump = 0) => ({ now: begin.now + ms + jump, monotonic: begin.monotonic + ms });

describe('a vigil', () => {
  it('lasts while time goes by evenly', () => {
    const vigil = new Vigil();
    vigil.look(begin, true);
    for (let minute = 1; minute <= 60; minute++) vigil.look(later(minute * MINUTE, minute * 100), true);
    expect(vigil.since).toEqual(begin);
  });

  it.each([
    ['ahead', HOUR],
    ['back', -HOUR],
  ])('begins anew when the clock is set %s', (_, jump) => {
    const vigil = new Vigil();
    vigil.look(begin, true);
    vigil.look(later(MINUTE), true);
    vigil.look(later(2 * MINUTE, jump), true);
    expect(vigil.since).toEqual(later(2 * MINUTE, jump));
    vigil.look(later(10 * MINUTE, jump), true);
    expect(vigil.age(later(3 * MINUTE, jump).now)).toBe(7 * MINUTE);
  });

  it('knows how old a time is, or takes it for younger', () => {
    const vigil = new Vigil();
    vigil.look(begin, true);
    vigil.look(later(MINUTE, HOUR), true);
    expect(vigil.age(begin.now)).toBe(MINUTE);
    vigil.look(later(2 * MINUTE), true); // set right again
    expect(vigil.age(begin.now - 2 * HOUR)).toBe(2 * HOUR + 2 * MINUTE);
    expect(vigil.age(begin.now)).toBeLessThanOrEqual(2 * MINUTE);
  });

  it('is none while nothing can be heard', () => {
    const vigil = new Vigil();
    vigil.look(begin, true);
    vigil.look(later(MINUTE), false);
    expect(vigil.since).toBeNull();
    vigil.look(later(2 * MINUTE), true);
    expect(vigil.since).toEqual(later(2 * MINUTE));
  });
});
