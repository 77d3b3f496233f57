import { join } from 'node:path';
import type { Effect } from '../../src/model/effect.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { JobReport } from '../../src/model/job.ts';
import { HEARTBEAT_PLUGIN, JOB_PLUGIN, type Json } from '../../src/model/message.ts';
import type { Delivery } from '../../src/queue/contract.ts';
import type { PluginReceivers } from '../../src/receiver/plugins.ts';
import { BatchReceiver } from '../../src/receiver/store-batch.ts';
import { StoreReader } from '../../src/store/reader.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from './directory.ts';
import { NO_PLUGINS } from './no-plugins.ts';

/** A real store of the test's own, filled as the receiver fills it. */
export class HerdStore {
  readonly path = join(testDirectory(), 'store', 'sheepdog.db');
  readonly #numbers = new Map<string, number>();

  constructor() {
    Store.openForReceiver(this.path).close();
  }

  /** Receives deliveries at this time by the receiver's clock. */
  receive(now: number, ...deliveries: Delivery[]): this {
    return this.#receive(now, NO_PLUGINS, deliveries);
  }

  #receive(now: number, plugins: PluginReceivers, deliveries: Delivery[]): this {
    const store = Store.openForReceiver(this.path);
    try {
      store.transaction(writer => new BatchReceiver(writer, plugins, now).run(deliveries));
    } finally {
      store.close();
    }
    return this;
  }

  /** The next numbered entry of a host. */
  next(host: string, text: string, sent: number, skip = 0): Delivery {
    const number = (this.#numbers.get(host) ?? 0) + 1 + skip;
    this.#numbers.set(host, number);
    const spool = `spool-of-${host}`;
    return { host, number: { spool, number, base: number }, sent, text, unfit: null, entry: String(number) };
  }

  /** One message of a plugin, sent and received at this time. */
  message(host: string, id: string, plugin: string, body: Json, time: number): this {
    const text = JSON.stringify({ version: 1, id, plugin, time, body });
    return this.receive(time, this.next(host, text, time));
  }

  /** What a plugin's receiver hook finds on a host, at this time. */
  found(
    host: string,
    plugin: string,
    findings: Pick<Finding, 'subject' | 'level' | 'text'>[],
    time: number,
  ): this {
    const effects: Effect[] = findings.map(finding => ({
      kind: 'finding',
      finding: { value: null, limit: null, ...finding },
    }));
    const text = JSON.stringify({ version: 1, id: `f-${plugin}-${time}`, plugin, time, body: null });
    const receivers: PluginReceivers = { receive: () => ({ kind: 'effects', effects }), again() {} };
    return this.#receive(time, receivers, [this.next(host, text, time)]);
  }

  /** A run, told of at this time. */
  run(host: string, report: Partial<JobReport> & Pick<JobReport, 'run'>, time: number): this {
    const body = { state: 'exited', tag: 'borg-ipfs', exit: 0, elapsed: 400, start: time, ...report };
    return this.message(host, `m-${report.run}-${body.state}`, JOB_PLUGIN, body as Json, time);
  }

  beat(host: string, interval: number, time: number): this {
    return this.message(host, `b-${time}`, HEARTBEAT_PLUGIN, { interval }, time);
  }

  /** Asks, as a person's command does. */
  ask<T>(question: (reader: StoreReader) => T): T {
    const reader = StoreReader.open(this.path);
    try {
      return question(reader);
    } finally {
      reader.close();
    }
  }
}
