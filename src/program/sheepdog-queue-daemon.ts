#!/usr/bin/env node
import { join } from 'node:path';
import { hostName } from '../platform/identity.ts';
import { parseQueueAddress } from '../queue/address.ts';
import { examineRedis } from '../queue/redis/health.ts';
import { OlderInbox } from '../queue/redis/older-inbox.ts';
import { UnnumberedLink } from '../queue/redis/unnumbered.ts';
import { SpoolInbox } from '../queue/spool/inbox.ts';
import { ThreadInbox } from '../queue/thread/inbox.ts';
import { type DaemonContext, runDaemon } from './daemon-program.ts';
import { receive } from './receiving.ts';
import { ownEntry, send, takeSpool } from './sending.ts';

void runDaemon({
  name: 'sheepdog-queue-daemon',
  description:
    'Receives what the machines of a herd put into the queue, and stores it.\n' +
    'Where no queue is named it receives what is in the spool of this machine.',
  examples:
    '  sheepdog-queue-daemon -H localhost:6379\n  SHEEPDOG_STORE=/tmp/try.db sheepdog-queue-daemon -H localhost',
  socket: 'queueDaemon',
  stores: () => true,
  run: context => (context.queue === null ? receiveSpool(context) : receiveQueue(context.queue, context)),
});

async function receiveQueue(queue: string, context: DaemonContext): Promise<void> {
  const { clock, log } = context;
  const address = parseQueueAddress(queue);
  for (const { level, text, hint } of await examineRedis(address, log)) log[level]({ hint }, text);
  const reader = { file: join(import.meta.dirname, 'reader.cjs'), queue: address };
  const inboxes = [new ThreadInbox('streams', reader, clock, log), new OlderInbox(address, clock, log)];
  const host = `canary.${hostName()}`;
  const link = new UnnumberedLink(address, host, clock, log);
  try {
    await receive(inboxes, { host, put: text => link.put(text) }, context);
  } finally {
    link.close();
  }
}

async function receiveSpool(context: DaemonContext): Promise<void> {
  const owned = await takeSpool(context);
  if (!owned) return;
  const inbox = new SpoolInbox(owned.spool, owned.lanes, hostName(), context.clock);
  try {
    await Promise.all([send(owned, context), receive([inbox], ownEntry(owned.spool), context)]);
  } finally {
    owned.release();
  }
}
