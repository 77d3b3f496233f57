import type { Redis } from 'ioredis';
import type { Log } from '../../model/log.ts';
import type { QueueAddress } from '../address.ts';
import type { Link, OutgoingEntry } from '../contract.ts';
import { connectRedis, redisFault, whenSettled } from './client.ts';
import { storedOf, streamOf } from './keys.ts';

/** The way from this machine's spool into its stream. */
export class RedisLink implements Link {
  readonly #redis: Redis;
  readonly #stream: string;
  readonly #marks: string;
  #connections = 0;

  constructor(address: QueueAddress, host: string, log: Log) {
    this.#redis = connectRedis(address, log);
    this.#redis.on('ready', () => this.#connections++);
    this.#stream = streamOf(host);
    this.#marks = storedOf(host);
  }

  async send(entries: OutgoingEntry[]): Promise<number> {
    await whenSettled(this.#redis);
    const pipeline = this.#redis.pipeline();
    for (const entry of entries) pipeline.xadd(this.#stream, '*', ...fieldsOf(entry));
    const replies =
      (await pipeline.exec().catch(error => Promise.reject(redisFault(this.#redis, error)))) ?? [];
    const refused = replies.findIndex(([error]) => error !== null);
    if (refused === 0) throw redisFault(this.#redis, replies[0]![0]);
    return refused === -1 ? entries.length : refused;
  }

  async stored(spool: string): Promise<number | null> {
    await whenSettled(this.#redis);
    const mark = await this.#redis
      .hget(this.#marks, spool)
      .catch(error => Promise.reject(redisFault(this.#redis, error)));
    return mark !== null && /^\d{1,15}$/.test(mark) ? Number(mark) : null;
  }

  connections(): number {
    return this.#connections;
  }

  close(): void {
    this.#redis.disconnect();
  }
}

function fieldsOf(entry: OutgoingEntry): string[] {
  const fields = [
    'spool',
    entry.spool,
    'number',
    String(entry.number),
    'base',
    String(entry.base),
    'sent',
    String(entry.sent),
  ];
  if (entry.unfit !== null) fields.push('unfit', entry.unfit);
  if (entry.text !== null) fields.push('message', entry.text);
  return fields;
}
