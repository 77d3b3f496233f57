import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import type { Link } from '../contract.ts';
import type { Lanes } from '../spool/lanes.ts';
import type { SpoolLayout } from '../spool/layout.ts';
import { markSender, unmarkSender } from '../spool/presence.ts';
import { reportLostRuns } from '../spool/runs.ts';
import { removeUnfinished } from '../spool/tidy.ts';
import { SpoolWatch } from '../spool/watch.ts';
import { Carriers } from './carriers.ts';

/** What a sender is made of; `linkTo` opens the way to a queue. */
export interface SenderParts {
  spool: SpoolLayout;
  lanes: Lanes;
  linkTo: (address: string) => Link;
  clock: Clock;
  log: Log;
}

const LOOK_EVERY = 5_000;
const AFTER_FAULT = 1_000;

/** The one sender of a spool: numbers what comes in, has it brought away, reports the runs whose wrapper died. */
export class Sender {
  readonly #parts: SenderParts;
  #trouble = '';
  #lookedAt = Number.NEGATIVE_INFINITY;
  #movedAt: number;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#movedAt = parts.clock.monotonic();
  }

  /**
   * Works until `signal` aborts or, where `patience` is given, until everything is stored or nothing has moved for
   * `patience` milliseconds. The caller holds the sender lock.
   */
  async run(signal: AbortSignal, patience = Number.POSITIVE_INFINITY): Promise<void> {
    const { spool, lanes, clock } = this.#parts;
    const watch = new SpoolWatch(spool, clock);
    const carriers = new Carriers(lanes, this.#parts, () => {
      this.#moved();
      if (lanes.empty) watch.wake();
    });
    markSender(spool);
    this.#moved();
    try {
      while (!signal.aborted) {
        const adopted = this.#tend();
        if (this.#mayEnd(patience) && (await this.#ended(carriers))) return;
        carriers.see();
        if (adopted > 0) carriers.ring();
        await watch.wait(this.#pause(patience), signal);
      }
    } finally {
      await carriers.halt();
      unmarkSender(spool);
      watch.close();
    }
  }

  #moved(): void {
    this.#movedAt = this.#parts.clock.monotonic();
  }

  #mayEnd(patience: number): boolean {
    if (patience === Number.POSITIVE_INFINITY) return false;
    return this.#parts.lanes.empty || this.#parts.clock.monotonic() - this.#movedAt > patience;
  }

  /** Returns false where something came meanwhile that is ours to bring away. */
  async #ended(carriers: Carriers): Promise<boolean> {
    const { spool, lanes } = this.#parts;
    await carriers.halt(); // first: whoever finds no mark waits only a moment for the lock
    unmarkSender(spool); // from here on a wrapper starts a new sender; what came before is still ours
    if (lanes.adopt() === 0) return true;
    markSender(spool);
    this.#moved();
    return false;
  }

  /** Takes what comes in; where that fails (a full disk), what is numbered is brought away all the same. */
  #tend(): number {
    try {
      this.#look();
      const adopted = this.#parts.lanes.adopt();
      if (adopted > 0) this.#moved();
      this.#trouble = '';
      return adopted;
    } catch (error) {
      const text = errorText(error);
      if (text !== this.#trouble) this.#parts.log.error({ error: text }, 'the spool cannot be worked on');
      this.#trouble = text;
      return 0;
    }
  }

  #look(): void {
    const { spool, clock, log } = this.#parts;
    if (clock.monotonic() - this.#lookedAt < LOOK_EVERY) return;
    this.#lookedAt = clock.monotonic();
    removeUnfinished(spool);
    const lost = reportLostRuns(spool);
    if (lost > 0)
      log.warn({ runs: lost }, 'wrappers died while their jobs ran; the runs are reported as lost');
  }

  #pause(patience: number): number {
    return Math.min(patience, this.#trouble ? AFTER_FAULT : LOOK_EVERY);
  }
}
