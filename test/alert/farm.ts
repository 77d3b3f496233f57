import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import type { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import type { JobReport } from '../../src/model/job.ts';
import { silentLog } from '../../src/model/log.ts';
import { HEARTBEAT_PLUGIN, JOB_PLUGIN, type Json } from '../../src/model/message.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { DaemonContext } from '../../src/program/daemon-program.ts';
import { loadDog } from '../../src/program/dog.ts';
import { receive } from '../../src/program/receiving.ts';
import { parseQueueAddress } from '../../src/queue/address.ts';
import { RedisInbox } from '../../src/queue/redis/inbox.ts';
import { streamOf } from '../../src/queue/redis/keys.ts';
import { StoreReader } from '../../src/store/reader.ts';
import { testDirectory } from '../support/directory.ts';
import { startRedis } from '../support/redis.ts';
import { type MailServer, mailServer } from '../support/smtp.ts';
import { rows } from '../support/store.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const STEP = 15_000;
const REPORTS = 5 * MINUTE;

/** Milliseconds, real ones, within which it has to be done with what it does. */
const PATIENCE = 20_000;
/** All that the daemon does again and again, each asleep in between. */
const LOOPS = 8;

/**
 * The queue daemon with all its loops, its Redis, store and mail server; only its clock is the test's. It goes on when
 * all of the daemon sleeps: however slow the machine is, nothing is late.
 */
export class Farm {
  readonly clock = new VirtualClock(new Date(2026, 10, 19).getTime());
  /** Machines that beat every minute, each for itself a little later. */
  readonly beating = new Set<string>();
  readonly #path: string;
  readonly #dog: DaemonContext['dog'];
  readonly #redis: Redis;
  readonly #port: number;
  readonly mail: MailServer;
  readonly #pages: string;
  readonly #reports = new Map<string, { host: string; plugin: string; body: Json }>();
  #running: { stop: AbortController; ended: Promise<void> } | null = null;
  #entries = 0;
  #seen = 0;

  private constructor(fields: string, port: number, redis: Redis, mail: MailServer) {
    const directory = testDirectory();
    this.#path = join(directory, 'sheepdog.db');
    const file = join(directory, 'server-config.scm');
    this.#pages = join(directory, 'pages');
    const notifiers = `(mail-notifier (to '("you@lab.org")) (from "sheepdog@lab.org") (digest-time #f)
                                      (server "smtp://127.0.0.1:${mail.port}") (fallback "pager"))
                       (program-notifier (name "pager") (hosts '())
                                         (command '("sh" "-c" "cat >> $0" "${this.#pages}")))`;
    writeFileSync(file, `(herd (rules '()) (notifiers (list ${notifiers})) ${fields})`);
    const dog = loadDog({ HOME: '/nowhere', XDG_CONFIG_HOME: '/nowhere' }, file);
    this.#dog = () => dog;
    [this.#port, this.#redis, this.mail] = [port, redis, mail];
  }

  /** @param fields of the herd, besides whom it tells */
  static async open(fields = ''): Promise<Farm> {
    const server = await startRedis(join(testDirectory(), 'redis'));
    const redis = server.client();
    const farm = new Farm(fields, server.port, redis, await mailServer());
    onTestFinished(async () => {
      if (farm.#running) await farm.stop(true);
      redis.disconnect();
      await server.kill();
    });
    await farm.start();
    return farm;
  }

  async start(): Promise<void> {
    const stop = new AbortController();
    const address = parseQueueAddress(`localhost:${this.#port}`);
    const context: DaemonContext = {
      queue: null,
      env: { SHEEPDOG_STORE: this.#path },
      clock: this.clock,
      log: silentLog,
      signal: stop.signal,
      dog: this.#dog,
      onReload: () => {},
      ready: () => {},
    };
    const inbox = new RedisInbox(address, this.clock, silentLog);
    const ended = receive([inbox], { host: 'canary', put: async () => {} }, context);
    this.#running = { stop, ended };
    await this.#settle();
  }

  /** @param byOrder as by SIGTERM; else as by kill -9, after which nobody has said that it ends */
  async stop(byOrder: boolean): Promise<void> {
    const { stop, ended } = this.#running!;
    this.#running = null;
    stop.abort();
    await ended;
    if (byOrder) return;
    const db = new SQLite(this.#path);
    db.exec('UPDATE watch SET left = 0');
    db.close();
  }

  /** Time passes; machines go on beating, into their spools while nobody listens. */
  async wait(duration: number): Promise<void> {
    if (!this.#running) return this.clock.pass(duration);
    for (let left = duration; left > 0; ) {
      const step = left > HOUR ? MINUTE : STEP;
      left -= step;
      this.clock.pass(step);
      await this.#settle();
      if (this.clock.monotonic() % MINUTE === 0) await this.#send([...this.beating], ...BEAT);
      if (this.clock.monotonic() % REPORTS === 0)
        for (const { host, plugin, body } of this.#reports.values())
          if (this.beating.has(host)) await this.reportOnce(host, plugin, body);
    }
  }

  /** A plugin's monitor hook finds this on machines, and goes on finding it while they beat. */
  report(hosts: string | string[], plugin: string, body: Json): Promise<void> {
    for (const host of [hosts].flat()) this.#reports.set(`${host} ${plugin}`, { host, plugin, body });
    return this.reportOnce(hosts, plugin, body);
  }

  /** It found this once, at a time by the clock of the machine. */
  reportOnce(hosts: string | string[], plugin: string, body: Json, time = this.clock.now()): Promise<void> {
    const part = { plugin, service: null, hash: null, time, body, trouble: null };
    return this.#send([hosts].flat(), 'report', [part], time);
  }

  job(host: string, report: Partial<JobReport> & Pick<JobReport, 'run' | 'tag'>): Promise<void> {
    const body = { state: 'exited', exit: 0, elapsed: MINUTE, start: this.clock.now(), ...report };
    return this.#send([host], JOB_PLUGIN, body as Json);
  }

  /** The mails since this was asked last, as `bad tux01 disk /`, or with what several have in common. */
  async barks(): Promise<string[]> {
    const notices = await this.notices();
    if (this.mail.mails.length !== this.#seen)
      throw new Error(`${this.#seen} notices, but ${this.mail.mails.length} mails`);
    return notices.map(({ kind, troubles, cause, text }) => {
      const [first] = troubles;
      return `${kind} ${text ?? cause ?? `${first!.host} ${first!.plugin} ${first!.subject}`}`;
    });
  }

  /** The notices since these were asked for last. */
  async notices(): Promise<Pick<Notice, 'kind' | 'troubles' | 'cause' | 'text'>[]> {
    await this.#settle();
    const all = rows<{ kind: Notice['kind']; troubles: string; cause: string | null; text: string | null }>(
      this.#path,
      'SELECT kind, troubles, cause, text FROM notice ORDER BY seq',
    );
    const fresh = all.slice(this.#seen);
    this.#seen = all.length;
    return fresh.map(notice => ({ ...notice, troubles: JSON.parse(notice.troubles) }));
  }

  /** The subject lines of what the pager was given, because no mail could be sent. */
  get pages(): string[] {
    if (!existsSync(this.#pages)) return [];
    const lines = readFileSync(this.#pages, 'utf8').trim().split('\n');
    return lines.map(line => (JSON.parse(line) as { subject: string }).subject);
  }

  /** What was decided of a subject. */
  decisions(host: string, plugin: string, subject: string): string[] {
    const reader = StoreReader.open(this.#path);
    try {
      const trail = reader.trail({ host, plugin, subject }, 0, 100);
      return trail.map(({ event, reason }) => `${event}: ${reason}`);
    } finally {
      reader.close();
    }
  }

  /** Puts it into the queue; the daemon takes it as soon as time passes. */
  async #send(hosts: string[], plugin: string, body: Json, time = this.clock.now()): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const host of hosts) {
      const id = `m${++this.#entries}`;
      const message = JSON.stringify({ version: 1, id, plugin, time, body });
      pipeline.xadd(streamOf(host), `${this.#entries}-1`, 'sent', this.clock.now(), 'message', message);
    }
    await pipeline.exec();
  }

  /** Waits until all of the daemon sleeps, and nothing is on its way. */
  async #settle(): Promise<void> {
    const end = Date.now() + PATIENCE;
    const { signal } = this.#running!.stop;
    for (;;) {
      const { sleepers } = this.clock;
      // What is on its way has a time limit, which ends with another signal than the daemon's.
      if (sleepers.length === LOOPS && sleepers.every(each => each === signal)) return;
      if (Date.now() > end) throw new Error(`${sleepers.length} of ${LOOPS} sleep`);
      await new Promise(setImmediate);
    }
  }
}

const BEAT = [HEARTBEAT_PLUGIN, { interval: MINUTE }] as const;
