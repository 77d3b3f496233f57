import {
  closeSync,
  constants,
  fchmodSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../model/fault.ts';

/** Creates `path` (which must not exist) with `data` in it, on disk when this returns. */
function createSynced(path: string, data: string | Buffer, mode: number): void {
  writeSynced(path, data, constants.O_CREAT | constants.O_EXCL, mode);
}

/** Writes over the existing file `path` without needing a new block where the old ones suffice. */
export function overwriteSynced(path: string, data: string | Buffer): void {
  writeSynced(path, data, 0, 0);
}

/**
 * Creates `path` (which must not exist) with `data` in it, and brings it and its name to disk while the caller goes on.
 * @throws what keeps it from being written; what keeps it from the disk rejects the promise
 */
export function createSyncing(path: string, data: string, mode: number): Promise<void> {
  const file = openWritten(path, data, constants.O_CREAT | constants.O_EXCL, mode);
  return Promise.all([syncing(file), syncing(openDirectory(dirname(path)))]).then(() => {});
}

function writeSynced(path: string, data: string | Buffer, flags: number, mode: number): void {
  const fd = openWritten(path, data, flags, mode);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Returns the open file, with the data in it and nothing else. */
function openWritten(path: string, data: string | Buffer, flags: number, mode: number): number {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  const fd = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW | flags, mode);
  try {
    if (mode & 0o040) fchmodSync(fd, mode); // whatever the umask
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written);
    if (!(flags & constants.O_CREAT)) ftruncateSync(fd, bytes.length);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Syncs what is open there, and closes it. */
function syncing(fd: number | null): Promise<void> {
  if (fd === null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    fsync(fd, error => {
      closeSync(fd);
      if (error) reject(error);
      else resolve();
    });
  });
}

/**
 * Puts `data` in place of the file `path` at once: after a power cut it is the old or the new, never a part. It follows no
 * link, as the directory may belong to somebody else.
 */
export function replaceSynced(path: string, data: string, mode: number): void {
  const next = `${path}.${process.pid}.next`;
  rmSync(next, { force: true });
  createSynced(next, data, mode);
  renameSync(next, path);
  syncDirectory(dirname(path));
}

/** Puts what was written to a file on disk. */
export function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Makes the names in a directory durable: without it a rename may be undone by a power cut (fsync(2)).
 * @returns false for a directory one may add to but not read (a shared spool): it cannot be opened for syncing
 */
export function syncDirectory(path: string): boolean {
  const fd = openDirectory(path);
  if (fd === null) return false;
  try {
    fsyncSync(fd);
    return true;
  } finally {
    closeSync(fd);
  }
}

/** Null for a directory that one may not read. */
function openDirectory(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    if (errorCode(error) === 'EACCES') return null;
    throw error;
  }
}
