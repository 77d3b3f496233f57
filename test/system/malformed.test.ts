import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../chaos/random.ts';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { haveRedis, startRedis } from '../support/redis.ts';
import { count, rows } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const BAD = 10_000;
const GOOD_EVERY = 50;
const ATTACKS = [
  "'; DROP TABLE message; --",
  '$(touch /tmp/pwned)',
  '`id`',
  '\u001b[2J\u001b]0;owned\u0007',
  '__proto__',
  'constructor',
  '\u0000',
  '\u202e',
];

const random = seededRandom(20261123);
const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)]!;
const attack = () => pick(ATTACKS);

/** Ways to be malformed; each gives the fields of a stream entry. */
const MALFORMED: (() => (string | Buffer)[])[] = [
  () => ['message', randomBytes(1 + Math.floor(random() * 300))],
  () => ['message', ''],
  () => [
    'message',
    pick(['null', '[]', '7', '"text"', 'true', '{}', '{"version":1}', '{"version":1,"plugin":"a"']),
  ],
  () => ['nothing', 'to see'],
  () => ['message', JSON.stringify({ version: pick([null, '1', 1.5, -1, [], true]), plugin: 'a', body: 1 })],
  () => ['message', JSON.stringify({ version: 1, plugin: `${attack()} `, body: 1 })],
  () => ['message', JSON.stringify({ version: 1, plugin: 'a', id: `${attack()} `, body: 1 })],
  () => ['message', JSON.stringify({ version: 1, plugin: 'a', time: attack(), body: 1 })],
  () => [
    'message',
    JSON.stringify({
      version: 1,
      plugin: 'job',
      body: { run: attack(), state: attack(), tag: attack(), start: 1 },
    }),
  ],
  () => [
    'message',
    `{"version":1,"plugin":"job","body":{"__proto__":{"run":"r","state":"exited"},"tag":"t"}}`,
  ],
  () => ['message', `{"version":1,"plugin":"a","body":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  () => ['message', `{"version":1,"plugin":"a","body":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`],
  () => ['unfit', attack(), 'message', attack()],
];

describe.runIf(haveRedis())('malformed messages', () => {
  it(`${BAD} of them between good ones: the good are stored, the bad are dead letters, nothing is evaluated`, async () => {
    const directory = testDirectory();
    const server = await startRedis(join(directory, 'redis'));
    const store = join(directory, 'store/sheepdog.db');
    const daemon = startDaemon('sheepdog-queue-daemon', { SHEEPDOG_STORE: store }, [
      '-H',
      `127.0.0.1:${server.port}`,
    ]);
    await daemon.says('ready');

    const redis = server.client();
    let good = 0;
    let huge = 0;
    for (let sent = 0; sent < BAD; ) {
      const pipeline = redis.pipeline();
      for (let i = 0; i < 500; i++, sent++) {
        if (sent % GOOD_EVERY === 0) pipeline.xadd('sheepdog:in:tux01', '*', 'message', goodMessage(good++));
        if (sent % 1000 === 0) {
          pipeline.xadd('sheepdog:in:tux01', '*', 'message', hugeMessage());
          huge++;
        }
        pipeline.xadd('sheepdog:in:tux01', '*', ...(pick(MALFORMED)() as string[]));
      }
      await pipeline.exec();
    }
    await until(
      () => count(store, 'SELECT count(*) FROM dead_letter') >= BAD + huge,
      'the dead letters',
      50_000,
    );
    await until(async () => (await redis.xlen('sheepdog:in:tux01')) === 0, 'an empty stream');

    expect(count(store, 'SELECT count(*) FROM dead_letter')).toBe(BAD + huge);
    expect(count(store, "SELECT count(*) FROM dead_letter WHERE reason = ''")).toBe(0);
    const numbers = rows<{ n: number }>(
      store,
      "SELECT envelope ->> '$.body.n' AS n FROM message ORDER BY seq",
    );
    expect(numbers.map(({ n }) => n)).toEqual(Array.from({ length: good }, (_, i) => i));
    expect(count(store, 'SELECT count(*) FROM job_run')).toBe(0);
    expect(await daemon.stop()).toBe(0);
    redis.disconnect();
    await server.kill();
  });
});

function goodMessage(n: number): string {
  // What is hostile only where somebody evaluates it is a fine message.
  return JSON.stringify({
    version: 1,
    plugin: 'nfs',
    id: `good-${n}`,
    body: { n, text: attack(), __proto__: null },
  });
}

function hugeMessage(): string {
  return JSON.stringify({ version: 1, plugin: 'a', body: 'x'.repeat(1024 * 1024 + 1) });
}
