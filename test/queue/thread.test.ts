import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import { Fault } from '../../src/model/fault.ts';
import { silentLog } from '../../src/model/log.ts';
import { parseQueueAddress } from '../../src/queue/address.ts';
import { fromColumns, toColumns } from '../../src/queue/thread/columns.ts';
import { ThreadInbox } from '../../src/queue/thread/inbox.ts';
import { testDirectory } from '../support/directory.ts';
import { readerThread } from '../support/reader.ts';
import { freePort, haveRedis, startRedis } from '../support/redis.ts';
import { until } from '../support/waiting.ts';

describe('deliveries between threads', () => {
  it('are the same on the other side, whatever they lack', () => {
    const whole = { host: 'tux01', sent: 5, text: '{}', unfit: null, entry: '1-0' };
    const deliveries = [
      { ...whole, number: { spool: 's', number: 7, base: 3 } },
      { ...whole, number: null, sent: null, text: null, unfit: 'too long', entry: '1-1' },
    ];
    expect(fromColumns(structuredClone(toColumns(deliveries)))).toEqual(deliveries);
  });
});

describe.runIf(haveRedis())('an inbox that a thread reads', () => {
  it('tells and logs why nothing can be taken, and takes again when the queue is back', async () => {
    const port = await freePort();
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_: object, text: string) => warnings.push(text) };
    const reader = readerThread(parseQueueAddress(`127.0.0.1:${port}`));
    const inbox = new ThreadInbox('streams', reader, systemClock, log);
    onTestFinished(() => inbox.close());
    const error = await inbox.take(10).catch(reason => reason);
    expect(error).toBeInstanceOf(Fault);
    expect(error.message).toMatch(/not connected to the queue: .*ECONNREFUSED/);
    expect(warnings).toContain('the queue cannot be reached');
    const redis = await startRedis(testDirectory(), [], { port });
    onTestFinished(() => redis.kill());
    const client = redis.client();
    await client.xadd('sheepdog:in:tux01', '*', 'message', 'hello');
    client.disconnect();
    const texts: (string | null)[] = [];
    await until(async () => {
      texts.push(...(await inbox.take(10).catch(() => [])).map(({ text }) => text));
      return texts.length > 0;
    }, 'what was added');
    expect(texts).toEqual(['hello']);
  });
});
