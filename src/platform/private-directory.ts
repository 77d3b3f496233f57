import { lstatSync, mkdirSync } from 'node:fs';
import { errorCode, Fault } from '../model/fault.ts';

/**
 * Makes a directory, in one that is there, that is this user's and nobody else's, or takes the one that is there.
 * @throws Fault where somebody else made what stands there (a link, say), or others can enter it; the system's error
 * where none can be made
 */
export function makePrivateDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const stat = lstatSync(path);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o077) !== 0)
    throw new Fault(`${path} is not yours alone`, 'it has to be a folder of yours, of mode 0700');
}
