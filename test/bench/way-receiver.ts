import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import type { Redis } from 'ioredis';
import { systemClock } from '../../src/clock/clock.ts';
import { timeOrderedId } from '../../src/model/id.ts';
import { silentLog } from '../../src/model/log.ts';
import { parseQueueAddress } from '../../src/queue/address.ts';
import { RedisInbox } from '../../src/queue/redis/inbox.ts';
import { Caution } from '../../src/receiver/caution.ts';
import { NO_PLUGINS } from '../../src/receiver/plugins.ts';
import { Receiver } from '../../src/receiver/receiver.ts';
import { Store } from '../../src/store/store.ts';
import { startRedis } from '../support/redis.ts';
import { median, type Row } from './table.ts';

const STREAM = 'sheepdog:in:tux01';
const BATCH = 500;
const ROUND = 10_000;
const ROUNDS = 7;

/** Redis → SQLite, durable, against the bare loop; and whether a large store is slower than a small one. */
export async function receiverRows(total: number): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-bench-'));
  const server = await startRedis(join(directory, 'redis'), ['--appendonly', 'yes']);
  const redis = server.client();
  try {
    const bare = bareLoop(redis, join(directory, 'bare.db'));
    const ours = ourReceiver(server.port, join(directory, 'ours.db'));
    const oursTimes: number[] = [];
    const bareTimes: number[] = [];
    let number = 1;
    for (let round = 0; round < ROUNDS; round++) {
      number = await fill(redis, number);
      oursTimes.push(await timed(() => ours.drain(ROUND)));
      await fill(redis, 1);
      bareTimes.push(await timed(() => bare(ROUND)));
    }
    const rate = (times: number[]) => ROUND / median(times);
    const first = (rate(oursTimes) * 1000) / 1000;
    const rows = [
      row('Redis → SQLite, durable (messages/ms)', first, rate(bareTimes), first / rate(bareTimes), '≥ 0.7'),
    ];
    const times: number[] = [];
    for (let stored = ROUNDS * ROUND; stored < total; stored += ROUND) {
      number = await fill(redis, number);
      times.push(await timed(() => ours.drain(ROUND)));
    }
    const start = median(times.slice(0, 10)) / ROUND;
    const end = median(times.slice(-10)) / ROUND;
    rows.push(
      row(
        `${total} messages: time of one at the end, at the start (µs)`,
        end * 1000,
        start * 1000,
        end / start,
        '≤ 1.2',
      ),
    );
    await ours.close();
    return rows;
  } finally {
    redis.disconnect();
    await server.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

function row(what: string, ours: number, peer: number, ratio: number, limit: string): Row {
  return { what, ours, peer, unit: '', ratio, limit };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Puts a round of job reports into the stream, as a sender would; returns the next number. */
async function fill(redis: Redis, from: number): Promise<number> {
  for (let number = from; number < from + ROUND; ) {
    const pipeline = redis.pipeline();
    for (let i = 0; i < 1000; i++, number++) {
      const fields = [
        'spool',
        'bench',
        'number',
        String(number),
        'base',
        String(number),
        'sent',
        '1',
        'message',
        report(number),
      ];
      pipeline.xadd(STREAM, '*', ...fields);
    }
    await pipeline.exec();
  }
  return from + ROUND;
}

function report(number: number): string {
  const now = Date.now();
  const output = { head: 'Archive name: tux01\nDuration: 2 min\n'.repeat(4), tail: '', omitted: 0 };
  const body = {
    run: timeOrderedId(now),
    state: 'exited',
    tag: `job-${number % 50}`,
    command: 'borg create --stats /export/backup/borg::ipfs /export/ipfs',
    user: 'backup',
    start: now,
    elapsed: 1200,
    exit: number % 20 === 0 ? 2 : 0,
    signal: null,
    attempt: 1,
    stdout: output,
    stderr: output,
    inform: [],
    expect: null,
    note: null,
  };
  return JSON.stringify({
    version: 1,
    id: timeOrderedId(now),
    machine: 'm',
    boot: 'b',
    plugin: 'job',
    hash: null,
    time: now,
    body,
  });
}

function ourReceiver(port: number, path: string) {
  const store = Store.openForReceiver(path);
  const inbox = new RedisInbox(parseQueueAddress(`127.0.0.1:${port}`), systemClock, silentLog);
  const tryAlone = async () => null;
  const parts = {
    inbox,
    store,
    plugins: () => NO_PLUGINS,
    caution: new Caution(path),
    tryAlone,
    clock: systemClock,
    log: silentLog,
  };
  const receiver = new Receiver(parts);
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
      const reply = await redis.xreadgroup(
        'GROUP',
        'sheepdog',
        'bare',
        'COUNT',
        BATCH,
        'STREAMS',
        STREAM,
        '>',
      );
      const entries = (reply as [string, [string, string[]][]][])[0]![1];
      store(entries);
      const ids = entries.map(([id]) => id);
      await redis
        .pipeline()
        .xdel(STREAM, ...ids)
        .xack(STREAM, 'sheepdog', ...ids)
        .exec();
      taken += entries.length;
    }
  };
}
