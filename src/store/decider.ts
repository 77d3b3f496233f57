import type { Effect } from '../model/effect.ts';
import type { BatchWriter } from './batch.ts';
import type { Telling } from './relation/telling.ts';

/**
 * Who decides what is told of findings, in the transaction that stores them, whoever brought them. Between `begin` and
 * `finish` lies one transaction; after `undone` nothing of it happened.
 */
export interface Decider {
  begin(writer: BatchWriter): void;
  /** Something was heard of a host. @param now by the receiver's clock */
  heard(host: string, now: number): void;
  /** These were stored: only the findings among them matter. */
  found(effects: readonly Effect[], telling: Telling): void;
  /** Nothing is expected of the host any more. */
  forgotten(host: string, now: number): void;
  finish(): void;
  undone(): void;
}

export const NO_DECIDER: Decider = {
  begin() {},
  heard() {},
  found() {},
  forgotten() {},
  finish() {},
  undone() {},
};
