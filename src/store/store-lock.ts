import SQLite from 'better-sqlite3';
import { Fault } from '../model/fault.ts';

/** Held until it is released, or the process dies. */
export interface StoreLock {
  release(): void;
}

/**
 * Takes the store for this process: two receivers would get half the messages each. SQLite's own lock on a file beside
 * it does it; the kernel frees it however the process dies.
 * @throws Fault when another process has it
 */
export function lockStore(path: string): StoreLock {
  const lock = new SQLite(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new Fault(
      `another receiver has the store ${path}`,
      'one sheepdog-queue-daemon, or one sheepdog-daemon without a queue, for each store',
    );
  }
  return { release: () => lock.close() };
}
