import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { Fault } from '../model/fault.ts';

/**
 * The first line of a secret file, which nobody but its owner and group may read.
 * @throws Fault when others can read it, or it cannot be read
 */
export function readSecret(path: string): string {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    throw new Fault(`cannot read the secret file ${path}: ${(error as Error).message}`);
  }
  try {
    if (fstatSync(fd).mode & 0o007)
      throw new Fault(`others can read the secret file ${path}`, `chmod o= ${path}`);
    return readFileSync(fd, 'utf8').split('\n')[0] ?? '';
  } finally {
    closeSync(fd);
  }
}
