import type { Level } from '../model/level.ts';

/** What is to be said of a subject besides what its plugin says. */
export interface Trouble {
  level: Level;
  text: string;
}

/**
 * What watching came to. `well`: nothing is to be said, and what was said before is over. `undecided`: not enough was
 * seen, so what was said before stays. `gone`: nobody watches it any more.
 */
export type Verdict = Trouble | 'well' | 'undecided' | 'gone';

export function isTrouble(verdict: Verdict): verdict is Trouble {
  return typeof verdict === 'object';
}
