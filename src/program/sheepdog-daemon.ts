#!/usr/bin/env node
import { hostName } from '../platform/identity.ts';
import { SpoolInbox } from '../queue/spool/inbox.ts';
import { type DaemonContext, runDaemon } from './daemon-program.ts';
import { beat } from './heart.ts';
import { receive } from './receiving.ts';
import { ownEntry, send, takeSpool } from './sending.ts';
import { watch } from './watching.ts';

void runDaemon({
  name: 'sheepdog-daemon',
  description:
    'Watches this machine by the plugins of its configuration, beats its heart every minute, and brings\n' +
    'what is in the spool to the queue.\n' +
    'Where no queue is named the spool is the queue, and this daemon stores its messages itself.',
  examples:
    '  sheepdog-daemon                        # one machine, no server\n  sheepdog-daemon -H reporthost:6379     # a machine of a herd',
  run: watchMachine,
});

async function watchMachine(context: DaemonContext): Promise<void> {
  const owned = await takeSpool(context);
  if (!owned) return;
  const { spool, lanes } = owned;
  try {
    const parts = [beat(spool, context), watch(spool, context), send(owned, context)];
    if (context.queue === null) {
      const inbox = new SpoolInbox(spool, lanes, hostName(), context.clock);
      parts.push(receive([inbox], ownEntry(spool), context));
    } else context.ready();
    await Promise.all(parts);
  } finally {
    owned.release();
  }
}
