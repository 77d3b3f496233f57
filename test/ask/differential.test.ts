import { expect, it } from 'vitest';
import { typedDifferential } from './differential.ts';

it('questions that are typed are answered as a scan of everything answers them', () => {
  const tally = typedDifferential(1, 300);
  expect(tally.differences).toEqual([]);
  // A comparison of nothing with nothing would prove nothing.
  expect(tally.answered).toBeGreaterThan(40);
  expect(tally.refused).toBeGreaterThan(0);
}, 120_000);
