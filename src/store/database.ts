import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { errorText, Fault } from '../model/fault.ts';
import { copyStore } from './copy.ts';
import { MIGRATIONS } from './schema.ts';

export type Database = SQLite.Database;

/** Group members may read while the daemon runs, when it is stopped, and after kill -9; nobody else may. */
const DIRECTORY_MODE = 0o2750;
const FILE_MODE = 0o640;

/** Makes the directory of the store. */
export function makeStoreDirectory(path: string): void {
  const directory = dirname(path);
  if (existsSync(directory)) return;
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, DIRECTORY_MODE);
}

/**
 * Opens the store for its one writer, making it, or migrating it after a copy.
 * @param now milliseconds since 1970, for the name of the copy
 * @throws Fault when it is newer than this program, or there is no room for the copy
 */
export function openForWriting(path: string, now: number): Database {
  const db = new SQLite(path);
  chmodSync(path, FILE_MODE);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL'); // a commit is on disk when it returns: the sender forgets on the strength of it
  // Pages of 32 MiB before they are moved into the file: at SQLite's own 4 MiB a busy receiver takes half as long again.
  db.pragma('wal_autocheckpoint = 8000');
  db.pragma('foreign_keys = ON');
  migrate(db, path, now);
  return db;
}

/** Closes it so that its readers need nothing but the one file: in WAL mode they would need its companions. */
export function closeAfterWriting(db: Database): void {
  try {
    db.pragma('busy_timeout = 0'); // whoever is at work beside us will do it, or has to be left in peace
    db.pragma('journal_mode = DELETE');
  } catch {
    // Somebody is reading: the store stays in WAL mode, as after kill -9.
  }
  db.close();
}

/**
 * Opens the store for questions.
 * @throws Fault when there is none, or it may not be read
 */
export function openForReading(path: string): Database {
  if (!existsSync(path))
    throw new Fault(
      `there is no store at ${path}`,
      'is a daemon running? $SHEEPDOG_STORE names another place',
    );
  try {
    const db = new SQLite(path, { readonly: true });
    refuseNewer(db, path);
    if (versionOf(db) > 0 && versionOf(db) < MIGRATIONS.length)
      throw new Fault(
        `the store ${path} is of an older sheepdog`,
        'start its daemon anew: that brings it up to date',
      );
    if (versionOf(db) === 0) throw new Fault(`the store ${path} is empty`, 'its daemon has not started yet');
    return db;
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(`cannot read the store ${path}: ${errorText(error)}`, 'its owner and group may read it');
  }
}

function migrate(db: Database, path: string, now: number): void {
  refuseNewer(db, path);
  if (versionOf(db) > 0 && versionOf(db) < MIGRATIONS.length) copyStore(db, path, now);
  for (let version = versionOf(db); version < MIGRATIONS.length; version++)
    db.transaction(() => {
      db.exec(MIGRATIONS[version]!);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
}

function refuseNewer(db: Database, path: string): void {
  if (versionOf(db) > MIGRATIONS.length)
    throw new Fault(`the store ${path} was written by a newer sheepdog`, 'upgrade this program');
}

function versionOf(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}
