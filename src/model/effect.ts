import type { Finding } from './finding.ts';
import type { Fact, FactValue } from './relation.ts';

/** What comes of a message: nothing else happens to the store. */
export type Effect =
  | NamedEffect
  /** The subject is as it was found last: its plugin left it alone. */
  | { kind: 'as-it-was'; subject: string }
  /** These are all the subjects that the service finds on the message's host: what else it found is gone. */
  | { kind: 'no-others'; subjects: ReadonlySet<string> };

/** What says itself what it is about. */
export type NamedEffect =
  | { kind: 'fact'; fact: Fact }
  /** What is so no longer: every row that agrees with the values given; ANY host is the message's own. */
  | { kind: 'retract'; relation: string; pattern: (FactValue | typeof ANY)[] }
  /** These are all the facts of the relation on the message's host: what is not among them ends. */
  | { kind: 'snapshot'; relation: string; facts: Fact[] }
  | { kind: 'finding'; finding: Finding }
  /** Nothing is wrong with this subject (any more): told only where it was found to be otherwise. */
  | { kind: 'mended'; finding: Finding }
  /** There is this subject no more, or nobody looks at it: it ends. */
  | { kind: 'gone'; finding: Finding };

/** Stands for any value in a pattern: null is a value. */
export const ANY = Symbol('any');
