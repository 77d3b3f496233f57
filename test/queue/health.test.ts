import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../src/model/log.ts';
import { parseQueueAddress } from '../../src/queue/address.ts';
import { concernsOf, examineRedis } from '../../src/queue/redis/health.ts';
import { testDirectory } from '../support/directory.ts';
import { blocks, projectFile } from '../support/documents.ts';
import { haveRedis, startRedis } from '../support/redis.ts';
import { until } from '../support/waiting.ts';

const GOOD = { cluster: false, appendonly: 'yes', maxmemory: '0', policy: 'noeviction', longest: '2097152' };

describe('how a Redis is set up', () => {
  it.each([
    { what: 'as it should be', redis: GOOD, levels: [] },
    { what: 'without append-only file', redis: { ...GOOD, appendonly: 'no' }, levels: ['warn'] },
    { what: 'evicting, but with no limit', redis: { ...GOOD, policy: 'allkeys-lru' }, levels: ['warn'] },
    { what: 'evicting', redis: { ...GOOD, policy: 'allkeys-lru', maxmemory: '1000000' }, levels: ['error'] },
    { what: 'taking no message of 1 MiB', redis: { ...GOOD, longest: '1048575' }, levels: ['error'] },
    { what: 'taking just that', redis: { ...GOOD, longest: '1048576' }, levels: [] },
    { what: 'taking entries of any length', redis: { ...GOOD, longest: '536870912' }, levels: ['warn'] },
    { what: 'without such a setting', redis: { ...GOOD, longest: '' }, levels: [] },
    { what: 'a cluster', redis: { ...GOOD, cluster: true }, levels: ['error'] },
  ])('$what', ({ redis, levels }) => {
    expect(concernsOf(redis).map(concern => concern.level)).toEqual(levels);
  });
});

describe.runIf(haveRedis())('a real Redis', () => {
  it('gives concern as it is by itself, and none once it is told what docs/way.md says', async () => {
    const server = await startRedis(join(testDirectory(), 'redis'));
    onTestFinished(() => server.kill());
    const examine = () => examineRedis(parseQueueAddress(`127.0.0.1:${server.port}`), silentLog);
    const concerns = await examine();
    expect(concerns.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^appendonly is no/),
      expect.stringMatching(/^proto-max-bulk-len is 536870912/),
    ]);
    const client = server.client();
    await until(() => client.status === 'ready', 'a connection');
    for (const { hint } of concerns) {
      const [, ...command] = hint.split(' ');
      expect(await client.call(command[0]!, ...command.slice(1))).toBe('OK');
    }
    const settings = blocks(projectFile('docs/way.md'), '').find(block => block.includes('appendonly'))!;
    for (const line of settings.trim().split('\n')) {
      const [name, value] = line.split(/ +/);
      expect((await client.config('GET', name!)) as string[]).toEqual([
        name,
        value!.replace('2mb', '2097152'),
      ]);
    }
    client.disconnect();
    expect(await examine()).toEqual([]);
  });
});
