#!/usr/bin/env node
import './small-heap.ts';
import { hostName } from '../platform/identity.ts';
import { SpoolInbox } from '../queue/spool/inbox.ts';
import { type DaemonContext, runDaemon } from './daemon-program.ts';
import { beat, sayLeaving } from './heart.ts';
import { type OwnedSpool, ownEntry, send, takeSpool } from './sending.ts';
import { watch } from './watching.ts';

void runDaemon({
  name: 'sheepdog-daemon',
  description:
    'Watches this machine by the plugins of its configuration, beats its heart every minute, and brings\n' +
    'what is in the spool to the queue.\n' +
    'Where no queue is named the spool is the queue, and this daemon stores its messages itself.',
  examples:
    '  sheepdog-daemon                        # one machine, no server\n  sheepdog-daemon -H reporthost:6379     # a machine of a herd',
  socket: 'daemon',
  stores: queue => queue === null,
  run: watchMachine,
});

async function watchMachine(context: DaemonContext): Promise<void> {
  const owned = await takeSpool(context);
  if (!owned) return;
  const { spool } = owned;
  try {
    const parts = [beat(spool, context), watch(spool, context), send(owned, context)];
    if (context.queue === null) parts.push(receiveHere(owned, context));
    else {
      parts.push(tellAlone(owned, context));
      context.ready();
    }
    await Promise.all(parts);
    if (context.queue !== null) await leave(owned, context);
  } finally {
    owned.release();
  }
}

/** Loaded only on a machine that has no server: elsewhere it would hold memory for nothing. */
async function receiveHere({ spool, lanes }: OwnedSpool, context: DaemonContext): Promise<void> {
  const { receive } = await import('./receiving.ts');
  await receive([new SpoolInbox(spool, lanes, hostName(), context.clock)], ownEntry(spool), context);
}

const LOOK_EVERY = 60_000;

/** Loaded only where the herd allows it. */
async function tellAlone({ lanes }: OwnedSpool, context: DaemonContext): Promise<void> {
  const { clock, signal, dog } = context;
  while (!signal.aborted && dog().herd.directAfter === null) await clock.sleep(LOOK_EVERY, signal);
  if (signal.aborted) return;
  const { tellAlone } = await import('./on-its-own.ts');
  await tellAlone(lanes.default, context);
}

const FAREWELL = 2_000;

/** Says so and sends it, if that can be done at once: else it travels when the daemon is back. */
async function leave(owned: OwnedSpool, context: DaemonContext): Promise<void> {
  sayLeaving(owned.spool, context);
  await send(owned, { ...context, signal: AbortSignal.timeout(FAREWELL) }, FAREWELL / 2);
}
