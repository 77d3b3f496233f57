import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/clock/clock.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { sleep } from '../support/waiting.ts';
import { Mortal } from './mortal.ts';
import { type PowerMode, UnreliableRedis } from './power.ts';

const ROOT = join(import.meta.dirname, '../..');
const program = (name: string) => join(ROOT, 'dist', `${name}.cjs`);

/** What a writer was told is kept: its numbers, in order. */
export interface Writer {
  name: string;
  told: number[];
  process: Mortal;
}

/** A wrapped job of the chaos, and whether its wrapper came to its end. */
export interface WrappedRun {
  tag: string;
  finished: boolean;
}

const WRITERS = 3;
const WRITE_EVERY = 4;

/** A small herd under load: writers, a machine with a daemon, one with only wrappers and their senders, a server. */
export class Herd {
  readonly store: string;
  readonly writers: Writer[] = [];
  readonly runs: WrappedRun[] = [];
  readonly #directory: string;
  readonly #redis: UnreliableRedis;
  readonly #daemon: Mortal;
  readonly #queueDaemon: Mortal;
  readonly #wrapperSpool: string;
  #running: Promise<void>[] = [];

  private constructor(directory: string, redis: UnreliableRedis) {
    writeConfiguration(directory);
    this.#directory = directory;
    this.#redis = redis;
    this.store = join(directory, 'store', 'sheepdog.db');
    const spool = join(directory, 'daemon-spool');
    createSpool(spool, false);
    this.#wrapperSpool = join(directory, 'wrapper-spool');
    this.#queueDaemon = new Mortal(() => [program('sheepdog-queue-daemon')], this.#env(spool));
    this.#daemon = new Mortal(() => [program('sheepdog-daemon')], this.#env(spool));
    for (let i = 0; i < WRITERS; i++) this.writers.push(this.#writer(`writer-${i}`, spool));
  }

  static async start(directory: string, mode: PowerMode): Promise<Herd> {
    return new Herd(directory, await UnreliableRedis.start(join(directory, 'redis'), mode));
  }

  /** What can be struck, by name. */
  readonly victims: Record<string, () => Promise<void>> = {
    daemon: () => this.#daemon.strike(),
    'queue daemon': () => this.#queueDaemon.strike(),
    Redis: () => this.#redis.strike(),
    writer: () => this.writers[this.#daemon.deaths % WRITERS]!.process.strike(),
    wrapper: () => this.wrap(true),
    sender: () => this.#killSender(),
    'memory of Redis': () => this.#redis.flush(),
  };

  /** Runs one wrapped job; a killed one is struck somewhere in its short life. */
  async wrap(killed: boolean): Promise<void> {
    const run: WrappedRun = { tag: `run-${this.runs.length}`, finished: false };
    this.runs.push(run);
    const child = spawn(process.execPath, [program('sheepdog'), '--tag', run.tag, '-e', 'true'], {
      env: { ...process.env, ...this.#env(this.#wrapperSpool) },
      stdio: 'ignore',
    });
    const over = new Promise<void>(resolve =>
      child.once('exit', code => {
        run.finished = code === 0;
        resolve();
      }),
    );
    if (killed) {
      await sleep(50 + Math.random() * 100);
      child.kill('SIGKILL');
    }
    this.#running.push(over);
  }

  /** No more load; what was handed over is brought to its end by `settled`. */
  async drain(settled: () => Promise<boolean>, limit: number): Promise<boolean> {
    for (const writer of this.writers) await writer.process.end('SIGKILL');
    await Promise.all(this.#running);
    const end = systemClock.monotonic() + limit;
    while (!(await settled())) {
      if (systemClock.monotonic() > end) return false;
      await this.wrap(false); // as the next cron job would: it leaves a sender behind if there is none
      await Promise.all(this.#running);
      await sleep(500);
    }
    return true;
  }

  async stop(): Promise<void> {
    await this.#daemon.end('SIGTERM');
    await this.#queueDaemon.end('SIGTERM');
    await this.#killSender();
    await this.#redis.stop();
  }

  #env(spool: string): NodeJS.ProcessEnv {
    return {
      SHEEPDOG_SPOOL: spool,
      SHEEPDOG_STORE: this.store,
      SHEEPDOG_CONFIG: join(this.#directory, 'config/server-config.scm'),
      SHEEPDOG_QUEUE: `127.0.0.1:${this.#redis.port}`,
      HOME: this.#directory,
    };
  }

  #writer(name: string, spool: string): Writer {
    const told: number[] = [];
    const writer = { name, told } as Writer;
    // Each life begins far behind the numbers of the one before, which may have kept one more than it could tell.
    const script = ['--import', 'tsx', join(import.meta.dirname, 'writer.ts'), spool, name];
    const command = (life: number) => [...script, String(life * 1_000_000 + 1), String(WRITE_EVERY)];
    writer.process = new Mortal(command, {}, text =>
      told.push(...text.split('\n').filter(Boolean).map(Number)),
    );
    return writer;
  }

  async #killSender(): Promise<void> {
    try {
      const { pid } = JSON.parse(readFileSync(join(this.#wrapperSpool, 'sender'), 'utf8')) as { pid: number };
      process.kill(pid, 'SIGKILL');
    } catch {
      // none is at work
    }
  }
}

/** What a receiver hook makes of a message: one event for each number of a writer. */
const PLUGIN = `
(define-plugin chaos
  (synopsis "What the writers of the chaos say")
  (relations (event (told host writer (number integer))))
  (receiver
    (lambda (message)
      (with-fields (writer number) (message-body message)
        (list (told (message-host message) writer number)
              (finding writer 'ok "has come to ~a" number))))))
`;

function writeConfiguration(directory: string): void {
  const folder = join(directory, 'config');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'chaos.scm'), PLUGIN);
  const services = '(list (service chaos-service-type) (service job-service-type))';
  writeFileSync(join(folder, 'server-config.scm'), `(use-plugins chaos)\n(herd (services ${services}))\n`);
}
