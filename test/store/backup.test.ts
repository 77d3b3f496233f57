import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { backUp } from '../../src/store/backup.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from '../support/directory.ts';

/** Looks at the file all the time, until told to end; the modes that it ever had are in the first number. */
const LOOKER = `
  const { workerData: { path, seen } } = require('node:worker_threads');
  const { statSync } = require('node:fs');
  while (Atomics.load(seen, 1) === 0) {
    Atomics.store(seen, 2, 1);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat) Atomics.or(seen, 0, stat.mode & 0o777);
  }`;

it('a backup is at no moment open to others', async () => {
  const directory = testDirectory();
  const store = join(directory, 'sheepdog.db');
  Store.openForReceiver(store).close();
  const db = new SQLite(store);
  db.exec(`CREATE TABLE big AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000)
    SELECT i, hex(randomblob(200)) FROM n`);
  db.close();
  const file = join(directory, 'copy.db');
  const seen = new Int32Array(new SharedArrayBuffer(12));
  const looker = new Worker(LOOKER, {
    eval: true,
    workerData: { path: `${file}.${process.pid}.part`, seen },
  });
  while (Atomics.load(seen, 2) === 0) await new Promise(setImmediate);
  expect(backUp(store, file)).toBeGreaterThan(8_000_000);
  Atomics.store(seen, 1, 1);
  await once(looker, 'exit');
  expect(seen[0]).toBe(0o640);
});
