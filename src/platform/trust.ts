import { lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../model/fault.ts';

/**
 * Refuses a file of code that somebody else could have written, when root is to run it: the file and its folder must
 * belong to root and be writable by nobody else. Folders further up may be sticky, as /tmp: there nobody can put
 * another in the place of what is root's.
 */
export function refuseUntrusted(path: string, uid = process.getuid?.()): void {
  if (uid !== 0) return;
  for (let at = path, level = 0; ; at = dirname(at), level++) {
    const { uid: owner, mode } = level === 0 ? statSync(at) : lstatSync(at);
    const isSticky = level > 1 && (mode & 0o1000) !== 0;
    const who =
      owner !== 0
        ? `belongs to user ${owner}`
        : mode & 0o022 && !isSticky
          ? 'can be written by others'
          : null;
    if (who)
      throw new Fault(`${at} ${who}: root does not run ${path}`, `chown root ${at} && chmod go-w ${at}`);
    if (at === dirname(at)) return;
  }
}
