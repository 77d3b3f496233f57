import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Alerts } from '../../src/alert/alerts.ts';
import { Heard } from '../../src/expect/heard.ts';
import { Vigil } from '../../src/expect/vigil.ts';
import type { JobReport } from '../../src/model/job.ts';
import { HEARTBEAT_PLUGIN, JOB_PLUGIN, type Json } from '../../src/model/message.ts';
import type { Notice } from '../../src/model/notice.ts';
import { alertsOf } from '../../src/program/alerting.ts';
import { type Dog, loadDog } from '../../src/program/dog.ts';
import { lookAtHerd } from '../../src/program/expecting.ts';
import { listening } from '../../src/program/receiving.ts';
import type { Delivery } from '../../src/queue/contract.ts';
import { BatchReceiver } from '../../src/receiver/store-batch.ts';
import { StoreReader } from '../../src/store/reader.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from '../support/directory.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const STEP = 15_000;
const REPORTS = 5 * MINUTE;

/**
 * A queue daemon without its loops: the real configuration, plugins, receiver, expectations and decisions, each called
 * when the clock of the test says so.
 */
export class Farm {
  /** Both clocks: milliseconds. */
  now = new Date(2026, 10, 19).getTime();
  monotonic = 0;
  /** Machines that beat every minute, each for itself a little later. */
  readonly beating = new Set<string>();
  readonly #directory = testDirectory();
  readonly #path = join(this.#directory, 'sheepdog.db');
  readonly #dog: Dog;
  readonly #reports = new Map<string, { host: string; plugin: string; body: Json }>();
  readonly #numbers = new Map<string, number>();
  #store!: Store;
  #alerts!: Alerts;
  #heard!: Heard;
  #vigil!: Vigil;
  #seen = 0;

  /** @param configuration the text of server-config.scm */
  constructor(configuration = '(herd)') {
    const file = join(this.#directory, 'server-config.scm');
    writeFileSync(file, configuration);
    this.#dog = loadDog({ HOME: '/nowhere', XDG_CONFIG_HOME: '/nowhere' }, file);
    this.start();
    onTestFinished(() => this.#store.close());
  }

  start(): this {
    const { relations } = this.#dog;
    this.#store = Store.openForReceiver(this.#path, relations, this.now);
    this.#alerts = alertsOf(() => this.#dog);
    this.#store.decideBy(this.#alerts);
    [this.#heard, this.#vigil] = [new Heard(), new Vigil()];
    return this;
  }

  /** @param byOrder as by SIGTERM; else as by kill -9 */
  stop(byOrder: boolean): this {
    if (byOrder) this.#store.transaction(() => this.#alerts.leave(this.now));
    this.#store.close();
    return this;
  }

  /** Time passes and nobody sees it; machines go on beating, into their spools. */
  away(duration: number): this {
    this.now += duration;
    this.monotonic += duration;
    return this;
  }

  /** The server's clock is set. */
  jump(by: number): this {
    this.now += by;
    return this;
  }

  wait(duration: number): this {
    for (let left = duration; left > 0; ) {
      const step = left > HOUR ? MINUTE : STEP;
      left -= step;
      this.now += step;
      this.monotonic += step;
      if (this.monotonic % MINUTE === 0) this.#beat();
      if (this.monotonic % REPORTS === 0)
        for (const { host, plugin, body } of this.#reports.values())
          if (this.beating.has(host)) this.reportOnce(host, plugin, body);
      this.#look();
    }
    return this;
  }

  /** A plugin's monitor hook finds this on machines, and goes on finding it while they beat. */
  report(hosts: string | string[], plugin: string, body: Json): this {
    for (const host of [hosts].flat()) this.#reports.set(`${host} ${plugin}`, { host, plugin, body });
    return this.reportOnce(hosts, plugin, body);
  }

  /** It found this once, at a time by the clock of the machine. */
  reportOnce(hosts: string | string[], plugin: string, body: Json, time = this.now): this {
    const part = { plugin, service: null, hash: null, time, body, trouble: null };
    return this.#receive([hosts].flat(), 'report', [part], time);
  }

  job(host: string, report: Partial<JobReport> & Pick<JobReport, 'run' | 'tag'>): this {
    const body = { state: 'exited', exit: 0, elapsed: MINUTE, start: this.now, ...report };
    return this.#receive([host], JOB_PLUGIN, body as Json, this.now);
  }

  /** A machine says that it goes, as for a reboot. */
  leave(host: string, interval: number): this {
    this.beating.delete(host);
    return this.#receive([host], HEARTBEAT_PLUGIN, { interval, leaving: true }, this.now);
  }

  /** The notices since this was asked last, as `bad tux01 disk /`, or with what several have in common. */
  get barks(): string[] {
    return this.notices.map(({ kind, troubles, cause, text }) => {
      const [first] = troubles;
      return `${kind} ${text ?? cause ?? `${first!.host} ${first!.plugin} ${first!.subject}`}`;
    });
  }

  get notices(): Notice[] {
    const all = this.#store.transaction(({ notices }) => notices.waiting(1000));
    const fresh = all.slice(this.#seen);
    this.#seen = all.length;
    return fresh;
  }

  /** What was decided of a subject. */
  decisions(host: string, plugin: string, subject: string): string[] {
    const reader = StoreReader.open(this.#path);
    try {
      const rows = reader.trail({ host, plugin, subject }, 0, 100);
      return rows.map(({ event, reason }) => `${event}: ${reason}`);
    } finally {
      reader.close();
    }
  }

  #beat(): void {
    this.#receive([...this.beating], HEARTBEAT_PLUGIN, { interval: MINUTE }, this.now);
  }

  #look(): void {
    const moment = { now: this.now, monotonic: this.monotonic };
    this.#vigil.look(moment, true);
    lookAtHerd(this.#store, { heard: this.#heard, vigil: this.#vigil, moment, dog: this.#dog });
    this.#store.transaction(() => this.#alerts.tick(this.now, this.monotonic));
  }

  #receive(hosts: string[], plugin: string, body: Json, time: number): this {
    const clock = { now: () => this.now, monotonic: () => this.monotonic, sleep: async () => {} };
    const receivers = listening(this.#dog.receivers, this.#heard, clock);
    const deliveries = hosts.map(host => this.#delivery(host, JSON.stringify(message(plugin, body, time))));
    this.#store.transaction(writer => new BatchReceiver(writer, receivers, this.now).run(deliveries));
    return this;
  }

  #delivery(host: string, text: string): Delivery {
    const number = (this.#numbers.get(host) ?? 0) + 1;
    this.#numbers.set(host, number);
    const numbered = { spool: `spool-of-${host}`, number, base: number };
    return { host, number: numbered, sent: this.now, text, unfit: null, entry: String(number) };
  }
}

function message(plugin: string, body: Json, time: number) {
  return { version: 1, id: `m-${plugin}-${time}`, plugin, time, body };
}
