import type { Database } from './database.ts';
import { FAILED, GOOD, type JobRunRow, runById } from './job-runs.ts';
import { messageBySeq } from './messages.ts';

/** A run of a job, and what came before it. */
export interface RunHistory {
  run: JobRunRow;
  /** The message that told of it last, as it arrived: JSON; null where it is kept no more. */
  envelope: string | null;
  /** How often it had gone well in a row when it went well last before this; 1000 is as far as it is counted. */
  goodBefore: number;
  /** Start of the last run before this that went well: milliseconds since 1970; null where none did. */
  lastGood: number | null;
}

/** The run of this id on this host, with its history; null where it is not known. */
export function runHistory(db: Database, host: string, run: string): RunHistory | null {
  const row = runById(db, host, run);
  if (!row) return null;
  const job = `host = (SELECT id FROM host WHERE name = @host) AND tag = @tag`;
  const lastGood = db
    .prepare(
      `SELECT message, start FROM job_run WHERE ${job} AND ${GOOD} AND message < @message ORDER BY message DESC LIMIT 1`,
    )
    .get({ host, tag: row.tag, message: row.message }) as { message: number; start: number } | undefined;
  const goodBefore = db
    .prepare(
      `SELECT count(*) FROM (
         SELECT 1 FROM job_run WHERE ${job} AND ${GOOD} AND message <= @message AND message > coalesce(
           (SELECT max(message) FROM job_run WHERE ${job} AND ${FAILED} AND message < @message), 0) LIMIT 1000)`,
    )
    .pluck();
  return {
    run: row,
    envelope: messageBySeq(db, row.message)?.envelope ?? null,
    goodBefore: lastGood ? (goodBefore.get({ host, tag: row.tag, message: lastGood.message }) as number) : 0,
    lastGood: lastGood?.start ?? null,
  };
}
