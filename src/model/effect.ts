import type { Finding } from './finding.ts';
import type { Fact, FactValue } from './relation.ts';

/** What a receiver hook may return, flattened: nothing else happens to the store. */
export type Effect =
  | { kind: 'fact'; fact: Fact }
  /** What is so no longer: every row that agrees with the values given; ANY host is the message's own. */
  | { kind: 'retract'; relation: string; pattern: (FactValue | typeof ANY)[] }
  /** These are all the facts of the relation on the message's host: what is not among them ends. */
  | { kind: 'snapshot'; relation: string; facts: Fact[] }
  | { kind: 'finding'; finding: Finding }
  /** Nothing is wrong with this subject (any more): told only where it was found to be otherwise. */
  | { kind: 'mended'; finding: Finding };

/** Stands for any value in a pattern: null is a value. */
export const ANY = Symbol('any');
