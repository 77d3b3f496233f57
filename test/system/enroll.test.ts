import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';
import { asJson, person } from '../support/person.ts';
import { haveRedis, startRedis } from '../support/redis.ts';
import { count } from '../support/store.ts';
import { until } from '../support/waiting.ts';

/** A keeper at the server: a Redis with an aclfile, and a store. */
async function keeper() {
  const directory = testDirectory();
  const aclfile = join(directory, 'users.acl');
  writeFileSync(aclfile, 'user default on nopass ~* &* +@all\n');
  const redis = await startRedis(join(directory, 'redis'), ['--aclfile', aclfile]);
  const store = new HerdStore();
  const queue = `127.0.0.1:${redis.port}`;
  const at = (file: string) => join(directory, file);
  const { say } = person(store, { SHEEPDOG_QUEUE: queue });
  const enroll = (host: string, ...more: string[]) =>
    say(['enroll', host, '--secret', at(`${host}.password`), ...more]);
  const secretOf = (host: string) => readFileSync(at(`${host}.password`), 'utf8').trim();
  /** A connection as the machine's own user. */
  const as = async (host: string) => {
    const client = new Redis({
      port: redis.port,
      username: host,
      password: secretOf(host),
      lazyConnect: true,
      enableReadyCheck: false,
      disableClientInfo: true,
      retryStrategy: () => null,
    });
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  return { directory, aclfile, redis, store, queue, at, say, enroll, secretOf, as };
}

describe.runIf(haveRedis())('a machine that is enrolled', () => {
  it('may add to its own stream and read its own marks, and nothing else', async () => {
    const { redis, enroll, as } = await keeper();
    expect(await enroll('tux01')).toMatchObject({ status: 0 });
    expect(await enroll('tux02')).toMatchObject({ status: 0 });
    const admin = redis.client();
    await admin.hset('sheepdog:stored:tux01', 'spool', '7');
    await admin.xadd('sheepdog:in:tux02', '*', 'message', 'of another');
    const tux01 = await as('tux01');

    expect(await tux01.xadd('sheepdog:in:tux01', '*', 'message', 'mine')).toMatch(/^\d+-0$/);
    expect(await tux01.hget('sheepdog:stored:tux01', 'spool')).toBe('7');
    const attacks: [string, ...(string | number)[]][] = [
      ['XADD', 'sheepdog:in:tux02', '*', 'message', 'as another'],
      ['XADD', 'sheepdog:in:tux02', 'MAXLEN', '=', 0, '*', 'message', 'trims another'],
      ['XADD', 'sheepdog:in:tux02', '18446744073709551615-18446744073709551615', 'message', 'bricks another'],
      ['HGET', 'sheepdog:stored:tux02', 'spool'],
      ['HSET', 'sheepdog:stored:tux01', 'spool', '9'],
      ['XRANGE', 'sheepdog:in:tux01', '-', '+'],
      ['XREAD', 'STREAMS', 'sheepdog:in:tux02', '0'],
      ['XTRIM', 'sheepdog:in:tux01', 'MAXLEN', 0],
      ['XDEL', 'sheepdog:in:tux01', '0-1'],
      ['XGROUP', 'DESTROY', 'sheepdog:in:tux01', 'sheepdog'],
      ['LPUSH', 'sheepdog_run', '{}'],
      ['KEYS', '*'],
      ['SCAN', 0],
      ['DEL', 'sheepdog:in:tux01'],
      ['FLUSHALL'],
      ['CONFIG', 'GET', '*'],
      ['ACL', 'LIST'],
      ['EVAL', 'return 1', 0],
      ['SUBSCRIBE', 'x'],
      ['SHUTDOWN'],
    ];
    for (const [command, ...args] of attacks)
      await expect(tux01.call(command, ...args), command).rejects.toThrow(/NOPERM|No permissions/);
    expect(await admin.xlen('sheepdog:in:tux02')).toBe(1);
    tux01.disconnect();
    admin.disconnect();
  });

  it('sends through its daemon with the secret and the address it was given', async () => {
    const { store, enroll, at, queue } = await keeper();
    const told = asJson((await enroll(hostname(), '--reach', queue, '--json')).out)[0];
    expect(told.queue).toBe(
      `redis://${hostname()}@${queue}?password-file=${encodeURIComponent('/etc/sheepdog/password')}`,
    );
    const there = told.queue.replace(
      encodeURIComponent('/etc/sheepdog/password'),
      at(`${hostname()}.password`),
    );
    const receiver = startDaemon('sheepdog-queue-daemon', { SHEEPDOG_STORE: store.path }, ['-H', queue]);
    const daemon = startDaemon('sheepdog-daemon', { SHEEPDOG_SPOOL: at('spool') }, ['-H', there]);
    const beats = () => count(store.path, 'SELECT count(*) FROM host WHERE heartbeat > 0');
    await until(() => beats() === 1, 'its heartbeat');
    await daemon.stop();
    await receiver.stop();
  });

  it('is enrolled once; a new secret ends the old one, and Redis keeps neither in clear', async () => {
    const { aclfile, enroll, secretOf, as, at, say } = await keeper();
    await enroll('tux01');
    const old = secretOf('tux01');
    expect(statSync(at('tux01.password')).mode & 0o777).toBe(0o600);
    expect(readFileSync(aclfile, 'utf8')).toContain('user tux01 on');
    expect(readFileSync(aclfile, 'utf8')).not.toContain(old);

    const again = await say(['enroll', 'tux01', '--secret', at('other')]);
    expect(again).toMatchObject({ status: 2, err: expect.stringContaining('tux01 is enrolled already') });
    expect(() => statSync(at('other'))).toThrow();

    const renewed = await say(['enroll', 'tux01', '--renew', '--secret', '-']);
    expect(renewed.out.trim()).toMatch(/^[\w-]{43}$/);
    expect(renewed.err).toContain('ssh root@tux01');
    await expect(as('tux01')).rejects.toThrow(/WRONGPASS|closed/i);
  });

  it('has the name of a machine: no pattern, and no user that is somebody', async () => {
    const { enroll, redis, say } = await keeper();
    for (const name of ['*', 'tux?', 'a b', 'x~*', '../x', '', 'default', 'receiver'])
      expect((await say(['enroll', name, '--secret', '-'])).status, name).toBe(2);
    const admin = redis.client();
    await admin.call('ACL', 'SETUSER', 'alice', 'on', '+@all', '~*');
    expect((await enroll('alice')).err).toContain("Redis has a user 'alice' that is not a machine's");
    expect((await say(['forget', 'alice'])).err).toContain("is not a machine's");
    admin.disconnect();
  });

  it('is forgotten: its connections end, and status says no more of it, until it speaks again', async () => {
    const { redis, store, enroll, as, say } = await keeper();
    await enroll('tux01');
    const tux01 = await as('tux01');
    await tux01.xadd('sheepdog:in:tux01', '*', 'message', 'not stored');
    const now = new Date(2026, 10, 21, 11).getTime();
    store.found('tux01', 'disk', [{ subject: '/', level: 'bark', text: '99 % used' }], now);
    expect((await say(['status'])).out).toContain('99 % used');

    const ended = new Promise(resolve => tux01.once('end', resolve));
    const { out } = await say(['forget', 'tux01']);
    expect(out).toContain('tux01 is forgotten. Its user in Redis is gone. 1 message of it');
    await ended;
    expect((await say(['status', '--all'])).out).not.toContain('tux01');
    const admin = redis.client();
    expect(await admin.keys('sheepdog:*:tux01')).toEqual([]);
    admin.disconnect();

    store.message('tux01', 'x1', 'heartbeat', { interval: 60_000 }, now + 60_000);
    expect((await say(['status', '--all'])).out).toContain('tux01');
    expect((await say(['forget', 'nobody'])).err).toContain("nobody has heard of 'nobody'");
  });

  it('joins and leaves by the queue that the configuration names, as the daemon does', async () => {
    const { store, queue, at } = await keeper();
    writeFileSync(at('server-config.scm'), `(herd (queue "${queue}"))`);
    const { say } = person(store, { SHEEPDOG_CONFIG: at('server-config.scm') });
    expect(await say(['enroll', 'tux01', '--secret', at('p')])).toMatchObject({ status: 0 });
    expect((await say(['forget', 'tux01'])).out).toContain('Its user in Redis is gone.');
    writeFileSync(at('server-config.scm'), '(herd)');
    store.message('tux01', 'x1', 'heartbeat', { interval: 60_000 }, 1000);
    expect((await say(['forget', 'tux01'])).out).toContain('no Redis was asked');
    expect((await say(['enroll', 'tux01', '--secret', at('q')])).err).toContain(
      'no queue is configured here',
    );
  });

  it('is told of where Redis would not remember it', async () => {
    const directory = testDirectory();
    const redis = await startRedis(join(directory, 'redis'));
    const { say } = person(new HerdStore(), { SHEEPDOG_QUEUE: `127.0.0.1:${redis.port}` });
    const { out } = await say(['enroll', 'tux01', '--secret', join(directory, 'p')]);
    expect(out).toMatch(
      /warning: this Redis runs without an aclfile[\s\S]*user tux01 reset on #[0-9a-f]{64}/,
    );
  });
});

describe('a backup', () => {
  it('is the store of one moment, taken while it is written', async () => {
    const directory = testDirectory();
    const env = { SHEEPDOG_SPOOL: join(directory, 'spool'), SHEEPDOG_STORE: join(directory, 'store.db') };
    const daemon = startDaemon('sheepdog-daemon', env);
    await daemon.says('ready');
    const { say } = person(new HerdStore(), env);
    await say(['send', 'room', '-e', '{"celsius": 41.5}']);
    const messages = (path: string) => count(path, "SELECT count(*) FROM message WHERE plugin = 'room'");
    await until(() => messages(env.SHEEPDOG_STORE) === 1, 'the message');
    const copy = join(directory, 'copy.db');
    expect(asJson((await say(['backup', copy, '--json'])).out)[0]).toEqual({
      file: copy,
      bytes: statSync(copy).size,
    });
    expect(messages(copy)).toBe(1);
    expect(statSync(copy).mode & 0o777).toBe(0o640);
    expect((await say(['backup', copy])).err).toContain('is there already');
    await daemon.stop();
  });
});
