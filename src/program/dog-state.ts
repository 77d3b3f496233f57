import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../model/fault.ts';
import { hostName } from '../platform/identity.ts';
import { spoolPath, storePath } from '../platform/paths.ts';
import { type SpoolLayout, spoolLayout } from '../queue/spool/layout.ts';
import { senderIsAlive } from '../queue/spool/presence.ts';
import type { DogState } from '../view/dog.ts';
import { lookAtReceiver } from './receiver-mark.ts';

type Environment = Record<string, string | undefined>;

/**
 * Looks at what Sheepdog has on this machine, without disturbing any of it.
 * @param queue the address of the queue that it works with; null where the spool is the queue
 */
export function lookAtDog(env: Environment, queue: string | null): DogState {
  const spool = spoolLayout(spoolPath(env));
  return {
    host: hostName(),
    queue,
    sender: senderIsAlive(spool),
    receiver: existsSync(storePath(env)) ? lookAtReceiver(storePath(env)) : null,
    spool: lookAtSpool(spool),
  };
}

function lookAtSpool(spool: SpoolLayout): DogState['spool'] {
  try {
    const lanes = readdirSync(spool.lanes).map(lane => waitingIn(join(spool.lanes, lane), /^\d+$/));
    const parts = [waitingIn(spool.new, /./), ...lanes];
    return {
      waiting: parts.reduce((sum, { waiting }) => sum + waiting, 0),
      oldest: Math.min(...parts.map(({ oldest }) => oldest)),
      refused: existsSync(spool.refused) ? readdirSync(spool.refused).length : 0,
    };
  } catch (error) {
    if (['EACCES', 'ENOENT'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}

function waitingIn(directory: string, pattern: RegExp): { waiting: number; oldest: number } {
  const names = readdirSync(directory).filter(name => pattern.test(name));
  const times = names.map(name => statSync(join(directory, name), { throwIfNoEntry: false })?.mtimeMs);
  const waiting = times.filter(time => time !== undefined); // others were taken away meanwhile
  return { waiting: waiting.length, oldest: Math.min(...waiting) };
}
