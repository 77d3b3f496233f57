import { Worker } from 'node:worker_threads';
import type { Clock } from '../../clock/clock.ts';
import { Fault } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import type { DeliveredEntry, Delivery, Inbox, StoredMark } from '../contract.ts';
import { fromColumns } from './columns.ts';
import type { Answers, Question, Word } from './protocol.ts';

/** The program of a thread that calls serveInbox(), and what it is told of its queue. */
export interface ReaderThread {
  file: string;
  /** Any data: what it reads from. */
  queue: unknown;
}

interface Asker {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
}

/** How soon to look again where nothing waits. */
const IDLE_PAUSE = 100;

/**
 * An inbox that another thread reads. To talk to Redis takes as much time of a processor as to store what it says; so
 * done, the two go on at once. Should that thread die, this process does: it is started anew, as after any other death.
 */
export class ThreadInbox implements Inbox {
  readonly name: string;
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #askers: Asker[] = [];
  /** What comes next, asked for before the last batch is stored. */
  #ahead: Promise<Delivery[]> | null = null;
  /** Counts the calls of again(): an answer to what was asked before says nothing of what comes next. */
  #beginnings = 0;

  constructor(name: string, { file, queue }: ReaderThread, clock: Clock, log: Log) {
    this.name = name;
    this.#clock = clock;
    this.#log = log;
    this.#worker = new Worker(file, { workerData: queue });
    this.#worker.on('message', word => this.#hear(word));
  }

  begin(): void {} // the senders are told by the marks

  take(limit: number): Promise<Delivery[]> {
    const next = this.#ahead ?? this.#take(limit);
    this.#ahead = null;
    return next;
  }

  async settle(deliveries: DeliveredEntry[], marks: StoredMark[]): Promise<void> {
    const entries = deliveries.map(({ host, entry }) => ({ host, entry }));
    await this.#ask({ call: 'settle', entries, marks });
  }

  again(): void {
    this.#ahead = null;
    this.#beginnings++;
    void this.#ask({ call: 'again' });
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(Math.min(ms, IDLE_PAUSE), signal);
  }

  waiting(): Promise<number | null> {
    return this.#ask({ call: 'waiting' });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #take(limit: number): Promise<Delivery[]> {
    const beginning = this.#beginnings;
    const { columns, ahead } = await this.#ask({ call: 'take', limit });
    if (ahead && beginning === this.#beginnings) {
      this.#ahead = this.#take(limit);
      this.#ahead.catch(() => {}); // told by the next take
    }
    return fromColumns(columns);
  }

  #ask<Q extends Question>(question: Q): Promise<Answers[Q['call']]> {
    return new Promise((resolve, reject) => {
      this.#askers.push({ resolve, reject });
      this.#worker.postMessage(question);
    });
  }

  #hear(word: Word): void {
    if (word.kind === 'log') return this.#log[word.level](word.fields, word.text);
    const asker = this.#askers.shift()!;
    if (word.kind === 'answer') asker.resolve(word.value as never);
    else asker.reject(word.fault ? new Fault(word.message, word.hint) : new Error(word.message));
  }
}
