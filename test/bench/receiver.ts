import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import type { Redis } from 'ioredis';
import { systemClock } from '../../src/clock/clock.ts';
import { silentLog } from '../../src/model/log.ts';
import type { Relation } from '../../src/model/relation.ts';
import { parseQueueAddress } from '../../src/queue/address.ts';
import { ThreadInbox } from '../../src/queue/thread/inbox.ts';
import { Caution } from '../../src/receiver/caution.ts';
import type { PluginReceivers } from '../../src/receiver/plugins.ts';
import { Receiver } from '../../src/receiver/receiver.ts';
import { Store } from '../../src/store/store.ts';
import { NO_PLUGINS } from '../support/no-plugins.ts';
import { median } from './table.ts';

const READER = join(import.meta.dirname, '../../dist/reader.cjs');
const OURS = 'sheepdog:in:tux01';
/** Not one of ours: our receiver reads ahead, and would take from it. */
const BARE = 'bare:tux01';
const BATCH = 500;
/** Messages in one measurement. */
export const ROUND = 10_000;
export const ROUNDS = 7;

/** Text of the message of a number. */
export type MessageText = (number: number) => string;

/** Our receiver, with a store of its own. */
export interface MeasuredReceiver {
  drain(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens our receiver on a store; without plugins it keeps what it is given. */
export function ourReceiver(
  port: number,
  path: string,
  plugins: PluginReceivers = NO_PLUGINS,
  relations: Relation[] = [],
): MeasuredReceiver {
  const store = Store.openForReceiver(path, relations, Date.now());
  store.cacheForHerd();
  const reader = { file: READER, queue: parseQueueAddress(`127.0.0.1:${port}`) };
  const inbox = new ThreadInbox('streams', reader, systemClock, silentLog);
  const tryAlone = async () => null;
  const parts = { inbox, store, plugins: () => plugins, caution: new Caution(path, 'streams'), tryAlone };
  const receiver = new Receiver({ ...parts, clock: systemClock, log: silentLog });
  return {
    drain: async (count: number) => {
      for (let taken = 0; taken < count; ) taken += await receiver.step();
    },
    close: async () => {
      await inbox.close();
      store.close();
    },
  };
}

/**
 * Ours and the bare loop in turns, so that what else the machine does falls on both.
 * @returns messages a millisecond, and the next number
 */
export async function sideBySide(redis: Redis, ours: MeasuredReceiver, bareStore: string, text: MessageText) {
  const bare = bareLoop(redis, bareStore);
  await redis.xgroup('CREATE', BARE, 'sheepdog', '0', 'MKSTREAM').catch(() => {}); // there from the last time
  const times: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  let number = 1;
  for (let round = 0; round < ROUNDS; round++) {
    number = await fill(redis, number, text);
    times.ours.push(await timed(() => ours.drain(ROUND)));
    await fill(redis, 1, text, BARE);
    times.bare.push(await timed(() => bare(ROUND)));
  }
  return { number, ours: ROUND / median(times.ours), bare: ROUND / median(times.bare) };
}

/** Milliseconds that some work takes. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Puts a round of messages into the stream, as a sender would; returns the next number. */
export async function fill(redis: Redis, from: number, text: MessageText, stream = OURS): Promise<number> {
  for (let number = from; number < from + ROUND; ) {
    const pipeline = redis.pipeline();
    for (let i = 0; i < 1000; i++, number++) {
      const numbers = ['spool', 'bench', 'number', String(number), 'base', String(number), 'sent', '1'];
      pipeline.xadd(stream, '*', ...numbers, 'message', text(number));
    }
    await pipeline.exec();
  }
  return from + ROUND;
}

/** What nobody could do with less: XREADGROUP, INSERT in one synced transaction, XDEL and XACK. */
function bareLoop(redis: Redis, path: string) {
  const db = new SQLite(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE message (id INTEGER PRIMARY KEY, entry TEXT, text TEXT)');
  const insert = db.prepare('INSERT INTO message (entry, text) VALUES (?, ?)');
  const store = db.transaction((entries: [string, string[]][]) => {
    for (const [id, fields] of entries) insert.run(id, fields[9]);
  });
  return async (count: number) => {
    for (let taken = 0; taken < count; ) {
      const reply = await redis.xreadgroup('GROUP', 'sheepdog', 'bare', 'COUNT', BATCH, 'STREAMS', BARE, '>');
      const entries = (reply as [string, [string, string[]][]][])[0]![1];
      store(entries);
      const ids = entries.map(([id]) => id);
      await redis
        .pipeline()
        .xdel(BARE, ...ids)
        .xack(BARE, 'sheepdog', ...ids)
        .exec();
      taken += entries.length;
    }
  };
}
