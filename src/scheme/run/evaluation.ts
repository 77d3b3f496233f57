// An evaluation: one thread of Scheme, with its own continuation and dynamic state. Evaluations take turns on the one
// machine; each puts its registers away when it waits.
import { Condition, Raised } from '../data/condition.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import { conditionOf, traceContinuation } from './backtrace.ts';
import { Dynamic } from './dynamic.ts';
import { type Result, registers, type Segment } from './machine.ts';
import { raiseObject, run, Stopped, Uncaught } from './raise.ts';
import { settled } from './waiting.ts';

export interface Limits {
  /** Milliseconds of clock time after which the evaluation is stopped, whatever it handles. */
  readonly timeLimit?: number | undefined;
  /** Bytes by which the heap may grow while the evaluation runs; then it is stopped. */
  readonly memoryLimit?: number | undefined;
  /** Stops the evaluation when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Host data that primitives may ask for (currentContext): on whose behalf this runs. */
  readonly context?: unknown;
}

/** Milliseconds an evaluation may run before others get a turn. */
const SLICE = 10;
const MEBIBYTE = 2 ** 20;

/** Milliseconds of a clock that only goes forward. (The global `performance` takes 2 ms to load, and node:v8 another.) */
function milliseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** The context of the evaluation that is running; for primitives, before they wait. */
export const currentContext = (): unknown => registers.context;

/** The evaluation that is running. */
let current: Evaluation | null = null;

/**
 * What starts a call beside the evaluation that is running, in a thread of its own with the same limits, context and
 * parameters; null where nothing may wait. Handlers and dynamic-winds stay with the one that is running.
 */
export const branching = (): ((start: () => Result) => Promise<Value>) | null => current?.branching() ?? null;

/** Stops the evaluation: not an exception that Scheme could handle. */
const stopped = (kind: string, message: string): Stopped => new Stopped(new Condition(kind, message));

class Evaluation {
  readonly #limits: Limits;
  readonly #began: number;
  readonly #mayWait: boolean;
  /** Bytes at the first look at the clock: most evaluations are over before, and asking takes 8 µs. */
  #heapAtFirst: number | null = null;
  #sliceBegan = 0;
  #k: Segment | null = null;
  #at = 0;
  #dynamic = Dynamic.EMPTY;

  constructor(limits: Limits, mayWait: boolean, began = milliseconds()) {
    this.#limits = limits;
    this.#mayWait = mayWait;
    this.#began = began;
  }

  /** See above. A branch counts time and memory from where this one did. */
  branching(): ((start: () => Result) => Promise<Value>) | null {
    if (!this.#mayWait) return null;
    const dynamic = Dynamic.EMPTY.withBound(registers.dynamic.bound);
    return async start => {
      await null; // the step that is under way comes to its end first
      const branch = new Evaluation(this.#limits, true, this.#began);
      branch.#heapAtFirst = this.#heapAtFirst;
      branch.#dynamic = dynamic;
      return branch.finish(start);
    };
  }

  /** Runs until the end or the next wait: the value, or the promise that is waited for. */
  step(start: () => Result): { value: Value } | { waiting: Promise<unknown> } {
    const { k, at, dynamic, act, paused, clock, context } = registers;
    const outer = current;
    current = this;
    this.#sliceBegan = milliseconds();
    registers.k = this.#k;
    registers.at = this.#at;
    registers.dynamic = this.#dynamic;
    registers.act = null;
    registers.paused = null;
    registers.clock = this.#clock;
    registers.context = this.#limits.context;
    try {
      const value = run(start);
      if (value !== undefined) return { value };
      this.#k = registers.k;
      this.#at = registers.at;
      this.#dynamic = registers.dynamic;
      return { waiting: registers.paused! };
    } finally {
      current = outer;
      registers.k = k;
      registers.at = at;
      registers.dynamic = dynamic;
      registers.act = act;
      registers.paused = paused;
      registers.clock = clock;
      registers.context = context;
    }
  }

  /** Stops when a limit is passed; true: it is another's turn. */
  #clock = (): boolean => {
    const now = milliseconds();
    const { timeLimit, memoryLimit, signal } = this.#limits;
    if (timeLimit !== undefined && now - this.#began > timeLimit) {
      throw stopped('time-limit', `stopped: still running after ${timeLimit} ms`);
    }
    if (memoryLimit !== undefined && this.#heapGrowth() > memoryLimit) {
      throw stopped(
        'memory-limit',
        `stopped: needs more than ${Math.round(memoryLimit / MEBIBYTE)} MiB of memory`,
      );
    }
    if (signal?.aborted) throw stopped('interrupted', 'interrupted');
    return this.#mayWait && now - this.#sliceBegan > SLICE;
  };

  #heapGrowth(): number {
    const { heapUsed } = process.memoryUsage();
    this.#heapAtFirst ??= heapUsed;
    return heapUsed - this.#heapAtFirst;
  }

  async finish(start: () => Result): Promise<Value> {
    let done = this.step(start);
    while ('waiting' in done) {
      const resume = await this.#resumption(done.waiting);
      done = this.step(resume);
    }
    return done.value;
  }

  /** How to go on when the promise is settled; stops when the time is up before. */
  async #resumption(promise: Promise<unknown>): Promise<() => Result> {
    const { timeLimit, signal } = this.#limits;
    const left = timeLimit === undefined ? undefined : timeLimit - (milliseconds() - this.#began);
    const outcome = await settled(promise, left, signal);
    switch (outcome.kind) {
      case 'value':
        return () => (outcome.value as Value | null | undefined) ?? UNSPECIFIED;
      case 'error':
        if (outcome.error instanceof Stopped) throw outcome.error; // of a branch, which has the same limits
        return () => raiseObject(registers.base, this.#located(outcome.error), false);
      case 'late':
        throw this.#stoppedHere('time-limit', `stopped: still waiting after ${timeLimit} ms`);
      case 'aborted':
        throw this.#stoppedHere('interrupted', 'interrupted');
    }
  }

  /** What a rejected promise raises; its place is where the evaluation waited. */
  #located(error: unknown): Value {
    if (error instanceof Uncaught) return error.payload; // of a branch: it knows its place
    const payload = error instanceof Raised ? error.payload : conditionOf(error);
    if (payload instanceof Condition) traceContinuation(payload, { k: this.#k, at: this.#at });
    return payload;
  }

  #stoppedHere(kind: string, message: string): Stopped {
    const condition = new Condition(kind, message);
    traceContinuation(condition, { k: this.#k, at: this.#at });
    return new Stopped(condition);
  }
}

/** Runs an evaluation that may wait and takes turns with others. */
export const evaluateAsync = (start: () => Result, limits: Limits = {}): Promise<Value> =>
  new Evaluation(limits, true).finish(start);

/** Runs an evaluation to its end at once; one that would have to wait is an error. */
export function evaluateSync(start: () => Result, limits: Limits = {}): Value {
  const evaluation = new Evaluation(limits, false);
  let done = evaluation.step(start);
  while ('waiting' in done) {
    done.waiting.catch(() => {});
    done = evaluation.step(() => {
      const condition = new Condition('would-wait', 'this has to wait, and is called where nothing may wait');
      traceContinuation(condition, registers);
      return raiseObject(registers.base, condition, false);
    });
  }
  return done.value;
}
