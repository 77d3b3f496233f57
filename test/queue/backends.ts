import { join } from 'node:path';
import { systemClock } from '../../src/clock/clock.ts';
import { silentLog } from '../../src/model/log.ts';
import { parseQueueAddress, type QueueAddress } from '../../src/queue/address.ts';
import type { Inbox } from '../../src/queue/contract.ts';
import { Sender } from '../../src/queue/forward/sender.ts';
import { RedisInbox } from '../../src/queue/redis/inbox.ts';
import { RedisLink } from '../../src/queue/redis/link.ts';
import { addEntry } from '../../src/queue/spool/add.ts';
import { SpoolInbox } from '../../src/queue/spool/inbox.ts';
import { Lanes } from '../../src/queue/spool/lanes.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { ThreadInbox } from '../../src/queue/thread/inbox.ts';
import { readerThread } from '../support/reader.ts';
import { startRedis } from '../support/redis.ts';

/** A queue from its spool to its inbox, as the contract test sees every back end. */
export interface Backend {
  host: string;
  add(text: string): void;
  inbox: Inbox;
  /** How many entries the sender still holds. */
  held(): number;
  /** The receiver's process ends and another takes its place. */
  restartReceiver(): Promise<void>;
  /** The same for the sender; where the receiver reads the spool itself, that is both. */
  restartSender(): Promise<void>;
  close(): Promise<void>;
}

/** The spool alone. */
export async function spoolBackend(directory: string): Promise<Backend> {
  const spool = createSpool(join(directory, 'spool'), false);
  const open = () => {
    const lanes = new Lanes(spool, null, systemClock, silentLog);
    return { lanes, inbox: new SpoolInbox(spool, lanes, 'tux01', systemClock) };
  };
  let { lanes, inbox } = open();
  const restart = async () => {
    await inbox.close();
    ({ lanes, inbox } = open());
    backend.inbox = inbox;
  };
  const backend: Backend = {
    host: 'tux01',
    add: text => addEntry(spool, text),
    inbox,
    held: () => lanes.default.top - lanes.default.base + 1,
    restartReceiver: restart,
    restartSender: restart,
    close: () => inbox.close(),
  };
  return backend;
}

type OpenInbox = (address: QueueAddress) => Inbox;

/** The spool, a real Redis behind it, and the sender between them. */
export const redisBackend = (directory: string): Promise<Backend> =>
  overRedis(directory, address => new RedisInbox(address, systemClock, silentLog));

/** The same, read by a thread of its own. */
export const threadBackend = (directory: string): Promise<Backend> =>
  overRedis(directory, address => new ThreadInbox('streams', readerThread(address), systemClock, silentLog));

async function overRedis(directory: string, openInbox: OpenInbox): Promise<Backend> {
  const server = await startRedis(join(directory, 'redis'));
  const address = parseQueueAddress(`127.0.0.1:${server.port}`);
  const spool = createSpool(join(directory, 'spool'), false);
  const startSender = () => {
    const stop = new AbortController();
    const lanes = new Lanes(spool, `redis://127.0.0.1:${server.port}`, systemClock, silentLog);
    const linkTo = () => new RedisLink(address, 'tux01', silentLog);
    const done = new Sender({ spool, lanes, linkTo, clock: systemClock, log: silentLog }).run(stop.signal);
    const end = async () => {
      stop.abort();
      await done;
    };
    return { lanes, end };
  };
  let sender = startSender();
  const backend: Backend = {
    host: 'tux01',
    add: text => addEntry(spool, text),
    inbox: openInbox(address),
    held: () => sender.lanes.default.top - sender.lanes.default.base + 1,
    restartReceiver: async () => {
      await backend.inbox.close();
      backend.inbox = openInbox(address);
    },
    restartSender: async () => {
      await sender.end();
      sender = startSender();
    },
    close: async () => {
      await sender.end();
      await backend.inbox.close();
      await server.kill();
    },
  };
  return backend;
}
