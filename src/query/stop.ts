import { type Clock, systemClock } from '../clock/clock.ts';
import { Fault } from '../model/fault.ts';

/** Tells a question when it has to end. */
export interface StopOptions {
  signal?: AbortSignal;
  /** Milliseconds the question may take, from when it is asked. */
  timeout?: number;
  clock?: Clock;
}

const ROWS_BETWEEN_LOOKS = 64;

/** Looked at before each row: has the question to end? */
export class Stop {
  readonly #signal: AbortSignal | undefined;
  readonly #clock: Clock | undefined;
  readonly #timeout: number;
  readonly #deadline: number;
  #rows = 0;

  constructor({ signal, timeout = Infinity, clock = systemClock }: StopOptions) {
    this.#signal = signal;
    this.#timeout = timeout;
    this.#clock = timeout === Infinity ? undefined : clock;
    this.#deadline = this.#clock ? this.#clock.monotonic() + timeout : Infinity;
  }

  /** Is there a time at which the question ends, whatever it is doing? */
  get hasDeadline(): boolean {
    return this.#clock !== undefined;
  }

  /** @throws Fault when the question has to end */
  check(): void {
    if (this.#signal?.aborted) throw new Fault('the question was stopped');
    if (this.#clock && this.#rows++ % ROWS_BETWEEN_LOOKS === 0) this.look();
  }

  /** Is its time over? @throws Fault when it is */
  look(): void {
    if (!this.#clock || this.#clock.monotonic() < this.#deadline) return;
    throw new Fault(
      `the question took longer than ${this.#timeout} ms`,
      'ask for less, or give it more time',
    );
  }
}
