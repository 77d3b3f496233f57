import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { errorCode } from '../../model/fault.ts';
import { isAlive, type ProcessMark, thisProcess } from '../../platform/process.ts';
import type { SpoolLayout } from './layout.ts';

/** Says in the spool that this process is its sender. */
export function markSender(spool: SpoolLayout): void {
  try {
    writeFileSync(spool.senderMark, JSON.stringify(thisProcess()), { mode: 0o644 });
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC') throw error; // unmarked it can still make room; others find the lock taken
  }
}

/** Takes the mark back. A sender that ends does this before it looks into the spool for the last time. */
export function unmarkSender(spool: SpoolLayout): void {
  rmSync(spool.senderMark, { force: true });
}

/** Is a sender at work on this spool? */
export function senderIsAlive(spool: SpoolLayout): boolean {
  try {
    return isAlive(JSON.parse(readFileSync(spool.senderMark, 'utf8')) as ProcessMark);
  } catch {
    return false;
  }
}

/** Whose spool it is: only its owner and root can send from it. */
export function ownsSpool(spool: SpoolLayout): boolean {
  const uid = process.getuid?.();
  return uid === 0 || statSync(spool.root).uid === uid;
}
