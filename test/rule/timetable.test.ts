import { describe, expect, it } from 'vitest';
import { conclude } from '../../src/rule/conclude.ts';
import { Timetable } from '../../src/rule/timetable.ts';

const fast = { name: 'fast', interval: 300 };
const slow = { name: 'slow', interval: 1000 };

describe('the timetable of rules', () => {
  it('asks each first when the start is over, then after its interval', () => {
    const timetable = new Timetable();
    const due = (at: number, rules = [fast, slow]) => timetable.due(rules, at, 100);
    expect(due(0)).toEqual([]);
    expect(due(100)).toEqual(['fast', 'slow']);
    expect(due(399)).toEqual([]);
    expect(due(400)).toEqual(['fast']);
    expect(due(1100)).toEqual(['fast', 'slow']);
    expect(due(1200, [slow])).toEqual([]);
    expect(due(1400), 'one that is back is new').toEqual([]);
    expect(due(1500)).toEqual(['fast']);
  });
});

describe('what is said after asking', () => {
  const found = (subject: string, level: 'bark' | 'ok') => ({ host: 'tux01', subject, level });
  const finding = { subject: 'a', level: 'bark', text: 'x', value: null, limit: null } as const;

  it('is what was found, and that what is not found any more is well', () => {
    const answer = { rule: 'r', findings: [{ host: 'tux01', finding }], trouble: null };
    const said = conclude(answer, [found('a', 'bark'), found('b', 'bark'), found('c', 'ok')], 'server');
    expect(said.map(({ host, finding: { subject, level } }) => `${host} ${subject} ${level}`)).toEqual([
      'tux01 a bark',
      'tux01 b ok',
    ]);
  });

  it('is nothing of that where it could not be asked', () => {
    const answer = { rule: 'r', findings: [], trouble: 'no' };
    const said = conclude(answer, [found('a', 'bark')], 'server');
    expect(said).toMatchObject([
      { host: 'server', finding: { subject: '(rule)', level: 'warn', text: 'no' } },
    ]);
  });
});
