import type { Standing } from '../model/alert.ts';

/** How a subject stands after what was to be told of it is in a notice. */
export function told(standing: Standing, { now, thread }: { now: number; thread: string }): Standing {
  const after = { ...standing, want: null, quiet: null, toldAt: now };
  if (standing.want === 'well') return { ...after, told: null, thread: null };
  return { ...after, told: standing.want === 'flapping' ? 'bark' : standing.level, thread };
}
