// An evaluation: one thread of Scheme, with its own continuation and dynamic state. Evaluations take turns on the one
// machine; each puts its registers away when it waits.
import { Condition, Raised } from '../data/condition.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import { conditionOf } from './backtrace.ts';
import { Dynamic } from './dynamic.ts';
import { type Result, registers, type Segment } from './machine.ts';
import { raiseObject, run, Stopped } from './raise.ts';

export interface Limits {
  /** Milliseconds of clock time after which the evaluation is stopped, whatever it handles. */
  readonly timeLimit?: number | undefined;
  /** Stops the evaluation when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds an evaluation may run before others get a turn. */
const SLICE = 10;

interface Saved {
  readonly k: Segment | null;
  readonly at: number;
  readonly dynamic: Dynamic;
  readonly act: (() => Result) | null;
  readonly paused: Promise<unknown> | null;
  readonly clock: () => boolean;
}

class Evaluation {
  readonly #limits: Limits;
  readonly #began = performance.now();
  readonly #mayWait: boolean;
  #sliceBegan = 0;
  #k: Segment | null = null;
  #at = 0;
  #dynamic = Dynamic.EMPTY;

  constructor(limits: Limits, mayWait: boolean) {
    this.#limits = limits;
    this.#mayWait = mayWait;
  }

  /** Runs until the end or the next wait: the value, or the promise that is waited for. */
  step(start: () => Result): { value: Value } | { waiting: Promise<unknown> } {
    const { k, at, dynamic, act, paused, clock } = registers;
    const outer: Saved = { k, at, dynamic, act, paused, clock };
    this.#sliceBegan = performance.now();
    Object.assign(registers, {
      k: this.#k,
      at: this.#at,
      dynamic: this.#dynamic,
      act: null,
      paused: null,
      clock: this.#clock,
    });
    try {
      const value = run(start);
      if (value !== undefined) return { value };
      const waiting = registers.paused!;
      this.#k = registers.k;
      this.#at = registers.at;
      this.#dynamic = registers.dynamic;
      return { waiting };
    } finally {
      Object.assign(registers, outer);
    }
  }

  /** Stops when the time is up; true: it is another's turn. */
  #clock = (): boolean => {
    const now = performance.now();
    const { timeLimit, signal } = this.#limits;
    if (timeLimit !== undefined && now - this.#began > timeLimit) {
      throw new Stopped(new Condition('time-limit', `stopped: still running after ${timeLimit} ms`));
    }
    if (signal?.aborted) throw new Stopped(new Condition('interrupted', 'interrupted'));
    return this.#mayWait && now - this.#sliceBegan > SLICE;
  };

  async finish(start: () => Result): Promise<Value> {
    let done = this.step(start);
    while ('waiting' in done) {
      const resume = await this.#settled(done.waiting);
      done = this.step(resume);
    }
    return done.value;
  }

  /** How to go on when the promise is settled, or the time is up before. */
  async #settled(promise: Promise<unknown>): Promise<() => Result> {
    try {
      const value = await this.#limited(promise);
      return () => value ?? UNSPECIFIED;
    } catch (error) {
      if (error instanceof Stopped) throw error;
      const payload = error instanceof Raised ? error.payload : conditionOf(error);
      return () => raiseObject(registers.base, payload, false);
    }
  }

  #limited(promise: Promise<unknown>): Promise<Value | null | undefined> {
    const { timeLimit, signal } = this.#limits;
    if (timeLimit === undefined && signal === undefined) return promise as Promise<Value>;
    return new Promise((resolve, reject) => {
      const left = timeLimit === undefined ? undefined : timeLimit - (performance.now() - this.#began);
      const stop = () => reject(new Stopped(new Condition('interrupted', 'interrupted')));
      const timer =
        left === undefined
          ? undefined
          : setTimeout(
              () => {
                reject(
                  new Stopped(new Condition('time-limit', `stopped: still waiting after ${timeLimit} ms`)),
                );
              },
              Math.max(0, left),
            );
      signal?.addEventListener('abort', stop, { once: true });
      const settle = (f: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        f();
      };
      promise.then(
        value => settle(() => resolve(value as Value)),
        error => settle(() => reject(error)),
      );
    });
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
    const condition = new Condition(
      'would-wait',
      'this would have to wait, and was called where nothing may wait',
    );
    done = evaluation.step(() => raiseObject(registers.base, condition, false));
  }
  return done.value;
}
