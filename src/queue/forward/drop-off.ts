import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { errorCode } from '../../model/fault.ts';
import { configuredQueue, privateSpoolPath, SYSTEM_SPOOL, spoolPath } from '../../platform/paths.ts';
import { formatQueueAddress, parseQueueAddress } from '../address.ts';
import { createSpool, type SpoolLayout } from '../spool/layout.ts';
import { ownsSpool, senderIsAlive } from '../spool/presence.ts';

type Environment = Record<string, string | undefined>;

/** Where a message of this user is left, and how it goes on from there. */
export interface DropOff {
  spool: SpoolLayout;
  /** The queue that its entry names; null for the one that is configured. */
  destination: string | null;
  /** Does it go to another machine at all? Else the receiver comes for it. */
  leaves: boolean;
}

/**
 * Finds the spool for a message, made where it is missing.
 * @param queue the queue somebody asked for by name, in its one spelling; null for the configured one
 * @throws Fault when the configured queue's address is none; the system's error when there can be no spool
 */
export function dropOff(queue: string | null, env: Environment): DropOff {
  const configured = configuredQueue(env);
  const usual = configured === null ? null : formatQueueAddress(parseQueueAddress(configured));
  const destination = queue === usual ? null : queue;
  const path = destination === null ? spoolPath(env) : spoolForElsewhere(env);
  const spool = createSpool(path, path === SYSTEM_SPOOL);
  return { spool, destination, leaves: destination !== null || usual !== null };
}

/** The machine's own sender does not ask strangers where to bring what: a spool of one's own does for that. */
function spoolForElsewhere(env: Environment): string {
  const usual = spoolPath(env);
  return env.SHEEPDOG_SPOOL || isOurs(usual) ? usual : privateSpoolPath(env);
}

function isOurs(path: string): boolean {
  try {
    const uid = process.getuid?.();
    return uid === 0 || statSync(path).uid === uid;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
}

/**
 * Leaves a sender behind where none is at work and one is needed; it is not waited for.
 * @param program the sender's file
 */
export function leaveSender({ spool, leaves }: DropOff, program: string, env: Environment): void {
  if (!leaves || senderIsAlive(spool) || !ownsSpool(spool)) return;
  const child = spawn(process.execPath, [program, spool.root], { detached: true, stdio: 'ignore', env });
  child.on('error', () => {}); // the message is in the spool: the next run or the daemon brings it
  child.unref();
}
