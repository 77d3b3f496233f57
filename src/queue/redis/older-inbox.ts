import type { Redis } from 'ioredis';
import type { Clock } from '../../clock/clock.ts';
import type { Log } from '../../model/log.ts';
import type { QueueAddress } from '../address.ts';
import type { DeliveredEntry, Delivery, Inbox } from '../contract.ts';
import { connectRedis, redisFault, whenSettled } from './client.ts';
import { olderDelivery } from './older-list.ts';

/** The list of the older sheepdog: read as well, so that a herd can move over machine by machine. */
export const OLDER_LIST = 'sheepdog_run';
const LOOK_EVERY = 1_000;

/** Takes from the tail, as it is pushed at the head, and removes what is stored. */
export class OlderInbox implements Inbox {
  readonly name = 'older';
  readonly #redis: Redis;
  readonly #clock: Clock;

  constructor(address: QueueAddress, clock: Clock, log: Log) {
    this.#redis = connectRedis(address, log);
    this.#clock = clock;
  }

  begin(): void {} // nothing of it is numbered

  async take(limit: number): Promise<Delivery[]> {
    await whenSettled(this.#redis);
    const entries = await this.#redis.lrange(OLDER_LIST, -limit, -1).catch(error => {
      if (/WRONGTYPE/.test(String(error))) return []; // not the older sheepdog's
      throw redisFault(this.#redis, error);
    });
    return entries.reverse().map(olderDelivery);
  }

  async settle(deliveries: DeliveredEntry[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const { entry } of deliveries) pipeline.lrem(OLDER_LIST, -1, entry);
    const replies =
      (await pipeline.exec().catch(error => Promise.reject(redisFault(this.#redis, error)))) ?? [];
    const failed = replies.find(([error]) => error !== null);
    if (failed) throw redisFault(this.#redis, failed[0]);
  }

  again(): void {}

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(Math.max(ms, LOOK_EVERY), signal);
  }

  async waiting(): Promise<number | null> {
    return this.#redis.llen(OLDER_LIST).catch(() => null);
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }
}
