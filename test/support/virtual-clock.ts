import type { Clock } from '../../src/clock/clock.ts';

/** A clock that a test moves by hand. */
export class VirtualClock implements Clock {
  #now: number;
  #monotonic = 0;
  readonly #sleepers = new Set<{ until: number; signal: AbortSignal | undefined; wake: () => void }>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** The signals that end the sleep of those who sleep. */
  get sleepers(): (AbortSignal | undefined)[] {
    return [...this.#sleepers].map(({ signal }) => signal);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const sleeper = { until: this.#monotonic + ms, signal, wake: () => {} };
      sleeper.wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', sleeper.wake);
        resolve();
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  /** Lets time pass; who has slept long enough wakes. */
  pass(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
    for (const sleeper of [...this.#sleepers]) if (sleeper.until <= this.#monotonic) sleeper.wake();
  }

  /** The wall clock is set. */
  jump(ms: number): void {
    this.#now += ms;
  }
}
