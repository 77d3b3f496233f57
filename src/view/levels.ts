import type { Level } from '../model/level.ts';

/** The worst first. */
export const BY_GRAVITY: readonly Level[] = ['bark', 'unknown', 'warn', 'note', 'ok'];

/** How many of each there are, the best first: `59 ok, 1 warn, 1 bark`; empty where there are none. */
export function levelCounts(levels: readonly Level[]): string {
  return BY_GRAVITY.toReversed()
    .map(level => [levels.filter(each => each === level).length, level] as const)
    .filter(([count]) => count > 0)
    .map(([count, level]) => `${count} ${level}`)
    .join(', ');
}
