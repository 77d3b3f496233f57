import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { addEntry } from '../../src/queue/spool/add.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { startDaemon } from '../support/daemon.ts';
import { suiteDirectory, testDirectory } from '../support/directory.ts';
import { haveRedis, startRedis } from '../support/redis.ts';
import { count, rows } from '../support/store.ts';
import { buildTomorrow } from '../support/tomorrow.ts';
import { until } from '../support/waiting.ts';

const scratch = suiteDirectory();
const TODAY = join(import.meta.dirname, '../../dist');
let TOMORROW = '';

beforeAll(async () => {
  TOMORROW = await buildTomorrow(scratch);
}, 120_000);

/** A server with Redis, and a machine whose spool goes there. */
async function herd() {
  const directory = testDirectory();
  const redis = await startRedis(join(directory, 'redis'));
  const env = {
    SHEEPDOG_SPOOL: join(directory, 'spool'),
    SHEEPDOG_STORE: join(directory, 'store/sheepdog.db'),
    SHEEPDOG_QUEUE: `127.0.0.1:${redis.port}`,
  };
  createSpool(env.SHEEPDOG_SPOOL, false);
  const start = (name: 'sheepdog-daemon' | 'sheepdog-queue-daemon') => (dist: string) =>
    startDaemon(name, env, [], {}, dist);
  const say = (dist: string, ...words: string[]) =>
    spawnSync(process.execPath, [join(dist, 'sheepdog.cjs'), ...words], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
  const store = env.SHEEPDOG_STORE;
  const stored = () => rows<{ n: number }>(store, STORED).map(({ n }) => n);
  const parked = () => count(store, 'SELECT count(*) FROM dead_letter WHERE parked = 2');
  const machine = start('sheepdog-daemon');
  return { env, store, redis, machine, server: start('sheepdog-queue-daemon'), say, stored, parked };
}

const STORED = `SELECT envelope ->> '$.body' AS n FROM message WHERE plugin = 'nfs' ORDER BY seq`;

describe.runIf(haveRedis())('a herd of mixed versions', () => {
  it('has a newer server that takes what an older machine sends', async () => {
    const { machine, server, env, stored, store, redis } = await herd();
    const newer = server(TOMORROW);
    await newer.says('ready');
    const older = machine(TODAY);
    for (let n = 1; n <= 3; n++)
      addEntry(
        createSpool(env.SHEEPDOG_SPOOL, false),
        JSON.stringify({ version: 1, plugin: 'nfs', body: n }),
      );
    await until(() => stored().length === 3, 'the messages');
    expect(stored()).toEqual([1, 2, 3]);
    await until(() => count(store, 'SELECT count(*) FROM host WHERE heartbeat > 0') === 1, 'a heartbeat');
    expect(count(store, 'SELECT count(*) FROM dead_letter')).toBe(0);
    await Promise.all([older.stop(), newer.stop()]);
    await redis.kill();
  });

  it('parks what a newer machine sends, shows it, and takes it once after the upgrade, which copies the store first', async () => {
    const { machine, server, say, parked, store, redis } = await herd();
    const before = server(TODAY);
    await before.says('ready');
    expect(say(TOMORROW, '--tag', 'backup', '-e', 'exit 3').status).toBe(3);
    const newer = machine(TOMORROW);
    await until(() => parked() >= 2, 'the parked heartbeat and job');
    expect(say(TODAY, 'status').stdout).toMatch(/[1-9] to be read after an upgrade/);
    await newer.stop();
    await before.stop();
    const waiting = parked();

    const after = server(TOMORROW);
    await after.says('messages that waited for this version were received');
    expect(parked()).toBe(0);
    expect(waiting).toBeGreaterThan(1);
    expect(rows(store, 'SELECT tag, exit FROM job_run')).toEqual([{ tag: 'backup', exit: 3 }]);
    expect(copies(store)).toHaveLength(1);
    const copy = join(dirname(store), copies(store)[0]!);
    expect(count(copy, 'SELECT count(*) FROM dead_letter WHERE parked = 2')).toBe(waiting);
    await after.stop();
    await redis.kill();
  });

  it('has a newer store, which refuses an older program and is left as it is', async () => {
    const { server, say, store, redis } = await herd();
    const newer = server(TOMORROW);
    await newer.says('ready');
    await newer.stop();
    const version = count(store, 'PRAGMA user_version');
    const older = server(TODAY);
    expect((await older.says('cannot go on')).error).toMatch(/was written by a newer sheepdog/);
    expect(say(TODAY, 'status')).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('upgrade this program'),
    });
    expect(count(store, 'PRAGMA user_version')).toBe(version);
    expect(copies(store)).toEqual([]);
    await redis.kill();
  });
});

const copies = (store: string) => readdirSync(dirname(store)).filter(name => name.endsWith('.copy'));
