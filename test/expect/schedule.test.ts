import { describe, expect, it } from 'vitest';
import { Schedule, scheduleOf } from '../../src/expect/schedule.ts';

const at = (text: string) => Date.parse(text);
const shown = (time: number | null) => (time === null ? null : new Date(time).toISOString());

describe('a schedule', () => {
  const nightly = new Schedule('30 2 * * *', 'Europe/Berlin');

  it.each<[string, string, string, string]>([
    ['in winter', '2026-01-10T12:00:00Z', '2026-01-10T01:30:00.000Z', '2026-01-11T01:30:00.000Z'],
    ['in summer', '2026-07-10T12:00:00Z', '2026-07-10T00:30:00.000Z', '2026-07-11T00:30:00.000Z'],
    // There is no half past two on this day: cron runs it when the clock is put on to three.
    [
      'when an hour is left out',
      '2026-03-29T12:00:00Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ],
    // There are two: cron runs it at the first.
    [
      'when an hour comes twice',
      '2026-10-25T12:00:00Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ],
    ['between the two', '2026-10-25T01:00:00Z', '2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
  ])('is due by its own time zone %s', (_, now, last, next) => {
    expect(shown(nightly.lastDue(at(now)))).toBe(last);
    expect(shown(nightly.nextDue(at(now)))).toBe(next);
  });

  it('is due in the very moment', () => {
    const hourly = new Schedule('0 * * * *', 'UTC');
    const moment = at('2026-11-21T10:00:00Z');
    expect(hourly.lastDue(moment)).toBe(moment);
    expect(hourly.lastDue(moment - 1)).toBe(moment - 3_600_000);
    expect(hourly.nextDue(moment)).toBe(moment + 3_600_000);
  });

  it('runs every hour of a day of 25', () => {
    const hourly = new Schedule('0 * * * *', 'Europe/Berlin');
    const times: number[] = [];
    const end = at('2026-10-25T23:00:00Z');
    for (let time = at('2026-10-24T21:59:00Z'); time < end; time = hourly.nextDue(time)!) times.push(time);
    expect(times.slice(1)).toHaveLength(25);
  });

  it('is none where a wrapper announces nonsense', () => {
    expect(scheduleOf('99 1 * * *', null)).toBeNull();
    expect(scheduleOf('0 1 * * *', 'Nowhere/Land')).toBeNull();
  });
});
