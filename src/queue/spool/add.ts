import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '../../platform/durable.ts';
import { DIRECTED } from './destination.ts';
import { newEntryName } from './entry-name.ts';
import type { SpoolLayout } from './layout.ts';

/**
 * Adds a message to the spool. When this returns it is on disk and will be sent.
 * @param destination the queue it must go to; null for the one that is configured
 * @throws the system's error (ENOSPC, EROFS, EACCES …) when it cannot be kept; then nothing is left behind
 */
export function addEntry(spool: SpoolLayout, text: string, destination: string | null = null): void {
  const name = newEntryName(destination);
  const unfinished = join(spool.tmp, name);
  const mode = entryMode(spool, destination);
  const fd = openSync(unfinished, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode);
  try {
    if (mode & FOR_GROUP) fchmodSync(fd, mode); // whatever the umask: the sender may be of the group alone
    const bytes = Buffer.from(text);
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written);
    fsyncSync(fd);
    renameSync(unfinished, join(spool.new, name));
    // Where the directory may not be opened, syncing the file again brings the journal with its new name to disk.
    if (!syncDirectory(spool.new)) fsyncSync(fd);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

const PRIVATE = 0o600;
const FOR_GROUP = 0o040;

/** In a shared spool the sender reads by its group; elsewhere nobody else has to. What names a queue is marked so. */
export function entryMode(spool: SpoolLayout, destination: string | null): number {
  const isShared = statSync(spool.new).mode & 0o2000;
  return PRIVATE | (isShared ? FOR_GROUP : 0) | (destination === null ? 0 : DIRECTED);
}
