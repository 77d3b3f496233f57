import { Bell } from '../../clock/bell.ts';
import type { Clock } from '../../clock/clock.ts';
import { errorText, Fault } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import type { Link } from '../contract.ts';
import type { Lane } from '../spool/lane.ts';
import { Forwarder } from './forwarder.ts';

/** What a carrier is made of; `linkTo` opens the way to a queue. */
export interface CarrierParts {
  linkTo: (address: string) => Link;
  clock: Clock;
  log: Log;
}

const WHILE_EMPTY = 5_000;
const WHILE_OUTSTANDING = 25;
const AFTER_FAULT = 1_000;

/** Brings away what one lane holds, at its own pace: a queue that is away or mute holds up no other. */
export class Carrier {
  readonly #lane: Lane;
  readonly #parts: CarrierParts;
  readonly #bell: Bell;
  #link: Link | null = null;
  #forwarder: Forwarder | null = null;
  #complaint = '';

  constructor(lane: Lane, parts: CarrierParts) {
    this.#lane = lane;
    this.#parts = parts;
    this.#bell = new Bell(parts.clock);
  }

  /** Something has come into the spool. */
  ring(): void {
    this.#bell.ring();
  }

  /**
   * Works until `signal` aborts or, unless it `stays`, until the lane holds nothing: the way to a queue that was named
   * once is not kept open, and nobody is told when that queue is gone.
   * @param moved called after each step that moved something
   */
  async run(stays: boolean, signal: AbortSignal, moved: () => void): Promise<void> {
    const hangUp = () => this.#hangUp(); // so that what waits for a mute queue ends soon
    signal.addEventListener('abort', hangUp, { once: true });
    try {
      while (!signal.aborted && (stays || !this.#lane.empty)) {
        if ((await this.#step(signal)) > 0) moved();
        else await this.#bell.wait(this.#pause(), signal);
      }
    } finally {
      signal.removeEventListener('abort', hangUp);
      this.#hangUp();
    }
  }

  #hangUp(): void {
    this.#link?.close();
    this.#link = null;
  }

  /** Returns how much moved. */
  async #step(signal: AbortSignal): Promise<number> {
    try {
      const moved = await this.#opened().step();
      if (moved > 0) this.#complaint = '';
      return moved;
    } catch (error) {
      if (!signal.aborted) this.#complain(error);
      return 0;
    }
  }

  #opened(): Forwarder {
    if (!this.#forwarder) {
      this.#link = this.#parts.linkTo(this.#lane.address!);
      this.#forwarder = new Forwarder(this.#lane, this.#link, this.#parts.clock, this.#parts.log);
    }
    return this.#forwarder;
  }

  #complain(error: unknown): void {
    const text = errorText(error);
    if (this.#complaint !== text) {
      const hint = error instanceof Fault ? error.hint : undefined;
      const { address, top, base } = this.#lane;
      const told = { queue: address, waiting: top - base + 1, error: text, hint };
      this.#parts.log.warn(told, 'messages wait in the spool');
    }
    this.#complaint = text;
  }

  #pause(): number {
    if (this.#lane.empty) return WHILE_EMPTY;
    return this.#complaint ? AFTER_FAULT : WHILE_OUTSTANDING;
  }
}
