import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addEntry } from '../../src/queue/spool/add.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { asJson, person } from '../support/person.ts';
import { freePort, haveRedis, startRedis } from '../support/redis.ts';
import { count, rows } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const message = (body: unknown) => JSON.stringify({ version: 1, plugin: 'nfs', body });

const TOLD = "SELECT envelope ->> '$.body' AS n FROM message WHERE plugin = 'nfs' ORDER BY seq";
const LEAVING = 'SELECT 1 FROM host WHERE stopped IS NOT NULL';

function place() {
  const directory = testDirectory();
  const env = {
    SHEEPDOG_SPOOL: join(directory, 'spool'),
    SHEEPDOG_STORE: join(directory, 'store/sheepdog.db'),
  };
  return { directory, env, spool: createSpool(env.SHEEPDOG_SPOOL, false), store: env.SHEEPDOG_STORE };
}

describe.runIf(haveRedis())('a queue in trouble', () => {
  it('that is away at first gets its messages later, in order', async () => {
    const { directory, env, spool, store } = place();
    const port = await freePort();
    for (let n = 0; n < 20; n++) addEntry(spool, message(n));
    const daemon = startDaemon('sheepdog-daemon', env, ['-H', `127.0.0.1:${port}`]);
    await daemon.says('the queue cannot be reached');
    startDaemon('sheepdog-queue-daemon', env, ['-H', `127.0.0.1:${port}`]);
    const server = await startRedis(join(directory, 'redis'), [], { port });
    await until(
      () => count(store, "SELECT count(*) FROM message WHERE plugin = 'nfs'") === 20,
      'the messages',
    );
    const bodies = rows<{ n: number }>(
      store,
      "SELECT envelope ->> '$.body' AS n FROM message WHERE plugin = 'nfs' ORDER BY seq",
    );
    expect(bodies.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    await server.kill();
  });

  it('that accepts and never answers is told in the log, and the messages stay in the spool', async () => {
    const { env, spool } = place();
    const mute = createServer(() => {}).listen(0, '127.0.0.1');
    await until(() => mute.address() !== null, 'a port');
    const { port } = mute.address() as { port: number };
    addEntry(spool, message(1));
    const daemon = startDaemon('sheepdog-daemon', env, ['-H', `127.0.0.1:${port}`]);
    const line = await daemon.says('messages wait in the spool');
    expect(line.error).toMatch(/timed out/i);
    expect(line.waiting).toBeGreaterThanOrEqual(2); // with a heartbeat, and what the plugins have said meanwhile
    expect(await daemon.stop()).toBe(0);
    mute.close();
  });

  it('that was named once and is mute holds up neither the configured one nor the end of the daemon', async () => {
    const { directory, env, spool, store } = place();
    const held: Socket[] = [];
    const mute = createServer({ allowHalfOpen: true }, socket => held.push(socket.resume()));
    await new Promise<void>(listening => mute.listen(0, '127.0.0.1', listening));
    onTestFinished(() => {
      for (const socket of held) socket.destroy();
      mute.close();
    });
    const { port } = mute.address() as { port: number };
    addEntry(spool, message('never told'), `redis://127.0.0.1:${port}`);
    const server = await startRedis(join(directory, 'redis'));
    onTestFinished(() => server.kill());
    const address = `127.0.0.1:${server.port}`;
    const daemon = startDaemon('sheepdog-daemon', env, ['-H', address]);
    startDaemon('sheepdog-queue-daemon', env, ['-H', address]);
    await until(() => held.length > 0, 'the mute queue to be asked');
    const told = () => rows<{ n: number }>(store, TOLD).map(({ n }) => n);
    for (let n = 1; n <= 5; n++) {
      addEntry(spool, message(n));
      await until(() => told().length === n, `message ${n}`, 5_000);
    }
    expect(told()).toEqual([1, 2, 3, 4, 5]);
    expect(await daemon.stop()).toBe(0);
    await until(() => rows(store, LEAVING).length === 1, 'the last word of the daemon');
  });

  it('that wants a password says so with a hint; with a password file it works; one that others can read is refused', async () => {
    const { directory, env, spool, store } = place();
    const server = await startRedis(join(directory, 'redis'), ['--requirepass', 'grex']);
    const secret = join(directory, 'secret');
    addEntry(spool, message(1));
    const without = startDaemon('sheepdog-daemon', env, ['-H', `127.0.0.1:${server.port}`]);
    expect((await without.says('messages wait in the spool')).hint).toMatch(/password-file=FILE/);
    await without.stop();

    const address = `redis://127.0.0.1:${server.port}?password-file=${secret}`;
    writeFileSync(secret, 'grex\n', { mode: 0o644 });
    const careless = startDaemon('sheepdog-queue-daemon', env, ['-H', address]);
    expect((await careless.says('cannot go on')).error).toMatch(/others can read the secret file/);
    expect(JSON.stringify(careless.log)).not.toContain('grex');

    const { chmodSync } = await import('node:fs');
    chmodSync(secret, 0o600);
    startDaemon('sheepdog-daemon', env, ['-H', address]);
    startDaemon('sheepdog-queue-daemon', env, ['-H', address]);
    await until(() => count(store, "SELECT count(*) FROM message WHERE plugin = 'nfs'") === 1, 'the message');
    await server.kill();
  });

  it('whose stream or group is destroyed heals, and nothing is lost or doubled', async () => {
    const { directory, env, spool, store } = place();
    const server = await startRedis(join(directory, 'redis'));
    const address = ['-H', `127.0.0.1:${server.port}`];
    startDaemon('sheepdog-daemon', env, address);
    startDaemon('sheepdog-queue-daemon', env, address);
    const redis = server.client();
    const stream = async () => (await redis.keys('sheepdog:in:*'))[0]!;
    const stored = (n: number) =>
      until(() => count(store, "SELECT count(*) FROM message WHERE plugin = 'nfs'") === n, `${n} messages`);
    addEntry(spool, message(1));
    await stored(1);
    await redis.xgroup('DESTROY', await stream(), 'sheepdog');
    addEntry(spool, message(2));
    await stored(2);
    await redis.del(await stream());
    addEntry(spool, message(3));
    await stored(3);
    await redis.flushall();
    addEntry(spool, message(4));
    await stored(4);
    expect(count(store, 'SELECT count(*) FROM gap')).toBe(0);
    redis.disconnect();
    await server.kill();
  });

  it('whose stream was bricked with the largest id is made anew', async () => {
    const { directory, env, spool, store } = place();
    const server = await startRedis(join(directory, 'redis'));
    const address = ['-H', `127.0.0.1:${server.port}`];
    startDaemon('sheepdog-daemon', env, address);
    startDaemon('sheepdog-queue-daemon', env, address);
    const redis = server.client();
    await until(async () => (await redis.keys('sheepdog:in:*')).length === 1, 'the stream');
    const [stream] = await redis.keys('sheepdog:in:*');
    await redis.xadd(stream!, '18446744073709551615-18446744073709551615', 'message', message('largest'));
    addEntry(spool, message('after'));
    await until(
      () => count(store, "SELECT count(*) FROM message WHERE plugin = 'nfs'") === 2,
      'both messages',
    );
    redis.disconnect();
    await server.kill();
  });

  it('reports as lost what can never come, once, and goes on', async () => {
    const { directory, env, store } = place();
    const server = await startRedis(join(directory, 'redis'));
    const daemon = startDaemon('sheepdog-queue-daemon', env, ['-H', `127.0.0.1:${server.port}`]);
    const redis = server.client();
    const add = (number: number, base: number) =>
      redis.xadd(
        'sheepdog:in:tux09',
        '*',
        'spool',
        's1',
        'number',
        number,
        'base',
        base,
        'message',
        message(number),
      );
    for (const [number, base] of [
      [1, 1],
      [2, 1],
      [5, 4],
      [4, 4],
      [5, 4],
      [5, 5],
    ] as const)
      await add(number, base);
    await daemon.says('messages were lost on the way');
    await until(() => count(store, 'SELECT count(*) FROM message') === 4, 'the messages');
    expect(rows(store, 'SELECT first, last FROM gap')).toEqual([{ first: 3, last: 3 }]);
    expect(rows(store, 'SELECT number FROM message ORDER BY seq')).toEqual(
      [1, 2, 4, 5].map(number => ({ number })),
    );
    redis.disconnect();
    await server.kill();
  });

  it('hears the older sheepdog as well', async () => {
    const { directory, env, store } = place();
    const server = await startRedis(join(directory, 'redis'));
    const redis = server.client();
    const event = {
      time: '2026-11-21 01:00:05 +0100',
      elapsed: 5,
      host: 'tux02',
      command: 'false',
      tag: 'OLD',
      status: 1,
      err: 'FAIL',
    };
    await redis.lpush('sheepdog_run', JSON.stringify(event), 'rubbish');
    startDaemon('sheepdog-queue-daemon', env, ['-H', `127.0.0.1:${server.port}`]);
    await until(() => count(store, 'SELECT count(*) FROM dead_letter') === 1, 'the dead letter');
    expect(rows(store, 'SELECT tag, exit, name FROM job_run JOIN host ON host.id = job_run.host')).toEqual([
      { tag: 'OLD', exit: 1, name: 'tux02' },
    ]);
    await until(async () => (await redis.llen('sheepdog_run')) === 0, 'an empty list');
    redis.disconnect();
    await server.kill();
  });
});

describe('a store', () => {
  it('has one receiver', async () => {
    const { env, directory } = place();
    const first = startDaemon('sheepdog-daemon', env);
    await first.says('ready');
    const second = startDaemon('sheepdog-daemon', { ...env, SHEEPDOG_SPOOL: join(directory, 'another') });
    expect((await second.says('cannot go on')).error).toMatch(/another receiver has the store/);
    await first.stop();
  });

  it('takes what was parked by an older program when it can be read', async () => {
    const { env, spool, store } = place();
    addEntry(spool, JSON.stringify({ version: 99, plugin: 'nfs', body: 1 }));
    const before = startDaemon('sheepdog-daemon', env);
    await until(
      () => count(store, 'SELECT count(*) FROM dead_letter WHERE parked = 99') === 1,
      'the parked message',
    );
    await before.stop();
    const { default: SQLite } = await import('better-sqlite3');
    const db = new SQLite(store); // as if this program were the one that came after version 99
    db.prepare('UPDATE dead_letter SET parked = 1, text = ?').run(message('upgraded'));
    db.close();
    const after = startDaemon('sheepdog-daemon', env);
    await after.says('messages that waited for this version were received');
    expect(count(store, 'SELECT count(*) FROM dead_letter')).toBe(0);
    expect(count(store, "SELECT count(*) FROM message WHERE plugin = 'nfs'")).toBe(1);
  });

  it('written by a newer program is refused', async () => {
    const { env, store } = place();
    mkdirSync(join(store, '..'), { recursive: true });
    const { default: SQLite } = await import('better-sqlite3');
    const db = new SQLite(store);
    db.pragma('user_version = 999');
    db.close();
    const daemon = startDaemon('sheepdog-daemon', env);
    expect((await daemon.says('cannot go on')).error).toMatch(/newer sheepdog/);
  });
});

describe.runIf(haveRedis())('a receiver whose Redis is gone', () => {
  it('says so in the status, and why, until it is back', async () => {
    const redis = await startRedis(join(testDirectory(), 'redis'));
    onTestFinished(() => redis.kill());
    const env = { SHEEPDOG_STORE: join(testDirectory(), 'sheepdog.db') };
    const daemon = startDaemon('sheepdog-queue-daemon', env, ['-H', `localhost:${redis.port}`]);
    await daemon.says('ready');
    const { say } = person({ path: env.SHEEPDOG_STORE }, { SHEEPDOG_QUEUE: `localhost:${redis.port}` });
    const receiver = async () =>
      asJson((await say(['status', '--all', '--json'])).out).find(({ subject }) => subject === 'receiver')!;
    expect(await receiver()).toMatchObject({ level: 'ok', text: 'running' });
    const killed = Date.now();
    await redis.kill();
    await daemon.says('nothing can be received now');
    const { since } = await receiver();
    expect(new Date(since).getTime()).toBeGreaterThanOrEqual(killed);
    expect(await receiver()).toMatchObject({
      level: 'unknown',
      text: expect.stringMatching(/^receives nothing now: ./),
    });
    const again = await startRedis(join(testDirectory(), 'again'), [], { port: redis.port });
    onTestFinished(() => again.kill());
    // Each of its queues comes back at its own time.
    await until(async () => (await receiver()).text === 'running', 'all of it to be well again');
    expect(await receiver()).toMatchObject({ level: 'ok' });
    await daemon.stop();
  });
});
