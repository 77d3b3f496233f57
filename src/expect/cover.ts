import type { Finding } from '../model/finding.ts';
import type { Level } from '../model/level.ts';
import { isTrouble, type Trouble, type Verdict } from './verdict.ts';

/**
 * What watching says of a subject, and beneath it what its plugin said: that shows again when the trouble is over,
 * unless the plugin has spoken meanwhile.
 */
export interface Cover {
  said: Trouble;
  /** Null where the plugin never spoke of it. */
  beneath: Finding | null;
}

/** What is to be done about a subject. */
export interface Settlement {
  /** The finding to be written; null where what is there is right. */
  say: Finding | null;
  /** What covers it from now on. */
  cover: Cover | null;
  /** The subject is to be taken off the list. */
  end: boolean;
}

/** What watching says counts for more than a plugin's word that is no graver: unknown hides even what barks. */
const WEIGHT: Record<Level, number> = { ok: 0, note: 0, warn: 1, bark: 2, unknown: 3 };

/**
 * Brings together what a subject is found to be and what watching says of it.
 * @param wellAgain what is said when the trouble is over and its plugin never spoke of it
 */
export function settle(
  subject: string,
  current: Finding | null,
  cover: Cover | null,
  verdict: Verdict,
  wellAgain = 'as it should be',
): Settlement {
  const covered = cover !== null && current !== null && says(current, cover.said);
  const own = covered ? cover.beneath : current;
  const nothing = { say: null, cover: covered ? cover : null, end: false };
  if (verdict === 'undecided') return nothing;
  if (verdict === 'gone') return { say: null, cover: null, end: current !== null };
  if (isTrouble(verdict) && WEIGHT[verdict.level] >= WEIGHT[own?.level ?? 'ok']) {
    if (covered && says(current, verdict)) return nothing;
    return { say: { ...plain(subject), ...verdict }, cover: { said: verdict, beneath: own }, end: false };
  }
  if (!covered) return { say: null, cover: null, end: false };
  return { say: cover.beneath ?? { ...plain(subject), text: wellAgain }, cover: null, end: false };
}

const says = ({ level, text }: Finding, trouble: Trouble) => level === trouble.level && text === trouble.text;

const plain = (subject: string): Finding => ({ subject, level: 'ok', text: '', value: null, limit: null });
