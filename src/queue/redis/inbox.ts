import type { Redis } from 'ioredis';
import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import type { QueueAddress } from '../address.ts';
import type { DeliveredEntry, Delivery, Inbox, StoredMark } from '../contract.ts';
import { connectRedis, redisFault, whenSettled } from './client.ts';
import { deliveryOf, type StreamEntry } from './entry.ts';
import { CONSUMER, GROUP, hostOf, STREAM_PATTERN, storedOf, streamOf } from './keys.ts';

const DISCOVER_EVERY = 1_000;
/** Streams asked at once: what they hold comes into memory together. */
const STREAMS_AT_ONCE = 64;
const IDLE_PAUSE = 100;

/** One machine's stream, as the receiver reads it. */
interface Stream {
  key: string;
  /** Own entries that were taken and not settled come first: '0' until there are none, then '>'. */
  from: '0' | '>';
  /** Its ids run ahead of the clock: somebody set one by hand, and at the largest id no more can be added. */
  ahead: boolean;
}

/** The receiver's side of the streams of all machines. */
export class RedisInbox implements Inbox {
  readonly name = 'streams';
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #log: Log;
  #streams = new Map<string, Stream>();
  #turn = 0;
  #discoveredAt = Number.NEGATIVE_INFINITY;
  #ahead: Promise<Delivery[]> | null = null;

  constructor(address: QueueAddress, clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
    this.#redis = connectRedis(address, log);
    this.#redis.on('ready', () => this.again());
  }

  begin(): void {} // the senders are told by the marks

  /** What comes next is asked for before this batch is stored: Redis works while SQLite does. */
  async take(limit: number): Promise<Delivery[]> {
    const deliveries = await (this.#ahead ?? this.#fetch(limit));
    this.#ahead = deliveries.length > 0 && this.#mayReadAhead() ? this.#fetch(limit) : null;
    this.#ahead?.catch(() => {}); // told by the next take
    return deliveries;
  }

  /** Is the next batch being asked for already? */
  get readsAhead(): boolean {
    return this.#ahead !== null;
  }

  async settle(deliveries: DeliveredEntry[], marks: StoredMark[]): Promise<void> {
    // XDEL before XACK, never in MULTI: after XACK and a crash nobody would delete the entry, and MULTI is refused
    // as a whole when Redis has no memory left, which only deleting can mend.
    const pipeline = this.#redis.pipeline();
    for (const [stream, entries] of byStream(deliveries)) {
      pipeline.xdel(stream, ...entries);
      pipeline.xack(stream, GROUP, ...entries);
    }
    for (const mark of marks) pipeline.hset(storedOf(mark.host), mark.spool, mark.stored);
    const replies =
      (await pipeline.exec().catch(error => Promise.reject(redisFault(this.#redis, error)))) ?? [];
    const failed = replies.find(([error]) => error !== null);
    if (failed) throw redisFault(this.#redis, failed[0]);
    for (const stream of this.#streams.values()) if (stream.ahead) await this.#renew(stream);
  }

  again(): void {
    this.#ahead = null;
    this.#discoveredAt = Number.NEGATIVE_INFINITY;
    this.#streams = new Map();
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(Math.min(ms, IDLE_PAUSE), signal);
  }

  async waiting(): Promise<number | null> {
    try {
      const pipeline = this.#redis.pipeline();
      for (const key of this.#streams.keys()) pipeline.xlen(key);
      const replies = (await pipeline.exec()) ?? [];
      return replies.reduce((sum, [, length]) => sum + (Number(length) || 0), 0);
    } catch {
      return null;
    }
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  async #fetch(limit: number): Promise<Delivery[]> {
    try {
      await whenSettled(this.#redis);
      await this.#discover();
      for (let asked = 0; asked < Math.max(1, Math.ceil(this.#streams.size / STREAMS_AT_ONCE)); asked++) {
        const deliveries = await this.#read(this.#nextStreams(), limit);
        if (deliveries.length > 0) return deliveries;
      }
      return [];
    } catch (error) {
      this.again();
      if (/NOGROUP/.test(errorText(error))) return []; // emptied: found again by the next look
      throw redisFault(this.#redis, error);
    }
  }

  /** Own entries that are not settled would come again. */
  #mayReadAhead(): boolean {
    return [...this.#streams.values()].every(stream => stream.from === '>');
  }

  async #discover(): Promise<void> {
    if (this.#clock.monotonic() - this.#discoveredAt < DISCOVER_EVERY) return;
    const found: string[] = [];
    let cursor = '0';
    do {
      const [next, keys] = await this.#redis.scan(
        cursor,
        'MATCH',
        STREAM_PATTERN,
        'COUNT',
        1000,
        'TYPE',
        'stream',
      );
      cursor = next;
      found.push(...keys);
    } while (cursor !== '0');
    for (const key of found) if (!this.#streams.has(key)) await this.#join(key);
    for (const key of this.#streams.keys()) if (!found.includes(key)) this.#streams.delete(key);
    this.#discoveredAt = this.#clock.monotonic();
  }

  async #join(key: string): Promise<void> {
    try {
      await this.#redis.xgroup('CREATE', key, GROUP, '0');
    } catch (error) {
      if (!/BUSYGROUP/.test(errorText(error))) throw error;
    }
    this.#streams.set(key, { key, from: '0', ahead: false });
  }

  #nextStreams(): Stream[] {
    const all = [...this.#streams.values()];
    if (all.length <= STREAMS_AT_ONCE) return all;
    const start = this.#turn % all.length;
    this.#turn = start + STREAMS_AT_ONCE;
    return [...all, ...all].slice(start, start + STREAMS_AT_ONCE);
  }

  async #read(streams: Stream[], limit: number): Promise<Delivery[]> {
    if (streams.length === 0) return [];
    const count = Math.max(1, Math.ceil(limit / streams.length));
    const keys = streams.map(stream => stream.key);
    const from = streams.map(stream => stream.from);
    const reply = await this.#redis.xreadgroup(
      'GROUP',
      GROUP,
      CONSUMER,
      'COUNT',
      count,
      'STREAMS',
      ...keys,
      ...from,
    );
    const entries = new Map((reply ?? []) as [string, StreamEntry[]][]);
    const deliveries: Delivery[] = [];
    for (const stream of streams) {
      const got = entries.get(stream.key) ?? [];
      if (stream.from === '0' && got.length === 0) stream.from = '>';
      deliveries.push(...(await this.#deliveries(stream, got)));
    }
    return deliveries;
  }

  async #deliveries(stream: Stream, entries: StreamEntry[]): Promise<Delivery[]> {
    // Deleted by the settling that a crash cut short: only the acknowledgement is missing.
    const gone = entries.filter(([, fields]) => !fields).map(([id]) => id);
    if (gone.length > 0) await this.#redis.xack(stream.key, GROUP, ...gone);
    const tomorrow = this.#clock.now() + 86_400_000;
    stream.ahead ||= entries.some(([id]) => Number(id.split('-')[0]) > tomorrow);
    return entries.filter(([, fields]) => fields).map(entry => deliveryOf(hostOf(stream.key), entry));
  }

  /** Makes an empty stream whose ids have run away anew, so that its machine can add to it again. */
  async #renew(stream: Stream): Promise<void> {
    if ((await this.#redis.xlen(stream.key)) > 0) return;
    await this.#redis.del(stream.key);
    this.#streams.delete(stream.key);
    this.#log.warn({ host: hostOf(stream.key) }, 'a stream whose ids ran ahead of time was made anew');
  }
}

function byStream(deliveries: DeliveredEntry[]): Map<string, string[]> {
  const entries = new Map<string, string[]>();
  for (const { host, entry } of deliveries) {
    const key = streamOf(host);
    const list = entries.get(key);
    if (list) list.push(entry);
    else entries.set(key, [entry]);
  }
  return entries;
}
