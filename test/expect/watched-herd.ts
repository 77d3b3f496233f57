import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Asker } from '../../src/ask/asker.ts';
import { Heard } from '../../src/expect/heard.ts';
import { Vigil } from '../../src/expect/vigil.ts';
import type { JobReport } from '../../src/model/job.ts';
import { HEARTBEAT_PLUGIN, JOB_PLUGIN, type Json, REPORT_PLUGIN } from '../../src/model/message.ts';
import { type Dog, loadDog } from '../../src/program/dog.ts';
import { lookAtHerd } from '../../src/program/expecting.ts';
import { listening } from '../../src/program/receiving.ts';
import { settle } from '../../src/program/ruling.ts';
import { BatchReceiver } from '../../src/receiver/store-batch.ts';
import { askRule, type RuleAnswer } from '../../src/rule/ask-rule.ts';
import { provide } from '../../src/scheme/index.ts';
import type { FindingRow } from '../../src/store/findings.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from '../support/directory.ts';

const LOOK = 15_000;
/** Long times pass in longer steps, which are still shorter than what a machine may be silent. */
const LONG_STEP = 150_000;
const LONG = 1_800_000;

/** A server with a real store and a real configuration, whose time the test makes. */
export class WatchedHerd {
  readonly #directory = testDirectory();
  readonly path: string = join(this.#directory, 'store', 'sheepdog.db');
  readonly configuration = join(this.#directory, 'config', 'server-config.scm');
  readonly #definitions: string;
  #store: Store;
  #dog: Dog;
  #heard = new Heard();
  #vigil = new Vigil();
  #entry = 0;
  /** By the clock of the server. */
  now: number;
  #monotonic = 0;
  /** What happens at each look: who beats, who reports. */
  every: (() => void)[] = [];
  listening = true;

  /**
   * @param herd the fields of a herd
   * @param definitions what stands before it
   */
  constructor(now: number, herd: string, definitions = '') {
    this.now = now;
    this.#definitions = definitions;
    this.#dog = this.#load(herd);
    this.#store = Store.openForReceiver(this.path, this.#dog.relations, now);
    this.#look();
  }

  /** Time goes by, and the server looks now and then. */
  pass(ms: number): this {
    for (const end = this.#monotonic + ms; this.#monotonic < end; ) {
      const left = end - this.#monotonic;
      const step = Math.min(left > LONG ? LONG_STEP : LOOK, left);
      this.now += step;
      this.#monotonic += step;
      for (const happen of this.every) happen();
      this.#look();
    }
    return this;
  }

  passTo(time: number): this {
    return this.pass(time - this.now);
  }

  /** The server is stopped, and started anew after that time. */
  stopFor(ms: number): this {
    this.#store.close();
    this.now += ms;
    this.#monotonic = 0;
    this.#heard = new Heard();
    this.#vigil = new Vigil();
    this.#store = Store.openForReceiver(this.path, this.#dog.relations, this.now);
    this.#look();
    return this;
  }

  /** Another configuration. */
  configure(herd: string): this {
    this.#dog = this.#load(herd);
    this.#store.declare(this.#dog.relations, this.now);
    return this;
  }

  beat(host: string, { interval = 60_000, leaving = false, delay = 0 } = {}): void {
    this.#receive(host, HEARTBEAT_PLUGIN, { interval, leaving }, this.now - delay);
  }

  /** What the monitor hook of a plugin's service found. */
  report(host: string, plugin: string, body: Json, service: string | null = null): void {
    const part = { plugin, service, hash: null, time: this.now, body, trouble: null };
    this.#receive(host, REPORT_PLUGIN, [part], this.now);
  }

  /** A run is told of. */
  run(host: string, report: Partial<JobReport> & { tag: string }): void {
    const body = { state: 'exited', exit: 0, elapsed: 1000, start: this.now, ...report };
    this.#receive(host, JOB_PLUGIN, { run: `r${++this.#entry}`, ...body } as Json, this.now);
  }

  /** Asks a rule of the configuration, and writes what came of it. */
  askRule(name: string): RuleAnswer {
    const asker = Asker.open(this.path);
    provide({ now: () => this.now }); // to questions
    try {
      const rule = this.#dog.herd.rules.find(each => each.name === name)!;
      const answer = askRule(rule, asker, 'server', { timeLimit: 10_000 });
      settle(this.#store, [name], [answer], this.now);
      return answer;
    } finally {
      provide({ now: Date.now });
      asker.close();
    }
  }

  forget(host: string): void {
    this.#store.forgetHost(host, this.now);
  }

  /** How a subject stands: its level and text. */
  says(host: string, plugin: string, subject: string): string | null {
    const found = this.#findings().find(
      each => each.host === host && each.plugin === plugin && each.subject === subject,
    );
    return found ? `${found.level}: ${found.text}` : null;
  }

  /** The rows that were written of a subject, its past included. */
  expected(): string[] {
    return this.#store.watched().expectations.map(({ host, tag, schedule }) => `${host} ${tag} ${schedule}`);
  }

  close(): void {
    this.#store.close();
  }

  #findings(): FindingRow[] {
    return this.#store.watched().findings;
  }

  #look(): void {
    const moment = { now: this.now, monotonic: this.#monotonic };
    this.#vigil.look(moment, this.listening);
    lookAtHerd(this.#store, { heard: this.#heard, vigil: this.#vigil, moment, dog: this.#dog });
  }

  #receive(host: string, plugin: string, body: Json, time: number): void {
    const entry = String(++this.#entry);
    const text = JSON.stringify({ version: 1, id: `m${entry}`, plugin, time, body });
    const clock = { now: () => this.now, monotonic: () => this.#monotonic, sleep: async () => {} };
    const plugins = listening(this.#dog.receivers, this.#heard, clock);
    this.#store.transaction(writer =>
      new BatchReceiver(writer, plugins, this.now).run([
        { host, number: null, sent: this.now, text, unfit: null, entry },
      ]),
    );
  }

  #load(herd: string): Dog {
    mkdirSync(dirname(this.configuration), { recursive: true });
    writeFileSync(this.configuration, `${this.#definitions} (herd ${herd})`);
    return loadDog({ HOME: '/nowhere' }, this.configuration);
  }
}
