import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FOREVER } from '../../../src/model/relation.ts';
import { type Database, openForWriting } from '../../../src/store/database.ts';
import { readCatalog } from '../../../src/store/relation/catalog.ts';
import { openRelations } from '../../../src/store/relation/open.ts';
import { testDirectory } from '../../support/directory.ts';
import { NEW, OLD } from './mortal-relations.ts';

const ROWS = 100_000;
const LIMIT = 60_000;

describe('a migration that is killed', () => {
  it('leaves the store as it was or as it is to be, wherever it is killed, and is done again', {
    timeout: 300_000,
  }, async () => {
    const template = makeStore(join(testDirectory(), 'template.db'));
    const path = join(testDirectory(), 'sheepdog.db');
    const whole = await killedWhen(template, path, () => false);
    expect(whole.state).toBe('new');
    const states: string[] = [];
    for (const part of [0.01, 0.2, 0.5, 0.8, 0.99]) {
      const { state } = await killedWhen(template, path, log => log > whole.log * part);
      states.push(state);
    }
    expect(states).toContain('old');
    const copying = await killedWhen(template, path, () => names(path).some(name => name.endsWith('.part')));
    expect(copying.state).toBe('old');
    expect(names(path).filter(name => name.endsWith('.part'))).toEqual([]); // the next one swept up
  });
});

/** A store with rows enough that a transaction over them spills into the log long before it commits. */
function makeStore(path: string): string {
  const db = openForWriting(path, 0);
  openRelations({ db, path, relations: OLD, now: 0 });
  const numbers = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${ROWS})`;
  db.exec(`
    INSERT INTO "relation:disk" (since, until, host, mount, size)
      ${numbers} SELECT i, ${FOREVER}, 'tux' || i % 100, '/export/' || i, i FROM n;
    INSERT INTO "series:used" (host) VALUES ('tux1');
    INSERT INTO "sample:used" ("#", time, bytes) ${numbers} SELECT 1, i, i FROM n;`);
  db.pragma('journal_mode = DELETE');
  db.close();
  return path;
}

/**
 * Migrates a copy of the store in a process of its own, killed as soon as `now` says so of the bytes its log has;
 * checks what is left, and that the next process can end what this one began.
 */
async function killedWhen(template: string, path: string, now: (log: number) => boolean) {
  for (const name of names(path)) rmSync(join(dirname(path), name));
  copyFileSync(template, path);
  const script = join(import.meta.dirname, 'mortal-migration.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, path], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const log = await watch(child, path, now);
  const db = openForWriting(path, 0);
  const state = stateOf(db);
  checkRows(db, state);
  openRelations({ db, path, relations: NEW, now: Date.now() });
  expect(stateOf(db)).toBe('new');
  checkRows(db, 'new');
  db.close();
  return { log, state };
}

/** Looks as often as it can, and ends with the child. */
async function watch(child: ChildProcess, path: string, now: (log: number) => boolean): Promise<number> {
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const end = Date.now() + LIMIT;
  let log = 0;
  while (child.exitCode === null && child.signalCode === null) {
    log = Math.max(log, statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
    if (now(log) || Date.now() > end) child.kill('SIGKILL');
    await new Promise(resolve => setImmediate(resolve));
  }
  await ended;
  expect(child.signalCode).toBe('SIGKILL'); // its own, where it came to the end: it did not fail
  expect(Date.now()).toBeLessThan(end);
  return log;
}

function stateOf(db: Database): 'old' | 'new' {
  const declared = [...readCatalog(db).values()].filter(({ relation }) => relation.plugin === 'test');
  const texts = (relations: object[]) => relations.map(relation => JSON.stringify(relation)).sort();
  const found = texts(declared.map(({ relation }) => relation));
  const state = found.length === NEW.length ? 'new' : 'old';
  expect(found).toEqual(texts(state === 'new' ? NEW : OLD));
  return state;
}

/** Nothing of the one where the other is. */
function checkRows(db: Database, state: 'old' | 'new'): void {
  const one = (sql: string) => db.prepare(sql).raw().get();
  const type = state === 'new' ? 'real' : 'integer';
  const sum = (ROWS * (ROWS + 1)) / 2;
  expect(one('PRAGMA integrity_check')).toEqual(['ok']);
  expect(
    one('SELECT count(*), sum(size), min(typeof(size)), max(typeof(size)) FROM "relation:disk"'),
  ).toEqual([ROWS, sum, type, type]);
  expect(
    one('SELECT count(*), sum(bytes), min(typeof(bytes)), max(typeof(bytes)) FROM "relation:used"'),
  ).toEqual([ROWS, sum, type, type]);
  const schema = db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE name LIKE '%disk%' OR name LIKE '%oom%' OR name LIKE 'new:%'",
    )
    .pluck()
    .all();
  const has = (text: string) => schema.some(name => String(name).includes(text));
  expect([has('oom'), has('kind'), has('new:')]).toEqual([state === 'new', state === 'new', false]);
  expect(has('present:["host","mount"]')).toBe(true);
}

function names(path: string): string[] {
  return readdirSync(dirname(path)).filter(name => name.startsWith(basename(path)));
}
