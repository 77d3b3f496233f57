import { lstatSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../model/fault.ts';

/**
 * Refuses a file of code that somebody else could have written, when root is to run it: the file and its folder must
 * belong to root and be writable by nobody else. Folders further up may be sticky, as /tmp or Guix's store: there nobody
 * can put another in the place of what is root's. Where links lead to the file, they and it are looked at.
 */
export function refuseUntrusted(path: string, uid = process.getuid?.()): void {
  if (uid !== 0) return;
  const real = realpathSync(path);
  refuseWithin(path, path);
  if (real !== path) refuseWithin(real, path);
}

function refuseWithin(path: string, file: string): void {
  for (let at = path, level = 0; ; at = dirname(at), level++) {
    const who = distrustOf(at, level > 1);
    if (who)
      throw new Fault(`${at} ${who}: root does not run ${file}`, `chown root ${at} && chmod go-w ${at}`);
    if (at === dirname(at)) return;
  }
}

/** Why somebody else may have a hand in it; null if nobody may. A link has no mode of its own. */
function distrustOf(path: string, mayBeSticky: boolean): string | null {
  const status = lstatSync(path);
  if (status.uid !== 0) return `belongs to user ${status.uid}`;
  if (status.isSymbolicLink()) return null;
  const isSticky = mayBeSticky && (status.mode & 0o1000) !== 0;
  return status.mode & 0o022 && !isSticky ? 'can be written by others' : null;
}
