import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorText, Fault } from '../model/fault.ts';
import { syncDirectory, syncFile } from '../platform/durable.ts';
import { type Database, openForReading } from './database.ts';

/** As the store: its group may read it. */
const FILE_MODE = 0o640;

/**
 * Copies the store as it is at one moment to `file`, which must not exist; a writer goes on meanwhile. It is whole and
 * on disk when this returns, or not there.
 * @returns its bytes
 * @throws Fault where there is no store, the file is there, or it cannot be written
 */
export function backUp(store: string, file: string): number {
  if (existsSync(file)) throw new Fault(`${file} is there already`, 'a backup overwrites nothing');
  const part = `${file}.${process.pid}.part`;
  const db = openForReading(store);
  try {
    copyPrivately(db, part);
    syncFile(part);
    renameSync(part, file);
    syncDirectory(dirname(file));
    return statSync(file).size;
  } catch (error) {
    rmSync(part, { force: true });
    throw new Fault(`cannot copy the store to ${file}: ${errorText(error)}`);
  } finally {
    db.close();
  }
}

/** The file is made in this, and so at no moment can others open it. */
function copyPrivately(db: Database, part: string): void {
  const mask = process.umask(0o777 & ~FILE_MODE);
  try {
    db.prepare('VACUUM INTO ?').run(part);
  } finally {
    process.umask(mask);
  }
  chmodSync(part, FILE_MODE); // whatever SQLite makes of the mask
}
