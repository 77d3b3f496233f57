import { expect, it } from 'vitest';
import { playMonth } from '../bench/alert/month.ts';

// The whole month, with a year's faults, is `npm run bench -- alert month`.
it('two days of a herd of 60 machines: every fault is told in time, none twice, and nothing else', () => {
  const { faults, messages, late, twice, false: untrue } = playMonth(7, 2);
  expect({ late, twice, untrue }).toEqual({ late: [], twice: [], untrue: [] });
  expect(faults).toBeGreaterThan(30);
  expect(messages / faults).toBeLessThanOrEqual(2.2);
}, 300_000);
