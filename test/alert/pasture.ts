import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Alerts } from '../../src/alert/alerts.ts';
import { type Dependent, planOf } from '../../src/alert/plan.ts';
import type { AlertRow } from '../../src/model/alert.ts';
import { type AlertSettings, DEFAULT_ALERTS } from '../../src/model/alert-settings.ts';
import type { Finding } from '../../src/model/finding.ts';
import { HEARTBEAT_PLUGIN } from '../../src/model/message.ts';
import type { Notice } from '../../src/model/notice.ts';
import { StoreReader } from '../../src/store/reader.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from '../support/directory.ts';

const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** A Thursday night, local time. */
export const START = new Date(2026, 10, 19, 0).getTime();
const TICK = 10 * SECOND;

/** A herd in a real store, and the dog that watches it: all of it under a clock of the test's. */
export class Pasture {
  readonly path = join(testDirectory(), 'sheepdog.db');
  settings: AlertSettings = DEFAULT_ALERTS;
  machines: Dependent[] = [];
  /** By both clocks; a test sets the one and not the other. */
  now = START;
  monotonic = 0;
  #store!: Store;
  #alerts!: Alerts;
  #seen = 0;

  constructor(settings: Partial<AlertSettings> = {}, machines: Record<string, string[]> = {}) {
    this.settings = { ...DEFAULT_ALERTS, ...settings };
    this.machines = Object.entries(machines).map(([name, dependsOn]) => ({ name, dependsOn }));
    this.start();
    onTestFinished(() => this.#store.close());
  }

  /** The daemon starts, and looks. */
  start(looks = true): this {
    this.#store = Store.openForReceiver(this.path, [], this.now);
    this.#alerts = new Alerts(() => planOf(this.settings, this.machines, 'reporthost'));
    this.#store.decideBy(this.#alerts);
    return looks ? this.#tick() : this;
  }

  /** The daemon ends: by order, or as by kill -9. */
  stop(byOrder = true): this {
    if (byOrder) this.#store.transaction(() => this.#alerts.leave(this.now));
    this.#store.close();
    return this;
  }

  restart(): this {
    return this.stop().start();
  }

  /** Time passes; the daemon, where it runs, sees it pass. */
  wait(duration: number): this {
    for (let left = duration; left > 0; ) {
      const step = Math.min(left > HOUR ? MINUTE : TICK, left);
      left -= step;
      this.now += step;
      this.monotonic += step;
      this.#tick();
    }
    return this;
  }

  /** Time passes while no daemon runs. */
  away(duration: number): this {
    this.now += duration;
    this.monotonic += duration;
    return this;
  }

  /** The wall clock is set. */
  jump(by: number): this {
    this.now += by;
    return this.#tick();
  }

  /** What is decided at this tick cannot be stored. */
  failingTick(): void {
    this.#store.transaction(() => {
      this.#alerts.tick(this.now, this.monotonic);
      throw new Error('no room');
    });
  }

  #tick(): this {
    this.#store.transaction(() => this.#alerts.tick(this.now, this.monotonic));
    return this;
  }

  /**
   * Something is found, and received at once; or it is received now, and was found earlier.
   * @param name `HOST PLUGIN SUBJECT`
   */
  find(
    name: string,
    level: Finding['level'],
    more: Partial<Finding> & { time?: number; show?: string; inform?: string[] } = {},
  ): this {
    const [host, plugin, ...rest] = name.split(' ') as [string, string, ...string[]];
    const { time = this.now, show = null, inform = [], ...given } = more;
    const finding = {
      subject: rest.join(' '),
      level,
      text: `is ${level}`,
      value: null,
      limit: null,
      ...given,
    };
    const telling = { host, plugin, time, received: this.now, belated: false, show, inform };
    this.#store.transaction(writer => {
      writer.host(host, this.now);
      writer.apply([{ kind: 'finding', finding }], telling);
    });
    return this;
  }

  /** Machines beat, and are known to do so every minute. */
  beat(...hosts: string[]): this {
    this.#store.transaction(writer => {
      for (const name of hosts) {
        const host = writer.host(name, this.now);
        const origin = { host, spool: null, number: null, sent: this.now, received: this.now };
        writer.heartbeat(origin, { interval: MINUTE, leaving: false }, { ...EMPTY, time: this.now });
      }
    });
    return this;
  }

  /** What watching for silence finds of a machine. */
  silent(...hosts: string[]): this {
    for (const host of hosts)
      this.find(`${host} ${HEARTBEAT_PLUGIN} -`, 'unknown', { text: 'not heard from' });
    return this;
  }

  back(...hosts: string[]): this {
    for (const host of hosts) this.find(`${host} ${HEARTBEAT_PLUGIN} -`, 'ok', { text: 'beats' });
    return this;
  }

  silence(host: string, until: number | null, plugin = '*', subject = '*'): number {
    const order = Store.openForOrder(this.path, this.now);
    const silence = { host, plugin, subject, until, reason: 'work', author: 'me', made: this.now };
    const id = order.transaction(({ alerts }) => alerts.silence(silence));
    order.close();
    return id;
  }

  unsilence(id: number): this {
    const order = Store.openForOrder(this.path, this.now);
    order.transaction(({ alerts }) => alerts.endSilence(id, this.now));
    order.close();
    return this;
  }

  /** The notices made since this was asked last, as `bad tux01 disk /`, with the cause where there are several. */
  get barks(): string[] {
    return this.notices.map(({ kind, troubles, cause, text }) => {
      const names = troubles.map(({ host, plugin, subject }) => `${host} ${plugin} ${subject}`);
      return `${kind} ${text ?? cause ?? names.join()}`;
    });
  }

  /** The notices made since these were asked for last. */
  get notices(): Notice[] {
    const all = this.#store.transaction(({ notices }) => notices.waiting(1000));
    const fresh = all.slice(this.#seen);
    this.#seen = all.length;
    return fresh;
  }

  /** The trail of a subject as `bad: reason`. */
  trail(host: string, plugin = '*', subject = '*'): string[] {
    return this.rows(host, plugin, subject).map(({ event, reason }) => `${event}: ${reason}`);
  }

  rows(host: string, plugin = '*', subject = '*'): AlertRow[] {
    const reader = StoreReader.open(this.path);
    try {
      return reader.trail({ host, plugin, subject }, 0, 1000);
    } finally {
      reader.close();
    }
  }
}

const EMPTY = {
  version: 1,
  id: 'b',
  machine: null,
  boot: null,
  plugin: HEARTBEAT_PLUGIN,
  hash: null,
  body: null,
};
