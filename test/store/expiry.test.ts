import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RECENT_STARTS } from '../../src/expect/job.ts';
import { DEFAULT_RETENTION } from '../../src/model/retention.ts';
import { openForWriting } from '../../src/store/database.ts';
import { spentRunsReader } from '../../src/store/expiry.ts';
import { LAST_RUNS } from '../../src/store/job-runs.ts';
import { MIGRATIONS } from '../../src/store/schema.ts';
import { Store } from '../../src/store/store.ts';
import { Upkeep } from '../../src/store/upkeep.ts';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';
import { asJson, person } from '../support/person.ts';
import { RelationStore } from './relation/herd.ts';

const DAY = 86_400_000;
const ENDS = {
  good: { state: 'exited', exit: 0 },
  failed: { state: 'exited', exit: 1 },
  lost: { state: 'lost', exit: null },
  running: { state: 'running', exit: null },
} as const;
type End = keyof typeof ENDS;

/** A store with a job whose runs ended so, each on a day of its own from day 1 on, told of by one message each. */
function jobStore(ends: End[], tag = 'borg'): RelationStore {
  const store = new RelationStore();
  addRuns(store, ends, tag);
  return store;
}

function addRuns({ db }: RelationStore, ends: End[], tag: string, day = 1): void {
  db.prepare(
    `INSERT OR IGNORE INTO host (id, name, first_heard, last_heard) VALUES (1, 'tux01', 0, 0)`,
  ).run();
  const message = db.prepare(
    `INSERT INTO message (host, id, plugin, time, received, envelope) VALUES (1, ?, 'job', ?, ?, ?)`,
  );
  const run = db.prepare(
    `INSERT INTO job_run (run, host, tag, state, command, user, start, elapsed, exit, attempt, message, heard)
     VALUES (?, 1, ?, ?, '', '', ?, 5, ?, 1, ?, ?)`,
  );
  db.transaction(() => {
    for (const [i, end] of ends.entries()) {
      const [name, time] = [`${tag}-${day + i}`, (day + i) * DAY];
      const { lastInsertRowid } = message.run(name, time, time, 'x'.repeat(2000));
      run.run(name, tag, ENDS[end].state, time, ENDS[end].exit, lastInsertRowid, time);
    }
  })();
}

const times = (n: number, end: End): End[] => Array.from({ length: n }, () => end);
const column = ({ db }: RelationStore, sql: string) => db.prepare(sql).pluck().all();

describe('a run that is of no use any more', () => {
  // ends, the oldest first; how many days the last of them is ago; the runs that may go, by their place
  it.each<[string, End[], number, number[]]>([
    ['none of a job that ran but a few times', times(LAST_RUNS, 'good'), 9999, []],
    ['what came before the last ones', times(LAST_RUNS + 3, 'good'), 9999, [0, 1, 2]],
    ['none that is young', times(LAST_RUNS + 3, 'good'), 0, []],
    ['only what is old', times(LAST_RUNS + 5, 'good'), 365 - LAST_RUNS - 2, [0, 1]],
    ['no failure since it last went well', ['good', ...times(LAST_RUNS + 9, 'failed')], 9999, []],
    ['none where it never went well', times(LAST_RUNS + 9, 'failed'), 9999, []],
    [
      'failures that were mended',
      [...times(5, 'failed'), ...times(LAST_RUNS, 'good')],
      9999,
      [0, 1, 2, 3, 4],
    ],
    [
      'no good one that says how long it takes',
      ['failed', ...times(3, 'good'), ...times(LAST_RUNS, 'failed'), 'good'],
      9999,
      [0, 4],
    ],
    ['a lost one', ['lost', ...times(LAST_RUNS, 'good')], 9999, [0]],
    ['one that never ended', ['running', ...times(LAST_RUNS, 'good')], 9999, [0]],
    ['not the last outcome', ['failed', 'good', ...times(LAST_RUNS, 'running')], 9999, [0]],
  ])('%s', (_, ends, ago, expected) => {
    const store = jobStore(ends);
    const before = (ends.length + ago - 365) * DAY;
    const ids = spentRunsReader(store.db)({ host: 1, tag: 'borg' }, before);
    expect(ids.map(id => id - 1)).toEqual(expected);
  });

  it('is none that a question looks at', () => {
    expect(RECENT_STARTS).toBeLessThanOrEqual(LAST_RUNS);
  });
});

describe('in a store over the years', () => {
  function keepUp(store: RelationStore, day: number): void {
    const upkeep = new Upkeep(store.db, store.relations);
    while (upkeep.step(day * DAY, 0));
  }

  it('runs are kept for a year, messages for a quarter, the last word on each job for ever', () => {
    const store = jobStore(['good', 'failed', 'failed'], 'stopped');
    for (let year = 0; year < 4; year++) {
      addRuns(store, times(365, 'good'), 'daily', 4 + year * 365);
      keepUp(store, 3 + (year + 1) * 365);
    }
    const days = (table: string, time: string, condition = 'TRUE') =>
      column(store, `SELECT DISTINCT ${time} / ${DAY} FROM ${table} WHERE ${condition} ORDER BY 1`);
    const last = 3 + 4 * 365;
    const since = (first: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
    expect(days('job_run', 'heard', `tag = 'daily'`)).toEqual(since(last - 365));
    expect(days('job_run', 'heard', `tag = 'stopped'`)).toEqual([1, 2, 3]);
    expect(days('message', 'received')).toEqual([3, ...since(last - 90)]);
  });

  it('a job that fails and fails keeps the beginning of it', () => {
    const store = jobStore(['good', ...times(900, 'failed')]);
    keepUp(store, 901);
    expect(column(store, `SELECT count(*) FROM job_run`)).toEqual([901]);
    addRuns(store, ['good'], 'borg', 902);
    keepUp(store, 903);
    // The year up to day 903, and the good one before it by which one knows how long it takes.
    expect(column(store, `SELECT min(heard) / ${DAY} FROM job_run WHERE exit = 1`)).toEqual([903 - 365]);
    expect(column(store, `SELECT heard / ${DAY} FROM job_run WHERE exit = 0`)).toEqual([1, 902]);
  });

  it('the number of the newest message is not given again', () => {
    const store = new RelationStore();
    addRuns(store, times(3, 'running'), 'borg');
    keepUp(store, 9999);
    expect(column(store, 'SELECT seq FROM message')).toEqual([3]);
  });

  it('what a clock far ahead has stamped holds nothing up', () => {
    const store = jobStore(times(900, 'good'));
    store.db.exec(`UPDATE message SET received = received + ${9999 * DAY} WHERE seq BETWEEN 100 AND 500`);
    keepUp(store, 901);
    expect(column(store, `SELECT count(*) FROM message WHERE received < ${9999 * DAY}`)).toEqual([90]);
  });

  it('dead letters and gaps go after a year, but for what waits for a newer program', () => {
    const store = jobStore(['good']);
    store.db.exec(`
      INSERT INTO spool (id, host, name, stored) VALUES (1, 1, 'a', 9);
      INSERT INTO dead_letter (host, received, reason, parked, text) VALUES
        (1, ${DAY}, 'old', NULL, ''), (1, ${DAY}, 'parked', 2, ''), (1, ${300 * DAY}, 'young', NULL, '');
      INSERT INTO gap (spool, first, last, noticed, reason) VALUES (1, 1, 2, ${DAY}, 'old'), (1, 4, 5, ${300 * DAY}, 'young');
      INSERT INTO notice (id, kind, time, thread, troubles, taken) VALUES
        ('old', 'bark', 1, 't', '[]', ${DAY}), ('waits', 'bark', 1, 't', '[]', NULL);`);
    keepUp(store, 400);
    expect(column(store, 'SELECT reason FROM dead_letter')).toEqual(['parked', 'young']);
    expect(column(store, 'SELECT reason FROM gap')).toEqual(['young']);
    expect(column(store, 'SELECT id FROM notice')).toEqual(['waits']);
  });

  it('letters go after a quarter of a year, with all who got them; those that somebody still waits for stay', () => {
    const store = jobStore(['good']);
    const letter = store.db.prepare(
      `INSERT INTO letter (id, notice, kind, thread, notifier, subject, body, content, created)
       VALUES (@id, 'n' || @id, 'bad', 't', 'mail', '', '', '{}', @created)`,
    );
    const delivery = store.db.prepare(
      `INSERT INTO delivery (letter, notifier, thread, message, earlier, state, created, due, tries)
       VALUES (@id, 'mail', 't', @id || @state, '[]', @state, @created, 0, 1)`,
    );
    const insert = (id: number, created: number, ...states: string[]) => {
      letter.run({ id, created });
      for (const state of states) delivery.run({ id, created, state });
    };
    for (let i = 0; i < 300; i++) insert(1000 + i, DAY, 'sent', 'refused');
    insert(1, DAY, 'sent', 'waiting');
    insert(2, 350 * DAY, 'sent');
    keepUp(store, 400);
    expect(column(store, 'SELECT id FROM letter ORDER BY id')).toEqual([1, 2]);
    expect(column(store, 'SELECT letter FROM delivery ORDER BY letter')).toEqual([1, 1, 2]);
  });

  it('goes in slices, of which none is long', () => {
    const store = jobStore(times(5000, 'good'));
    const upkeep = new Upkeep(store.db, store.relations);
    const changed = () => store.db.prepare('SELECT total_changes()').pluck().get() as number;
    const slices: number[] = [];
    for (let before = changed(), more = true; more; before = changed()) {
      more = upkeep.step(5400 * DAY, 0);
      slices.push(changed() - before);
    }
    expect(column(store, 'SELECT count(*) FROM job_run')).toEqual([LAST_RUNS]);
    expect(column(store, 'SELECT count(*) FROM message')).toEqual([1]);
    expect(Math.max(...slices)).toBeLessThanOrEqual(1000);
  });

  it('is done all the same when it is killed in the middle of it', { timeout: 120_000 }, async () => {
    const store = jobStore(times(3000, 'good'));
    const left = () => column(store, 'SELECT count(*) FROM message')[0] as number;
    const child = spawn(process.execPath, [
      ...['--import', 'tsx', join(import.meta.dirname, 'mortal-upkeep.ts')],
      ...[store.path, String(4000 * DAY)],
    ]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = new Promise(resolve => child.on('close', (_, signal) => resolve(signal)));
    while (child.signalCode === null && child.exitCode === null) {
      if (left() < 2000) child.kill('SIGKILL');
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    expect(await ended).toBe('SIGKILL');
    expect(left()).toBeGreaterThan(1);
    expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok');
    keepUp(store, 4000);
    expect(left()).toBe(1);
    expect(column(store, 'SELECT count(*) FROM job_run')).toEqual([LAST_RUNS]);
  });
});

describe('a store from when runs were kept as long as their messages', () => {
  it('is brought up to date, after a copy', () => {
    const path = join(testDirectory(), 'sheepdog.db');
    const old = new SQLite(path);
    for (const step of MIGRATIONS.slice(0, 6)) old.exec(step);
    old.exec(`
      PRAGMA user_version = 6;
      INSERT INTO host (id, name, first_heard, last_heard) VALUES (1, 'tux01', 0, 0);
      INSERT INTO message (seq, host, id, plugin, time, received, envelope) VALUES (7, 1, 'm', 'job', 5, 6, '{}');
      INSERT INTO job_run (id, run, host, tag, state, command, user, start, exit, attempt, message)
        VALUES (3, 'r', 1, 'borg', 'exited', 'borg', 'root', 5, 0, 1, 7);`);
    old.close();
    const db = openForWriting(path, DAY);
    onTestFinished(() => void db.close());
    expect(db.prepare('SELECT id, run, tag, start, message, heard FROM job_run').get()).toEqual({
      ...{ id: 3, run: 'r', tag: 'borg', start: 5, message: 7, heard: 6 },
    });
    const copies = readdirSync(dirname(path)).filter(name => name.endsWith('.copy'));
    expect(copies).toEqual([`${basename(path)}.1970-01-02T00-00-00.000Z.v6.copy`]);
  });
});

describe('a run whose message is kept no more', () => {
  it('is still known and shown, without what it wrote', async () => {
    const herd = new HerdStore().run('tux01', { run: 'a', exit: 2 }, DAY).run('tux01', { run: 'b' }, 2 * DAY);
    const store = Store.openForReceiver(herd.path);
    while (store.keepUp(200 * DAY, 0, DEFAULT_RETENTION));
    expect(store.runHistory('tux01', 'a')).toMatchObject({ run: { exit: 2 }, envelope: null });
    expect(store.runHistory('tux01', 'b')?.envelope).toContain('borg-ipfs');
    store.close();
    const { say } = person(herd);
    expect((await say(['show', 'a'])).out).toMatch(/^job +borg-ipfs\n.*exit 2 after.*kept no more/ms);
    expect(asJson((await say(['show', 'a', '--json'])).out)).toMatchObject([{ run: 'a', exit: 2 }]);
    expect((await say(['show', 'b'])).out).not.toContain('kept no more');
  });
});
