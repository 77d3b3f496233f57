import { type Clock, systemClock } from '../clock/clock.ts';
import { Fault } from '../model/fault.ts';

/** Tells a question when it has to end. */
export interface StopOptions {
  signal?: AbortSignal;
  /** Has somebody asked to stop, in a way that only whoever is asked knows of? */
  interrupted?: () => boolean;
  /** Milliseconds the question may take, from when it is asked, or from another moment of the monotonic clock. */
  timeout?: number;
  began?: number;
  clock?: Clock;
}

const ROWS_BETWEEN_LOOKS = 64;

/** Looked at before each row: has the question to end? */
export class Stop {
  readonly #signal: AbortSignal | undefined;
  readonly #interrupted: (() => boolean) | undefined;
  readonly #clock: Clock | undefined;
  readonly #timeout: number;
  readonly #deadline: number;
  #rows = 0;

  constructor({ signal, interrupted, timeout = Infinity, clock = systemClock, began }: StopOptions) {
    this.#signal = signal;
    this.#interrupted = interrupted;
    this.#timeout = timeout;
    this.#clock = timeout === Infinity ? undefined : clock;
    this.#deadline = this.#clock ? (began ?? this.#clock.monotonic()) + timeout : Infinity;
  }

  /** May the question have to end in the midst of whatever it is doing? */
  get isGuarded(): boolean {
    return this.#clock !== undefined || this.#interrupted !== undefined;
  }

  /** @throws Fault when the question has to end */
  check(): void {
    if (this.#signal?.aborted) throw stopped();
    if (this.isGuarded && this.#rows++ % ROWS_BETWEEN_LOOKS === 0) this.look();
  }

  /** Is its time over, or did somebody interrupt it? @throws Fault when it is so */
  look(): void {
    if (this.#interrupted?.()) throw stopped();
    if (!this.#clock || this.#clock.monotonic() < this.#deadline) return;
    throw new Fault(
      `the question took longer than ${this.#timeout} ms`,
      'ask for less, or give it more time',
    );
  }
}

const stopped = () => new Fault('the question was stopped');
