import { describe, expect, it } from 'vitest';
import { learnSchedule } from '../../src/expect/learn.ts';

const at = (day: number, hour: number, minute = 0) => new Date(2026, 8, day, hour, minute, 7).getTime();
const days = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe('the schedule of a job', () => {
  it.each<[string, number[], string | null]>([
    ['every night', days(20).map(day => at(day, 1)), '0 1 * * *'],
    ['every night, once by hand as well', [...days(20).map(day => at(day, 1)), at(7, 15)], '0 1 * * *'],
    [
      'every night but one',
      days(20)
        .filter(day => day !== 9)
        .map(day => at(day, 1)),
      '0 1 * * *',
    ],
    ['through the end of daylight saving', days(70).map(day => at(day, 2, 30)), '30 2 * * *'],
    ['on Sundays', [6, 13, 20, 27, 34].map(day => at(day, 3, 20)), '20 3 * * 0'],
    [
      'on workdays',
      days(28)
        .filter(day => ![0, 6].includes(new Date(2026, 8, day).getDay()))
        .map(day => at(day, 6)),
      '0 6 * * 1-5',
    ],
    ['on the first of the month', [1, 31, 62, 92, 123].map(day => at(day, 4)), '0 4 1 * *'],
    ['every hour', days(40).map(hour => at(1, hour, 17)), '17 * * * *'],
    ['every quarter', days(40).map(quarter => at(1, 0, 15 * quarter)), '*/15 * * * *'],
    ['as it comes', [at(1, 3), at(1, 9), at(4, 17, 30), at(9, 2), at(9, 22)], null],
    ['three times only', days(3).map(day => at(day, 1)), null],
  ])('that runs %s', (_, starts, schedule) => {
    expect(learnSchedule(starts.toReversed())).toBe(schedule);
  });
});
