import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { blocks, projectFile } from '../support/documents.ts';
import { haveRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { rows } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const DIST = join(import.meta.dirname, '../../dist');

/** A PATH on which `sheepdog` is what was built and `redis-cli` asks the test's own server. */
function pathWith(directory: string, redis: RedisServer): string {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  symlinkSync(join(DIST, 'sheepdog.cjs'), join(bin, 'sheepdog'));
  const real = execFileSync('/bin/sh', ['-c', 'command -v redis-cli']).toString().trim();
  writeFileSync(join(bin, 'redis-cli'), `#!/bin/sh\nexec ${real} -p ${redis.port} "$@"\n`);
  chmodSync(join(bin, 'redis-cli'), 0o755);
  return `${bin}:${process.env.PATH}`;
}

describe.skipIf(!haveRedis())('the lines of the documents, as they stand', () => {
  it('docs/message.md: each of the three ways to send brings its message into the store', async () => {
    const directory = testDirectory();
    const redis = await startRedis(join(directory, 'redis'));
    const store = join(directory, 'store', 'sheepdog.db');
    const env = {
      ...process.env,
      PATH: pathWith(directory, redis),
      SHEEPDOG_STORE: store,
      SHEEPDOG_SPOOL: join(directory, 'spool'),
      SHEEPDOG_QUEUE: `localhost:${redis.port}`,
    };
    await startDaemon('sheepdog-queue-daemon', env).says('ready');
    await startDaemon('sheepdog-daemon', env).says('ready');

    const lines = blocks(projectFile('docs/message.md'), 'sh');
    expect(lines).toHaveLength(3);
    for (const block of lines) execFileSync('/bin/sh', ['-eu', '-c', block], { env });

    const sql = `SELECT host.name AS host, plugin, message.envelope ->> '$.body.celsius' AS celsius, number IS NOT NULL AS numbered
      FROM message JOIN host ON host.id = host WHERE plugin = 'room-temperature' ORDER BY celsius`;
    await until(() => rows(store, sql).length === 3, 'the three messages to be stored');
    const here = { host: hostname(), plugin: 'room-temperature', numbered: 1 };
    expect(rows(store, sql)).toEqual([
      { ...here, celsius: 41.5 },
      { ...here, celsius: 42.5 },
      { ...here, host: 'tux01', celsius: 43.5, numbered: 0 },
    ]);
    const jobs = execFileSync('sheepdog', ['jobs', '--json'], { env }).toString();
    expect(JSON.parse(jobs)).toMatchObject({
      host: 'tux01',
      run: 'nightly-1',
      exit: 2,
      start: '2026-11-21T01:00:00.000Z',
    });
    await redis.kill();
  });

  it('docs/way.md: the settings, and the users that may do what they must and no more', async () => {
    const directory = testDirectory();
    const way = projectFile('docs/way.md');
    const settings = blocks(way, '').find(block => block.includes('appendonly'))!;
    const args = settings
      .trim()
      .split('\n')
      .flatMap(line => `--${line.replace(/ +#.*/, '')}`.split(' '));
    const redis = await startRedis(join(directory, 'redis'), args);
    const admin = redis.client();
    const host = hostname();
    for (const [user, line] of Object.entries({
      machine: blocks(way, 'acl')[0]!,
      receiver: blocks(way, 'acl')[1]!,
    })) {
      const password = join(directory, user);
      writeFileSync(password, `secret of ${user}\n`, { mode: 0o600 });
      const hash = execFileSync('/bin/sh', ['-c', `printf %s "$(cat ${password})" | sha256sum`])
        .toString()
        .slice(0, 64);
      const words = line.trim().replaceAll('tux01', host).replace('SHA256', hash).split(' ');
      await admin.call(words[0]!, ...words.slice(1));
    }
    const store = join(directory, 'store', 'sheepdog.db');
    const address = (user: string, file: string) =>
      `redis://${user}@localhost:${redis.port}?password-file=${join(directory, file)}`;
    const env = { SHEEPDOG_STORE: store, SHEEPDOG_SPOOL: join(directory, 'spool') };
    const receiver = startDaemon('sheepdog-queue-daemon', env, ['-H', address('receiver', 'receiver')]);
    await receiver.says('ready');
    const sender = startDaemon('sheepdog-daemon', env, ['-H', address(host, 'machine')]);
    await until(
      () => rows(store, 'SELECT * FROM host WHERE heartbeat IS NOT NULL').length === 1,
      'a heartbeat',
    );
    await admin.rpush(
      'sheepdog_run',
      JSON.stringify({ time: 1, elapsed: 1, host: 'old', status: 0, command: 'x' }),
    );
    await until(() => rows(store, 'SELECT * FROM job_run').length === 1, 'an entry of the older list');
    const spoolEmpty = async () => (await admin.xlen(`sheepdog:in:${host}`)) === 0;
    await until(spoolEmpty, 'the stream to be emptied');
    expect([...receiver.log, ...sender.log].filter(({ level }) => level !== 'info')).toEqual([]);

    const intruder = redis.client();
    await intruder.call('AUTH', host, 'secret of machine');
    for (const command of [
      ['XADD', 'sheepdog:in:other', '*', 'a', 'b'],
      ['XRANGE', `sheepdog:in:${host}`, '-', '+'],
      ['DEL', `sheepdog:in:${host}`],
      ['HSET', `sheepdog:stored:${host}`, 'a', '1'],
      ['KEYS', '*'],
      ['FLUSHALL'],
    ])
      await expect(intruder.call(command[0]!, ...command.slice(1))).rejects.toThrow(/NOPERM/);
    admin.disconnect();
    intruder.disconnect();
    await redis.kill();
  });
});
