import { describe, expect, it, vi } from 'vitest';
import { isWithin, parseWindow, wallTime } from '../../src/clock/window.ts';

// 2026-11-27 is a Friday.
const utc = (text: string) => Date.parse(`${text}Z`);
const within = (window: string, time: string, zone = 'UTC') =>
  isWithin(parseWindow(window)!, utc(time), zone);

describe('a window of time', () => {
  it.each([
    ['08:00-18:00', '2026-11-27T08:00', true],
    ['08:00-18:00', '2026-11-27T18:00', false],
    ['22:00-06:00', '2026-11-27T23:30', true],
    ['22:00-06:00', '2026-11-27T05:59', true],
    ['22:00-06:00', '2026-11-27T06:00', false],
    ['mon-fri 08:00-18:00', '2026-11-27T12:00', true],
    ['mon-fri 08:00-18:00', '2026-11-28T12:00', false],
    ['fri-mon 08:00-18:00', '2026-11-29T12:00', true],
    ['fri 22:00-06:00', '2026-11-28T05:00', true],
    ['fri 22:00-06:00', '2026-11-27T05:00', false],
    ['sat,sun 00:00-24:00', '2026-11-29T23:59', true],
    ['sat,sun 00:00-24:00', '2026-11-30T00:00', false],
  ])('%s at %s: %s', (window, time, expected) => {
    expect(within(window, time)).toBe(expected);
  });

  it('goes by the clocks of its zone, in summer and winter', () => {
    expect(within('08:00-09:00', '2026-11-27T07:30', 'Europe/Berlin')).toBe(true);
    expect(within('08:00-09:00', '2026-07-27T06:30', 'Europe/Berlin')).toBe(true);
    expect(within('08:00-09:00', '2026-07-27T07:30', 'Europe/Berlin')).toBe(false);
  });

  it.each([
    '8:00-18:00',
    '25:00-01:00',
    'mon-fry 08:00-18:00',
    '08:00',
    '',
    '08:00-24:30',
    'mon-tue-wed 08:00-09:00',
  ])('is not %j', text => {
    expect(parseWindow(text)).toBeNull();
  });
});

describe('what the clocks on the wall show', () => {
  it('in the hour that comes twice', () => {
    expect(wallTime(utc('2026-10-25T00:30'), 'Europe/Berlin')).toEqual({
      date: '2026-10-25',
      day: 0,
      minute: 150,
    });
    expect(wallTime(utc('2026-10-25T01:30'), 'Europe/Berlin')).toEqual({
      date: '2026-10-25',
      day: 0,
      minute: 150,
    });
  });
  it('where no zone is named, as in the zone of this machine', () => {
    vi.stubEnv('TZ', 'Asia/Kathmandu');
    for (const time of ['2026-01-01T00:00', '2026-03-29T01:30', '2026-11-27T18:14', '2026-11-27T18:15'])
      expect(wallTime(utc(time), null)).toEqual(wallTime(utc(time), 'Asia/Kathmandu'));
    vi.unstubAllEnvs();
  });
  it('at midnight', () => {
    expect(wallTime(utc('2026-11-27T00:00'), 'UTC')).toMatchObject({ minute: 0 });
  });
});
