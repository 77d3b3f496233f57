import type { Redis } from 'ioredis';
import type { Clock } from '../../clock/clock.ts';
import type { Log } from '../../model/log.ts';
import type { QueueAddress } from '../address.ts';
import { connectRedis, redisFault, whenSettled } from './client.ts';
import { streamOf } from './keys.ts';

/** A way into the stream of one machine, without a spool: what is lost on it is not sent again. */
export class UnnumberedLink {
  readonly #redis: Redis;
  readonly #stream: string;
  readonly #clock: Clock;

  constructor(address: QueueAddress, host: string, clock: Clock, log: Log) {
    this.#redis = connectRedis(address, log);
    this.#stream = streamOf(host);
    this.#clock = clock;
  }

  async put(text: string): Promise<void> {
    await whenSettled(this.#redis);
    await this.#redis
      .xadd(this.#stream, '*', 'sent', this.#clock.now(), 'message', text)
      .catch(error => Promise.reject(redisFault(this.#redis, error)));
  }

  close(): void {
    this.#redis.disconnect();
  }
}
