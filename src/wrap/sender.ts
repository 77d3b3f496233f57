import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { SpoolLayout } from '../queue/spool/layout.ts';
import { ownsSpool, senderIsAlive } from '../queue/spool/presence.ts';

/**
 * Leaves a sender behind that brings away what is in the spool, unless one is at work. Returns at once; two that start
 * together sort it out by the spool's lock, and one that finds no queue ends after a minute.
 */
export function ensureSender(spool: SpoolLayout): void {
  if (senderIsAlive(spool) || !ownsSpool(spool)) return;
  const program = join(import.meta.dirname, 'sender.cjs');
  const sender = spawn(process.execPath, [program, spool.root], { detached: true, stdio: 'ignore' });
  sender.on('error', () => {}); // the message is in the spool: the next run tries again
  sender.unref();
}
