import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorCode, Fault } from '../model/fault.ts';

type Environment = Record<string, string | undefined>;

const isRoot = () => process.getuid?.() === 0;
const userState = (env: Environment) =>
  join(env.XDG_STATE_HOME || join(home(env), '.local/state'), 'sheepdog');
const userConfig = (env: Environment) => join(env.XDG_CONFIG_HOME || join(home(env), '.config'), 'sheepdog');

export const SYSTEM_SPOOL = '/var/spool/sheepdog';
const SYSTEM_STORE = '/var/lib/sheepdog/sheepdog.db';
const SYSTEM_CONFIG = '/etc/sheepdog';

/** The user's home; for a user without one (a bare uid, no $HOME) a place that is nowhere, and no exception. */
function home(env: Environment): string {
  try {
    return env.HOME || homedir();
  } catch {
    return '/nonexistent';
  }
}

/** The spool directory of this user, `$SHEEPDOG_SPOOL` first. */
export function spoolPath(env: Environment): string {
  if (env.SHEEPDOG_SPOOL) return env.SHEEPDOG_SPOOL;
  return isRoot() || existsSync(join(SYSTEM_SPOOL, 'new')) ? SYSTEM_SPOOL : privateSpoolPath(env);
}

/** The spool that only this user adds to, for what the machine's own sender would not bring away. */
export function privateSpoolPath(env: Environment): string {
  return join(userState(env), 'spool');
}

/** The SQLite file, `$SHEEPDOG_STORE` first; people without one of their own read the machine's. */
export function storePath(env: Environment): string {
  if (env.SHEEPDOG_STORE) return env.SHEEPDOG_STORE;
  const own = join(userState(env), 'sheepdog.db');
  return isRoot() || (!existsSync(own) && existsSync(SYSTEM_STORE)) ? SYSTEM_STORE : own;
}

/** Where a prompt keeps what was typed. */
export function historyPath(env: Environment, name: string): string {
  return join(userState(env), name);
}

/** The sockets of the daemons that run for this user, `$SHEEPDOG_SOCKET` first: the one that watches, the one that stores. */
export function socketPaths(env: Environment): { daemon: string; queueDaemon: string } {
  return {
    daemon: env.SHEEPDOG_SOCKET || join(spoolPath(env), 'prompt/daemon.socket'),
    queueDaemon: env.SHEEPDOG_SOCKET || join(dirname(storePath(env)), 'prompt/queue-daemon.socket'),
  };
}

/** Where the lock files of a user's jobs are; root's in no folder of everybody's, as /run/lock is. */
export function lockDirectory(env: Environment): string {
  return isRoot() ? '/run/sheepdog-locks' : join(userState(env), 'locks');
}

/** The directories that may hold configuration, first found first. */
export function configDirectories(env: Environment): string[] {
  return isRoot() ? [SYSTEM_CONFIG] : [userConfig(env), SYSTEM_CONFIG];
}

/**
 * The queue's address as configured: `$SHEEPDOG_QUEUE`, or the one line of a `queue` file.
 * @returns null where none is: the spool is the queue
 */
export function configuredQueue(env: Environment): string | null {
  if (env.SHEEPDOG_QUEUE) return env.SHEEPDOG_QUEUE;
  for (const directory of configDirectories(env)) {
    const line = firstLine(join(directory, 'queue'));
    if (line) return line;
  }
  return null;
}

function firstLine(path: string): string | null {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.map(line => line.trim()).find(line => line && !line.startsWith('#')) ?? null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new Fault(`cannot read ${path}: ${(error as Error).message}`);
  }
}
