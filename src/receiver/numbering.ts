import type { SpoolNumber } from '../model/message.ts';

/** What to do with a numbered entry, given how far its spool is stored. */
export type NumberDecision =
  /** It is the next. `gap`: numbers before it that can never come, to be recorded. */
  | { kind: 'take'; gap: { first: number; last: number } | null }
  /** It is stored already. */
  | { kind: 'double' }
  /** Something before it is still to come: the sender brings it again. */
  | { kind: 'early' };

/** The receiver takes only the next number of each spool: so there are no doubles and nothing overtakes. */
export function decideNumber(stored: number, { number, base }: SpoolNumber): NumberDecision {
  if (number <= stored) return { kind: 'double' };
  if (number === stored + 1) return { kind: 'take', gap: null };
  // The sender holds nothing below `base`, so what is missing below it is gone.
  if (number === base) return { kind: 'take', gap: { first: stored + 1, last: base - 1 } };
  return { kind: 'early' };
}
