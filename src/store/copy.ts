import { chmodSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { errorText, Fault } from '../model/fault.ts';
import { syncDirectory, syncFile } from '../platform/durable.ts';

const KEPT = 2;
const FILE_MODE = 0o640;
const UNFINISHED = '.part';

/**
 * Copies the store to a file beside it, named by the time and the version of its schema
 * (`sheepdog.db.2026-11-23T04-10-00.000Z.v1.copy`), and keeps the newest two. It does not hold up readers.
 * @param path of the store
 * @param now milliseconds since 1970
 * @returns the path of the copy
 * @throws Fault where there is no room for it
 */
export function copyStore(db: Database, path: string, now: number): string {
  const version = db.pragma('user_version', { simple: true });
  const copy = `${path}.${new Date(now).toISOString().replaceAll(':', '-')}.v${version}.copy`;
  removeOld(path, UNFINISHED, 0); // of one that was killed at it
  refuseWithoutRoom(db, path);
  try {
    db.prepare('VACUUM INTO ?').run(copy + UNFINISHED);
  } catch (error) {
    rmSync(copy + UNFINISHED, { force: true });
    throw new Fault(`cannot copy the store ${path} before changing it: ${errorText(error)}`, HINT);
  }
  chmodSync(copy + UNFINISHED, FILE_MODE);
  syncFile(copy + UNFINISHED);
  renameSync(copy + UNFINISHED, copy);
  syncDirectory(dirname(path));
  removeOld(path, '.copy', KEPT);
  return copy;
}

const HINT = 'its disk needs as much room again as the store takes';

function refuseWithoutRoom(db: Database, path: string): void {
  const pages = db.pragma('page_count', { simple: true }) as number;
  const size = pages * (db.pragma('page_size', { simple: true }) as number);
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize < size)
    throw new Fault(`no room for a copy of the store ${path} before changing it`, HINT);
}

/** The names sort by time. */
function removeOld(path: string, ending: string, keep: number): void {
  const start = `${basename(path)}.`;
  const copies = readdirSync(dirname(path)).filter(
    name => name.startsWith(start) && isCopy(name.slice(start.length), ending),
  );
  for (const name of copies.sort().slice(0, Math.max(0, copies.length - keep)))
    rmSync(join(dirname(path), name));
}

function isCopy(rest: string, ending: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T[\d.-]+Z\.v\d+\.copy/.test(rest) && rest.endsWith(ending);
}
