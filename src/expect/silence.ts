/** When a machine was silent that is heard again: milliseconds of a steady clock. */
export interface Silence {
  from: number;
  to: number;
}

/**
 * How much of the time between two moments was none of these silences, which do not overlap. What is waited for is
 * waited for that long: a machine that sleeps looks at nothing, and the night is not held against what it found in the
 * evening. The time before counts on, so that on a machine that sleeps every night, or is silent every few minutes, what
 * is gone is found to be so all the same.
 */
export function timeHeard(silences: readonly Silence[], from: number, to: number): number {
  const silent = silences.map(each => Math.max(0, Math.min(each.to, to) - Math.max(each.from, from)));
  return to - from - silent.reduce((sum, ms) => sum + ms, 0);
}
