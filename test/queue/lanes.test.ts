import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import { type Log, silentLog } from '../../src/model/log.ts';
import { MAX_MESSAGE_BYTES } from '../../src/model/message.ts';
import { parseQueueAddress } from '../../src/queue/address.ts';
import { Sender } from '../../src/queue/forward/sender.ts';
import { RedisLink } from '../../src/queue/redis/link.ts';
import { addEntry } from '../../src/queue/spool/add.ts';
import { laneName } from '../../src/queue/spool/destination.ts';
import { Lanes } from '../../src/queue/spool/lanes.ts';
import { createSpool, type SpoolLayout } from '../../src/queue/spool/layout.ts';
import { testDirectory } from '../support/directory.ts';
import { freePort, haveRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { until } from '../support/waiting.ts';

const clients = new WeakMap<RedisServer, Redis>();
const STREAM = 'sheepdog:in:tux01';
const STORED = 'sheepdog:stored:tux01';
const addressOf = (port: number) => `redis://127.0.0.1:${port}`;

describe.runIf(haveRedis())('the queues that were named by -H', () => {
  it('do not hold up the configured one, nor each other, when one is mute and one away', async () => {
    const { spool, server, second } = await place({ second: true });
    const mute = await listener();
    for (const port of [mute.port, await freePort(), second!.port]) addEntry(spool, 'x', addressOf(port));
    const { lanes } = start(spool, addressOf(server.port));
    await until(() => mute.connections.length === 1, 'the mute queue to be asked');
    for (let n = 1; n <= 20; n++) {
      addEntry(spool, `${n}`);
      addEntry(spool, `${n}`, addressOf(second!.port));
      await stored(server, n); // each is stored before the next is written: none may wait for the mute one
      await stored(second!, n + 1);
    }
    expect(await texts(server)).toEqual(range(20));
    expect(await texts(second!)).toEqual(['x', ...range(20)]);
    await until(() => lanes.outgoing().filter(lane => !lane.empty).length === 2, 'all else to be forgotten');
  });

  it('are left alone when all is stored, hear of the next message, and their numbers go on', async () => {
    const { spool, server, second } = await place({ second: true });
    const elsewhere = addressOf(second!.port);
    const { warnings } = start(spool, addressOf(server.port));
    const numbers: string[] = [];
    for (let n = 1; n <= 3; n++) {
      addEntry(spool, `${n}`, elsewhere);
      await stored(second!, n);
      numbers.push((await entries(second!)).at(-1)!.number!);
      await until(async () => (await senders(second!)) === 0, 'the connection to be closed');
    }
    expect(numbers).toEqual(['1', '2', '3']);
    expect(new Set((await entries(second!)).map(({ spool }) => spool)).size).toBe(1);
    await second!.kill();
    addEntry(spool, 'here');
    await stored(server, 1);
    expect(warnings).toEqual([]);
  });

  it('are not asked by the next sender, nor complained of, when their lanes are empty', async () => {
    const { spool, server } = await place({});
    const gone = await listener();
    const before = new Lanes(spool, addressOf(server.port), systemClock, silentLog);
    addEntry(spool, 'x', addressOf(gone.port));
    before.adopt();
    const [, lane] = before.outgoing();
    lane!.handOver(1);
    lane!.acknowledge(1);
    const { warnings } = start(spool, addressOf(server.port));
    addEntry(spool, 'here');
    await stored(server, 1);
    expect(gone.connections).toEqual([]);
    expect(warnings).toEqual([]);
    expect(readdirSync(spool.lanes)).toEqual(['default', laneName(addressOf(gone.port))]);
  });

  it('get what waits for them also when one of them is the configured one by now', async () => {
    const { spool, server } = await place({});
    addEntry(spool, 'before', addressOf(server.port));
    new Lanes(spool, null, systemClock, silentLog).adopt();
    const { lanes } = start(spool, addressOf(server.port));
    addEntry(spool, 'after');
    await until(async () => (await entries(server)).length >= 2, 'both');
    expect(new Set(await texts(server))).toEqual(new Set(['before', 'after']));
    await settle(server);
    await until(() => lanes.empty, 'both to be forgotten');
  });
});

describe.runIf(haveRedis())('a Redis that takes entries as long as docs/way.md says', () => {
  it('gets what comes after an entry that is longer as text than as a file', async () => {
    const { spool, server } = await place({});
    await clientOf(server).config('SET', 'proto-max-bulk-len', '2mb');
    writeFileSync(join(spool.new, 'rubbish'), Buffer.alloc(MAX_MESSAGE_BYTES, 0xff));
    const { warnings } = start(spool, addressOf(server.port));
    await stored(server, 1);
    addEntry(spool, 'after');
    await stored(server, 2);
    expect(await entries(server)).toMatchObject([
      { unfit: `${3 * MAX_MESSAGE_BYTES} bytes long` },
      { message: 'after' },
    ]);
    expect(warnings).toEqual([]);
  });
});

describe('a sender whose queues are mute', () => {
  it('stops on a signal without a complaint, and touches no lane afterwards', async () => {
    const spool = createSpool(join(testDirectory(), 'spool'), false);
    const mute = await listener();
    addEntry(spool, 'here');
    addEntry(spool, 'there', addressOf(mute.port).replace('127.0.0.1', 'localhost'));
    const sender = start(spool, addressOf(mute.port));
    await until(() => mute.connections.length === 2, 'both to be asked');
    sender.stop.abort();
    await sender.end;
    expect(sender.warnings).toEqual([]);
    expect(existsSync(spool.senderMark)).toBe(false);
    expect(mute.connections.every(socket => socket.readableEnded)).toBe(true);
    expect(sender.lanes.outgoing().map(lane => lane.top - lane.base + 1)).toEqual([1, 1]);
  });

  it('stops also before it has begun to connect', async () => {
    const spool = createSpool(join(testDirectory(), 'spool'), false);
    const mute = await listener();
    addEntry(spool, 'here');
    const sender = start(spool, addressOf(mute.port));
    sender.stop.abort();
    await sender.end;
    expect(mute.connections).toEqual([]);
    expect(sender.warnings).toEqual([]);
  });

  it('ends when nothing moves for the time of its patience', async () => {
    const spool = createSpool(join(testDirectory(), 'spool'), false);
    const mute = await listener();
    addEntry(spool, 'there', addressOf(mute.port));
    const sender = start(spool, null, 300);
    await until(() => mute.connections.length === 1, 'it to be asked');
    addEntry(spool, 'there, too', addressOf(mute.port));
    await sender.end;
    expect(sender.warnings).toEqual([]);
    expect(sender.lanes.outgoing().map(lane => lane.top)).toEqual([2]);
  });
});

/** A spool, the queue that is configured and, if wanted, another, all of the test's own. */
async function place({ second = false }) {
  const directory = testDirectory();
  const spool = createSpool(join(directory, 'spool'), false);
  const redis = async (name: string) => {
    const server = await startRedis(join(directory, name));
    onTestFinished(() => server.kill());
    await until(() => clientOf(server).status === 'ready', 'a connection');
    return server;
  };
  return { spool, server: await redis('redis'), second: second ? await redis('second') : null };
}

function start(spool: SpoolLayout, configured: string | null, patience?: number) {
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (_fields, text) => void warnings.push(text) };
  const lanes = new Lanes(spool, configured, systemClock, log);
  const linkTo = (address: string) => new RedisLink(parseQueueAddress(address), 'tux01', log);
  const stop = new AbortController();
  const end = new Sender({ spool, lanes, linkTo, clock: systemClock, log }).run(stop.signal, patience);
  onTestFinished(async () => {
    stop.abort();
    await end;
  });
  return { lanes, warnings, stop, end };
}

/** A server that accepts, reads and never answers. */
async function listener(): Promise<{ port: number; connections: Socket[] }> {
  const connections: Socket[] = [];
  const server: Server = createServer(socket => {
    connections.push(socket.resume().on('error', () => {}));
  }).listen(0, '127.0.0.1');
  await until(() => server.listening, 'a port');
  onTestFinished(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections };
}

/** What came, once each, in order. */
async function entries(server: RedisServer): Promise<Record<string, string>[]> {
  const all = await clientOf(server).xrange(STREAM, '-', '+');
  const byNumber = new Map<string, Record<string, string>>();
  for (const [, fields] of all) {
    const entry: Record<string, string> = {};
    for (let at = 0; at < fields.length; at += 2) entry[fields[at]!] = fields[at + 1]!;
    const name = `${entry.spool} ${entry.number}`;
    if (!byNumber.has(name)) byNumber.set(name, entry);
  }
  return [...byNumber.values()];
}

const texts = async (server: RedisServer) => (await entries(server)).map(({ message }) => message);
const range = (count: number) => Array.from({ length: count }, (_, i) => `${i + 1}`);

/** Waits until so many have come, and says as a receiver does that they are stored. */
async function stored(server: RedisServer, count: number): Promise<void> {
  await until(async () => (await entries(server)).length >= count, `entry ${count}`, 4_000);
  await settle(server);
}

async function settle(server: RedisServer): Promise<void> {
  for (const { spool, number } of await entries(server)) await clientOf(server).hset(STORED, spool!, number!);
}

/** How many are connected but the one that asks. */
async function senders(server: RedisServer): Promise<number> {
  const list = (await clientOf(server).client('LIST')) as string;
  return list.trim().split('\n').length - 1;
}

function clientOf(server: RedisServer): Redis {
  const known = clients.get(server);
  if (known) return known;
  const client = server.client();
  clients.set(server, client);
  onTestFinished(() => client.disconnect());
  return client;
}
