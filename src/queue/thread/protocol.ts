import type { Log } from '../../model/log.ts';
import type { DeliveredEntry, StoredMark } from '../contract.ts';
import type { DeliveryColumns } from './columns.ts';

/** What the receiver's thread asks of the one that reads the queue; they are answered in order. */
export type Question =
  | { call: 'take'; limit: number }
  | { call: 'settle'; entries: DeliveredEntry[]; marks: StoredMark[] }
  | { call: 'again' }
  | { call: 'waiting' };

/** The answer to a question of that name; `ahead`: may more be taken before this is settled? */
export interface Answers {
  take: { columns: DeliveryColumns; ahead: boolean };
  settle: null;
  again: null;
  waiting: number | null;
}

/** What the thread that reads the queue says. */
export type Word =
  | { kind: 'answer'; value: Answers[keyof Answers] }
  /** Of a question that failed. */
  | { kind: 'failure'; message: string; hint: string | undefined; fault: boolean }
  | { kind: 'log'; level: keyof Log; fields: object; text: string };
