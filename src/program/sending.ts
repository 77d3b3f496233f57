import type { Clock } from '../clock/clock.ts';
import type { Log } from '../model/log.ts';
import { hostName } from '../platform/identity.ts';
import { type Lock, takeLock } from '../platform/lock.ts';
import { spoolPath } from '../platform/paths.ts';
import { parseQueueAddress } from '../queue/address.ts';
import { Sender } from '../queue/forward/sender.ts';
import { RedisLink } from '../queue/redis/link.ts';
import { addEntry } from '../queue/spool/add.ts';
import { Lanes } from '../queue/spool/lanes.ts';
import { createSpool, type SpoolLayout } from '../queue/spool/layout.ts';
import type { DaemonContext } from './daemon-program.ts';
import type { OwnEntry } from './staying-alive.ts';

/** A spool whose one sender this process is. */
export interface OwnedSpool {
  spool: SpoolLayout;
  lanes: Lanes;
  release(): void;
}

/** Takes the spool of this machine or user for this process, waiting for a sender that still has it. */
export async function takeSpool(context: DaemonContext): Promise<OwnedSpool | null> {
  const path = spoolPath(context.env);
  const spool = createSpool(path);
  const lock = await waitForLock(spool, context);
  if (!lock) return null;
  return {
    spool,
    lanes: new Lanes(spool, context.queue, context.clock, context.log),
    release: () => lock.release(),
  };
}

/** The way into a spool that is received from. */
export function ownEntry(spool: SpoolLayout): OwnEntry {
  return { host: hostName(), put: async text => addEntry(spool, text) };
}

/** Brings entries of the lanes to where they go, until the signal aborts; see Sender.run for `patience`. */
export async function send(
  { spool, lanes }: Omit<OwnedSpool, 'release'>,
  context: { clock: Clock; log: Log; signal: AbortSignal },
  patience?: number,
): Promise<void> {
  const { clock, log, signal } = context;
  const linkTo = (address: string) => new RedisLink(parseQueueAddress(address), hostName(), log);
  await new Sender({ spool, lanes, linkTo, clock, log }).run(signal, patience);
}

async function waitForLock(spool: SpoolLayout, { clock, log, signal }: DaemonContext): Promise<Lock | null> {
  for (let told = false; !signal.aborted; ) {
    const lock = await takeLock(spool.senderLock);
    if (lock) return lock;
    if (!told) log.info({ spool: spool.root }, 'waiting for another sender of this spool to end');
    told = true;
    await clock.sleep(1_000, signal);
  }
  return null;
}
