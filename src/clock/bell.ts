import type { Clock } from './clock.ts';

/** A pause that others can end. Rung while nobody waits, it ends the next one: nothing that happens meanwhile is missed. */
export class Bell {
  readonly #clock: Clock;
  #rung = false;
  #wake: AbortController | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.abort();
  }

  /** Resolves when it was rung since the last call, at the latest after `ms` or when `signal` aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      const wake = new AbortController();
      const abort = () => wake.abort();
      signal.addEventListener('abort', abort); // AbortSignal.any leaves a trace of each call at a signal that lives long
      this.#wake = wake;
      await this.#clock.sleep(ms, wake.signal);
      this.#wake = null;
      signal.removeEventListener('abort', abort);
    }
    this.#rung = false;
  }
}
