import type { Clock } from '../clock/clock.ts';
import type { Relation } from '../model/relation.ts';
import { Questions } from '../query/questions.ts';
import {
  callProcedure,
  callProcedureNow,
  type Environment,
  evaluate,
  evaluateNow,
  type Limits,
  type Value,
} from '../scheme/index.ts';
import { type Asked, Asking } from './asking.ts';
import { Reading } from './reading.ts';

/** When an asking has to end. */
export interface AskLimits {
  /** Milliseconds for all of it: its Scheme, its search, and whatever SQLite does. */
  timeLimit?: number;
  /** Bytes by which the heap may grow. */
  memoryLimit?: number;
  signal?: AbortSignal;
  /** Asked now and then, in the midst of a SELECT too: has it to end? */
  interrupted?: () => boolean;
  clock?: Clock;
  /** The first line of a text. */
  firstLine?: number;
  /** The most answers of a question that is not within another. */
  limit?: number;
  /** Called with each question that was answered. */
  answered?: (asked: Asked) => void;
}

/**
 * Scheme that asks a store: within `evaluate` and `call`, `run` and `run*` have the relations of the store for goals.
 * Whoever runs a question on a schedule opens one of these and calls the thunk that asks it:
 *
 *     const asker = Asker.open(storePath(env));
 *     try { answers = await asker.call(rule.ask, [], { timeLimit: 5_000, memoryLimit: 256 * 2 ** 20 }); }
 *     finally { asker.close(); }
 *
 * All reading is on connections of its own that cannot write; each question sees the store as it was at one moment; and
 * nothing stays open however a call ends. A question holds up its process while SQLite looks for the next row, so that
 * `timeLimit` is looked at within a SELECT too. Opening costs about 3 ms: it reads which relations there are, so open anew
 * after a reload. Every call throws a SchemeError, with its place, for whatever is wrong with the question, and when its
 * time is up.
 */
export class Asker {
  readonly questions: Questions;

  constructor(questions: Questions) {
    this.questions = questions;
  }

  /** @throws Fault where the store cannot be read */
  static open(path: string): Asker {
    return new Asker(Questions.open(path));
  }

  /** The relations that can be asked. */
  get relations(): readonly Relation[] {
    return this.questions.catalog.relations;
  }

  /** The value of the last form of a text. */
  evaluate(text: string, environment: Environment, limits: AskLimits = {}): Promise<Value> {
    return this.#askingLater(limits, host =>
      evaluate(text, environment, { ...host, file: environment.file }),
    );
  }

  /** The same at once; what would have to wait is an error. */
  evaluateNow(text: string, environment: Environment, limits: AskLimits = {}): Value {
    return this.#asking(limits, host => evaluateNow(text, environment, { ...host, file: environment.file }));
  }

  /** What a Scheme procedure returns; the thunk of a rule returns its answers. */
  call(procedure: Value, args: Value[], limits: AskLimits = {}): Promise<Value> {
    return this.#askingLater(limits, host => callProcedure(procedure, args, host));
  }

  /** The same at once. */
  callNow(procedure: Value, args: Value[], limits: AskLimits = {}): Value {
    return this.#asking(limits, host => callProcedureNow(procedure, args, host));
  }

  /** How a question, as text, would be answered. */
  async explain(text: string, environment: Environment): Promise<string> {
    return String(await this.evaluate(`(explanation ${text}\n)`, environment));
  }

  close(): void {
    this.questions.close();
  }

  #asking<T>(limits: AskLimits, work: (limits: Limits) => T): T {
    const asking = this.#begin(limits);
    try {
      return work({ ...limits, context: asking });
    } finally {
      asking.reading.end();
    }
  }

  async #askingLater<T>(limits: AskLimits, work: (limits: Limits) => Promise<T>): Promise<T> {
    const asking = this.#begin(limits);
    try {
      return await work({ ...limits, context: asking });
    } finally {
      asking.reading.end();
    }
  }

  #begin({ timeLimit, signal, interrupted, clock, limit = Infinity, answered }: AskLimits): Asking {
    const reading = new Reading(this.questions, {
      ...(timeLimit === undefined ? {} : { timeout: timeLimit }),
      ...(signal === undefined ? {} : { signal }),
      ...(interrupted === undefined ? {} : { interrupted }),
      ...(clock === undefined ? {} : { clock }),
    });
    return new Asking(reading, limit, answered);
  }
}
