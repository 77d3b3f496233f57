import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, StoredMark } from '../../src/queue/contract.ts';
import { testDirectory } from '../support/directory.ts';
import { haveRedis } from '../support/redis.ts';
import { sleep, until } from '../support/waiting.ts';
import { type Backend, redisBackend, spoolBackend, threadBackend } from './backends.ts';

const BACKENDS = [
  { name: 'the spool alone', open: spoolBackend, here: true },
  { name: 'Redis', open: redisBackend, here: haveRedis() },
  { name: 'Redis, read by a thread of its own', open: threadBackend, here: haveRedis() },
];

for (const { name, open, here } of BACKENDS) {
  describe.runIf(here)(`a queue (${name})`, () => {
    let backend: Backend;
    beforeEach(async () => {
      backend = await open(testDirectory());
    });
    afterEach(() => backend.close());

    it('hands over what was added, in order, numbered from 1 without gaps, with the host it came from', async () => {
      for (let i = 1; i <= 30; i++) backend.add(`message ${i}`);
      const deliveries = await takeAll(backend, 30);
      expect(deliveries.map(delivery => delivery.text)).toEqual(range(30).map(i => `message ${i}`));
      expect(deliveries.map(delivery => delivery.number?.number)).toEqual(range(30));
      expect(new Set(deliveries.map(delivery => delivery.host))).toEqual(new Set([backend.host]));
      expect(new Set(deliveries.map(delivery => delivery.number?.spool)).size).toBe(1);
    });

    it('hands over again what was taken and not settled, first and in the same order', async () => {
      for (let i = 1; i <= 5; i++) backend.add(`message ${i}`);
      const first = await takeAll(backend, 5);
      backend.inbox.again();
      const second = await takeAll(backend, 5);
      expect(second.map(delivery => delivery.text)).toEqual(first.map(delivery => delivery.text));
      await backend.inbox.settle(second, marksOf(second));
      backend.add('message 6');
      await until(async () => {
        const later = await backend.inbox.take(10);
        if (later.some(({ text }) => text === 'message 6')) return true;
        if (later.length > 0) await backend.inbox.settle(later, marksOf(second)); // copies that were sent twice
        return false;
      }, 'what was added later');
    });

    it('hands over again to the next receiver what a dead one had taken', async () => {
      backend.add('a');
      backend.add('b');
      await takeAll(backend, 2);
      await backend.restartReceiver();
      expect((await takeAll(backend, 2)).map(delivery => delivery.text)).toEqual(['a', 'b']);
    });

    it('keeps an entry until it is settled, and then forgets it; a copy that is still on its way has its number', async () => {
      backend.add('a');
      const deliveries = await takeAll(backend, 1);
      expect(backend.held()).toBe(1);
      await backend.inbox.settle(deliveries, marksOf(deliveries));
      await until(() => backend.held() === 0, 'the sender to forget what is stored');
      await backend.restartReceiver();
      await sleep(300);
      const copies = await backend.inbox.take(10);
      expect(copies.filter(({ number }) => number?.number !== 1)).toEqual([]);
    });

    it('goes on counting when the sender starts anew with nothing left', async () => {
      backend.add('a');
      const before = await takeAll(backend, 1);
      await backend.inbox.settle(before, marksOf(before));
      await until(() => backend.held() === 0, 'the sender to forget what is stored');
      await backend.restartSender();
      backend.add('b');
      const [after] = await takeAll(backend, 1);
      expect(after?.number).toEqual({ spool: before[0]?.number?.spool, number: 2, base: 2 });
    });

    it('begins again under a new spool id when the receiver has stored more than was ever numbered', async () => {
      backend.add('a');
      const before = await takeAll(backend, 1);
      const [mark] = marksOf(before);
      // As when the spool was restored from an old copy: the number 41 was given, and is not known here any more.
      await backend.inbox.settle(before, [{ ...mark!, stored: 41 }]);
      await until(
        async () => (await backend.inbox.take(10)).some(({ number }) => number?.spool !== mark?.spool),
        'a new spool id',
      );
    });

    it('tells how long an oversized entry is instead of carrying it', async () => {
      backend.add('x'.repeat(1024 * 1024 + 1));
      const [delivery] = await takeAll(backend, 1);
      expect(delivery?.unfit).toBe('1048577 bytes long');
      expect(delivery?.text?.length).toBe(4096);
    });
  });
}

/** Takes until `count` entries of different numbers have come; entries may come twice over Redis. */
async function takeAll(backend: Backend, count: number): Promise<Delivery[]> {
  const taken = new Map<number, Delivery>();
  await until(async () => {
    for (const delivery of await backend.inbox.take(100)) taken.set(delivery.number!.number, delivery);
    return taken.size >= count;
  }, `${count} entries`);
  return [...taken.values()];
}

function marksOf(deliveries: Delivery[]): StoredMark[] {
  const last = deliveries.at(-1)!;
  return [{ host: last.host, spool: last.number!.spool, stored: last.number!.number }];
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
