import type { Database } from './database.ts';
import { GOOD, type JobKey, jobKeys, LAST_RUNS } from './job-runs.ts';

/** Rows looked at in one slice: some milliseconds. A message may be long, so they are fewer. */
const RUNS = 1000;
const MESSAGES = 250;
/** Jobs of which nothing is old are looked at in a few microseconds each. */
const JOBS = 100;

const ITS_RUNS = 'host = @host AND tag = @tag';
const LAST_GOOD = `SELECT max(message) FROM job_run WHERE ${ITS_RUNS} AND ${GOOD}`;
const FIRST_OF_LAST = `SELECT message FROM job_run WHERE ${ITS_RUNS} ORDER BY message DESC LIMIT 1 OFFSET ${LAST_RUNS - 1}`;
const LAST_GOOD_ONES = `SELECT id FROM job_run WHERE ${ITS_RUNS} AND ${GOOD} ORDER BY message DESC LIMIT ${LAST_RUNS}`;

/**
 * A reader of those runs of a job, by id, that were last heard of before `before` and are of no use any more: some of
 * them, the oldest first. What stays however old it is: the last good run and all that failed since, so that the last
 * outcome and how long it fails are known; the last LAST_RUNS, and as many good ones, by which one knows when it runs and
 * how long it takes.
 */
export function spentRunsReader(db: Database): (job: JobKey, before: number) => number[] {
  const sql = `
    SELECT id FROM (
      SELECT id, heard FROM job_run
      WHERE ${ITS_RUNS} AND message < (${LAST_GOOD}) AND message < (${FIRST_OF_LAST})
      ORDER BY message LIMIT ${RUNS})
    WHERE heard < @before AND id NOT IN (${LAST_GOOD_ONES})`;
  const spent = db.prepare(sql).pluck();
  return (job, before) => spent.all({ ...job, before }) as number[];
}

/** Forgets old runs of jobs; one slice for each `next`. */
export function* expireRuns(db: Database, before: number): Generator<void> {
  const spentRuns = spentRunsReader(db);
  const remove = db.prepare('DELETE FROM job_run WHERE id IN (SELECT value FROM json_each(?))');
  for (const [i, job] of jobKeys(db).entries()) {
    for (let ids = spentRuns(job, before); ids.length > 0; ids = spentRuns(job, before)) {
      remove.run(JSON.stringify(ids));
      yield;
    }
    if (i % JOBS === 0) yield;
  }
}

/**
 * Forgets messages received before `before`, but for those that told of the last outcome of a job. They are numbered as
 * they come, so it stops at the first that is young; one that a clock far ahead has stamped tells nothing. The newest
 * stays, whatever it is: its number must not be given again.
 */
export function* expireMessages(db: Database, before: number, now: number): Generator<void> {
  const slice = db.prepare<[number, number, number], { last: number | null; young: 0 | 1 }>(
    `SELECT max(seq) AS last, max(received BETWEEN ? AND ?) AS young
     FROM (SELECT seq, received FROM message WHERE seq > ? ORDER BY seq LIMIT ${MESSAGES})`,
  );
  const remove = db.prepare(
    `DELETE FROM message WHERE seq > ? AND seq <= ? AND received < ? AND seq < (SELECT max(seq) FROM message)
     AND seq NOT IN (SELECT value FROM json_each(?))`,
  );
  const kept = JSON.stringify(lastOutcomes(db));
  for (let from = -1, young: 0 | 1 = 0; !young; ) {
    const next = slice.get(before, now, from)!;
    if (next.last === null) return;
    remove.run(from, next.last, before, kept);
    [from, young] = [next.last, next.young];
    yield;
  }
}

/** Rows of the messages that told of the last outcome of each job. */
function lastOutcomes(db: Database): number[] {
  const last = db
    .prepare<JobKey, number>(
      `SELECT message FROM job_run WHERE ${ITS_RUNS} AND state <> 'running' ORDER BY message DESC LIMIT 1`,
    )
    .pluck();
  return jobKeys(db).flatMap(job => last.get(job) ?? []);
}

/** Forgets what could not be received. What waits for a newer program is still to be received, and stays. */
export function* expireRefusals(db: Database, before: number): Generator<void> {
  yield* expireRows(db, 'dead_letter', 'id', 'received < ? AND parked IS NULL', before);
  yield* expireRows(db, 'gap', 'id', 'noticed < ?', before);
}

/** Forgets letters on which nobody waits any more, and what became of them. */
export function* expireLetters(db: Database, before: number): Generator<void> {
  const old = db
    .prepare<[number], number>(
      `SELECT id FROM letter WHERE created < ?
       AND NOT EXISTS (SELECT 1 FROM delivery WHERE letter = letter.id AND state = 'waiting')
       ORDER BY id LIMIT ${MESSAGES}`,
    )
    .pluck();
  const forgetDeliveries = db.prepare('DELETE FROM delivery WHERE letter = ?');
  const forgetLetter = db.prepare('DELETE FROM letter WHERE id = ?');
  for (let letters = old.all(before); letters.length > 0; letters = old.all(before)) {
    for (const letter of letters) {
      forgetDeliveries.run(letter);
      forgetLetter.run(letter);
    }
    yield;
  }
}

/** Forgets notices that were taken; the letters that were made of them are kept for themselves. */
export function expireNotices(db: Database, before: number): Generator<void> {
  return expireRows(db, 'notice', 'seq', 'taken < ?', before);
}

function* expireRows(
  db: Database,
  table: string,
  key: string,
  condition: string,
  before: number,
): Generator<void> {
  const remove = db.prepare(
    `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${condition} ORDER BY ${key} LIMIT ${MESSAGES})`,
  );
  while (remove.run(before).changes > 0) yield;
}
