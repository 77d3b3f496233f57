import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errorText } from '../model/fault.ts';

/** What is in a file that a stranger may have put there, whose and of which mode it is; `bytes` holds at most the limit asked for. */
export type RegularFile =
  | { ok: true; bytes: Buffer; size: number; uid: number; mode: number }
  | { ok: false; reason: string };

/**
 * Reads a file without trusting what it is: a FIFO would freeze the reader, a link or a second name would let
 * somebody have a file read that he could not read himself.
 */
export function readRegularFile(path: string, maxBytes: number): RegularFile {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return { ok: false, reason: errorText(error) };
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { ok: false, reason: 'not a regular file' };
    if (stat.nlink > 1) return { ok: false, reason: 'a file with a second name' };
    const bytes = Buffer.alloc(Math.min(stat.size, maxBytes));
    let read = 0;
    while (read < bytes.length) {
      const got = readSync(fd, bytes, read, bytes.length - read, read);
      if (got === 0) break;
      read += got;
    }
    return { ok: true, bytes: bytes.subarray(0, read), size: stat.size, uid: stat.uid, mode: stat.mode };
  } catch (error) {
    return { ok: false, reason: errorText(error) };
  } finally {
    closeSync(fd);
  }
}
