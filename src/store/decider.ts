import type { AlertRow, SubjectName } from '../model/alert.ts';
import type { NamedEffect } from '../model/effect.ts';
import type { AlertTables } from './alerts.ts';
import type { Notices } from './notices.ts';
import type { Telling } from './relation/telling.ts';

/** What a decision may write, within the transaction of what it is about. */
export interface DecisionWriter {
  readonly alerts: AlertTables;
  readonly notices: Notices;
  /** Notes what was decided. */
  decided(row: AlertRow): void;
}

/**
 * Who decides what is told of findings, in the transaction that stores them, whoever brought them. Between `begin` and
 * `finish` lies one transaction; after `undone` nothing of it happened.
 */
export interface Decider {
  begin(writer: DecisionWriter): void;
  /** Something was heard of a host. @param now by the receiver's clock */
  heard(host: string, now: number): void;
  /** These were stored: only the findings among them matter. */
  found(effects: readonly NamedEffect[], telling: Telling): void;
  /** Nothing is expected of the host any more. */
  forgotten(host: string, now: number): void;
  /** Nobody wants to be told of this subject as it stands. */
  dismissed(name: SubjectName): void;
  finish(): void;
  undone(): void;
}

export const NO_DECIDER: Decider = {
  begin() {},
  heard() {},
  found() {},
  forgotten() {},
  dismissed() {},
  finish() {},
  undone() {},
};
