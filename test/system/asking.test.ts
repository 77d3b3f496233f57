// The question of the first page, over a herd that real messages told of, through the real programs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { haveRedis, startRedis } from '../support/redis.ts';
import { count } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/sheepdog.cjs');
const GIB = 2 ** 30;

/** What a machine tells of itself: its memory, the nginx it runs, and how that is. */
const told = (ram: number, version: string, state: string) => ({
  hardware: { os: 'Guix System', cores: 4, ram },
  runs: { services: [{ service: 'nginx', packages: [{ package: 'nginx', version }] }] },
  'service-state': {
    manager: 'shepherd',
    services: [{ name: 'nginx', state, entered: Date.now(), restarts: 0 }],
  },
});

const HERD = {
  penguin2: told(2 * GIB, '1.24.0', 'failed'), // all of it
  tux01: told(256 * GIB, '1.24.0', 'failed'), // memory enough
  tux02: told(2 * GIB, '1.22.1', 'failed'), // another version
  tux03: told(2 * GIB, '1.24.0', 'running'), // no interruption
};

const QUESTION = `(run* (host service)
  (fresh (ram start end)
    (interrupted host service start end) (>o end (days-ago 30))
    (hardware host #:ram ram)            (<o ram (gib 4))
    (runs host service "nginx" #:version "1.24.0")))`;

describe.runIf(haveRedis())('the question of the first page', () => {
  it('is answered of what real messages told', { timeout: 60_000 }, async () => {
    const directory = testDirectory();
    const store = join(directory, 'store/sheepdog.db');
    const env = {
      SHEEPDOG_SPOOL: join(directory, 'spool'),
      SHEEPDOG_STORE: store,
      XDG_CONFIG_HOME: directory,
    };
    const redis = await startRedis(join(directory, 'redis'));
    const client = redis.client();
    for (const [host, bodies] of Object.entries(HERD))
      for (const [plugin, body] of Object.entries(bodies)) {
        const message = { version: 1, id: `${host}-${plugin}`, plugin, time: Date.now(), body };
        await client.xadd(`sheepdog:in:${host}`, '*', 'message', JSON.stringify(message));
      }
    const daemon = startDaemon('sheepdog-queue-daemon', env, ['-H', `127.0.0.1:${redis.port}`]);
    const known = ['hardware', 'runs', 'service-state'].map(name => `SELECT 1 FROM "relation:${name}"`);
    const all = `SELECT count(*) FROM (${known.join(' UNION ALL ')})`;
    await until(() => count(store, all) === 12, 'what all messages tell');
    const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, 'query', QUESTION], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    expect([stdout, stderr, status]).toEqual(['HOST      SERVICE\npenguin2  nginx\n', '', 0]);
    client.disconnect();
    await daemon.stop();
    await redis.kill();
  });
});
