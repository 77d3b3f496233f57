import { describe, expect, it } from 'vitest';
import { formatMoment, parseMoment } from '../../src/clock/moment.ts';

const now = new Date(2026, 10, 21, 12, 0).getTime();

describe('a moment as people write it', () => {
  it.each([
    ['2d', now - 2 * 86_400_000],
    ['90m', now - 90 * 60_000],
    ['30', now - 30_000],
    ['2026-11-20', new Date(2026, 10, 20).getTime()],
    ['2026-11-20 01:30', new Date(2026, 10, 20, 1, 30).getTime()],
    ['2026-11-20T01:30:15', new Date(2026, 10, 20, 1, 30, 15).getTime()],
    ['2026-11-20T01:30Z', Date.UTC(2026, 10, 20, 1, 30)],
    ['2026-11-20T01:30:00+02:00', Date.UTC(2026, 10, 19, 23, 30)],
  ])('%s', (text, time) => expect(parseMoment(text, now)).toBe(time));

  it.each([
    'yesterday',
    '',
    '-2d',
    '2026-13-01',
    '2026-02-30',
    '2026-11-20 25:00',
    '2026-11-20T99:00Z',
    '21.11.2026',
  ])("refuses '%s'", text => expect(() => parseMoment(text, now)).toThrow(/no/));
});

it('is shown in local time', () => {
  expect(formatMoment(new Date(2026, 0, 2, 3, 4))).toBe('2026-01-02 03:04');
});
