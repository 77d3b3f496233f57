import type { JobState } from '../model/job.ts';
import type { Database } from './database.ts';
import { fits } from './subjects.ts';

/** One run of a wrapped job, as far as it is known. */
export interface JobRunRow {
  run: string;
  host: string;
  tag: string;
  state: JobState;
  command: string;
  user: string;
  /** Milliseconds since 1970, by the clock of the machine it ran on. */
  start: number;
  /** Milliseconds; null while it runs, and where nobody knows. */
  elapsed: number | null;
  exit: number | null;
  signal: string | null;
  attempt: number;
  note: string | null;
  /** The row of the message that told of it last; it may be kept no more. */
  message: number;
}

/** Which runs are asked for; null is any. Hosts and tags are named by words or globs (`borg-*`). */
export interface RunFilter {
  host: string | null;
  tag: string | null;
  /** Started at this time or later: milliseconds since 1970. */
  since: number | null;
  /** Only those that ended, and not well. */
  failed: boolean;
  limit: number;
}

/** A job is what runs under one tag on one host. */
export interface JobKey {
  host: number;
  tag: string;
}

/** The failures of a job since it last went well. */
export interface FailingStreak {
  failures: number;
  /** Start of the first of them. */
  since: number;
}

/** A run that goes on. */
export interface RunningRow {
  host: string;
  tag: string;
  /** When it was heard of: milliseconds since 1970, by the receiver's clock. */
  received: number;
}

/** No question about a job looks at more of its last runs: so many are kept, however old. */
export const LAST_RUNS = 60;

const RUN = `
  SELECT job_run.run, host.name AS host, tag, state, command, user, start, elapsed, exit, signal, attempt, note, message
  FROM job_run JOIN host ON host.id = job_run.host`;
export const GOOD = `(state = 'exited' AND exit IS 0)`; // IS: a missing exit status is no success
export const FAILED = `(state <> 'running' AND NOT ${GOOD})`;
/** Was the job of this run forgotten after it? */
const FORGOTTEN = `EXISTS (
  SELECT 1 FROM forgotten_job AS gone
  WHERE gone.host = job_run.host AND gone.tag = job_run.tag AND gone.message >= job_run.message)`;

/** Runs, the newest start first. */
export function jobRuns(db: Database, filter: RunFilter): JobRunRow[] {
  const conditions = ['TRUE'];
  if (filter.host !== null) conditions.push(fits('host.name', '@host'));
  if (filter.tag !== null) conditions.push(fits('tag', '@tag'));
  if (filter.since !== null) conditions.push('start >= @since');
  if (filter.failed) conditions.push(FAILED);
  const sql = `${RUN} WHERE ${conditions.join(' AND ')} ORDER BY start DESC, job_run.id DESC LIMIT @limit`;
  const { host, tag, since, limit } = filter;
  return db.prepare(sql).all({ host, tag, since, limit }) as JobRunRow[];
}

/** At most `limit` runs whose id begins with `prefix`. */
export function runsByPrefix(db: Database, prefix: string, limit: number): JobRunRow[] {
  const sql = `${RUN} WHERE run >= @prefix AND run < @prefix || char(0x10ffff) ORDER BY run, host.name LIMIT @limit`;
  return db.prepare(sql).all({ prefix, limit }) as JobRunRow[];
}

/** The run of this id on this host. */
export function runById(db: Database, host: string, run: string): JobRunRow | undefined {
  return db.prepare(`${RUN} WHERE run = @run AND host.name = @host`).get({ host, run }) as
    | JobRunRow
    | undefined;
}

/**
 * All jobs there are. Jumps from one to the next in the index, whatever number of runs lies between; the two steps
 * stand apart because SQLite uses the index for no more than the host of `(host, tag) > (?, ?)`.
 */
export function jobKeys(db: Database): JobKey[] {
  const sql = `
    WITH RECURSIVE job (host, tag) AS (
      SELECT * FROM (SELECT host, tag FROM job_run ORDER BY host, tag LIMIT 1)
      UNION ALL
      SELECT next.host, next.tag FROM job JOIN job_run AS next ON next.id = coalesce(
        (SELECT id FROM job_run WHERE host = job.host AND tag > job.tag ORDER BY tag LIMIT 1),
        (SELECT id FROM job_run WHERE host > job.host ORDER BY host, tag LIMIT 1)
      )
    ) SELECT host, tag FROM job`;
  return db.prepare(sql).all() as JobKey[];
}

/** A reader of whether a job was forgotten after this run of it, its last. */
export function forgottenReader(db: Database): (job: JobKey, last: JobRunRow) => boolean {
  const after = db
    .prepare<[number, string, number]>(
      'SELECT 1 FROM forgotten_job WHERE host = ? AND tag = ? AND message >= ?',
    )
    .pluck();
  return ({ host, tag }, { message }) => after.get(host, tag, message) !== undefined;
}

/**
 * A reader of the last word on a job, or on its last run that is over. The last is what was heard last: a clock
 * that once ran ahead must not hide what came after.
 */
export function lastRunReader(db: Database): (job: JobKey, over: boolean) => JobRunRow | undefined {
  const last = (condition: string) =>
    db.prepare(
      `${RUN} WHERE job_run.host = @host AND tag = @tag AND ${condition} ORDER BY message DESC LIMIT 1`,
    );
  const any = last('TRUE');
  const ended = last(`state <> 'running'`);
  return (job, over) => (over ? ended : any).get(job) as JobRunRow | undefined;
}

/** How often a job whose last outcome was a failure failed since it last went well. */
export function failingStreak(db: Database, job: JobKey): FailingStreak {
  const sql = `
    SELECT count(*) AS failures, min(start) AS since FROM job_run
    WHERE host = @host AND tag = @tag AND ${FAILED} AND message > coalesce(
      (SELECT max(message) FROM job_run WHERE host = @host AND tag = @tag AND ${GOOD}), 0)`;
  return db.prepare(sql).get(job) as FailingStreak;
}

/** All runs that go on. */
export function runningRuns(db: Database): RunningRow[] {
  const sql = `
    SELECT host.name AS host, tag, heard AS received FROM job_run INDEXED BY job_run_running
    JOIN host ON host.id = job_run.host
    WHERE state = 'running' AND host.forgotten IS NULL AND NOT ${FORGOTTEN}`;
  return db.prepare(sql).all() as RunningRow[];
}

/** Starts of the last runs of a job, the one heard of last first: milliseconds since 1970. */
export function recentStarts(db: Database, host: string, tag: string, limit: number): number[] {
  const sql = `SELECT start FROM job_run WHERE ${ITS_RUNS} ORDER BY message DESC LIMIT @limit`;
  return db.prepare(sql).pluck().all({ host, tag, limit }) as number[];
}

/** What the last good runs of a job took, in milliseconds, the shortest first. */
export function recentDurations(db: Database, host: string, tag: string, limit: number): number[] {
  const sql = `
    SELECT elapsed FROM job_run WHERE ${ITS_RUNS} AND ${GOOD} AND elapsed IS NOT NULL
    ORDER BY message DESC LIMIT @limit`;
  return (db.prepare(sql).pluck().all({ host, tag, limit }) as number[]).sort((a, b) => a - b);
}

const ITS_RUNS = 'host = (SELECT id FROM host WHERE name = @host) AND tag = @tag';
