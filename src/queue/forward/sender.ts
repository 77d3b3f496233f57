import type { Clock } from '../../clock/clock.ts';
import { errorText, Fault } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import type { Link } from '../contract.ts';
import type { Lane } from '../spool/lane.ts';
import type { Lanes } from '../spool/lanes.ts';
import type { SpoolLayout } from '../spool/layout.ts';
import { markSender, unmarkSender } from '../spool/presence.ts';
import { reportLostRuns } from '../spool/runs.ts';
import { removeUnfinished } from '../spool/tidy.ts';
import { SpoolWatch } from '../spool/watch.ts';
import { Forwarder } from './forwarder.ts';

/** What a sender is made of; `linkTo` opens the way to a queue, once for each. */
export interface SenderParts {
  spool: SpoolLayout;
  lanes: Lanes;
  linkTo: (address: string) => Link;
  clock: Clock;
  log: Log;
}

const LOOK_EVERY = 5_000;
const WHILE_OUTSTANDING = 25;
const AFTER_FAULT = 1_000;

/** The one sender of a spool: numbers what comes in, brings it away, reports the runs whose wrapper died. */
export class Sender {
  readonly #parts: SenderParts;
  readonly #forwarders = new Map<Lane, Forwarder>();
  readonly #links: Link[] = [];
  readonly #complaints = new Map<Lane, string>();
  #trouble = '';
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /**
   * Works until `signal` aborts or, where `patience` is given, until everything is stored or nothing has moved for
   * `patience` milliseconds. The caller holds the sender lock.
   */
  async run(signal: AbortSignal, patience = Number.POSITIVE_INFINITY): Promise<void> {
    const { spool, lanes, clock } = this.#parts;
    const watch = new SpoolWatch(spool, clock);
    markSender(spool);
    let movedAt = clock.monotonic();
    try {
      while (!signal.aborted) {
        const moved = (await this.#round()) > 0;
        if (moved) movedAt = clock.monotonic();
        const mayEnd =
          patience < Number.POSITIVE_INFINITY && (this.#done() || clock.monotonic() - movedAt > patience);
        if (mayEnd) {
          unmarkSender(spool); // from here on a wrapper starts a new sender; what came before is still ours
          if (lanes.adopt() === 0) return;
          markSender(spool);
          movedAt = clock.monotonic();
        }
        if (!moved) await watch.wait(this.#pause(), signal);
      }
    } finally {
      unmarkSender(spool);
      watch.close();
      for (const link of this.#links) link.close();
    }
  }

  /** One round over all lanes; returns how much moved. */
  async #round(): Promise<number> {
    let moved = this.#tend();
    for (const lane of this.#parts.lanes.outgoing()) moved += await this.#step(lane);
    return moved;
  }

  /** What comes in; where that fails (a full disk), what is numbered is brought away all the same. */
  #tend(): number {
    try {
      this.#look();
      const adopted = this.#parts.lanes.adopt();
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

  async #step(lane: Lane): Promise<number> {
    try {
      const moved = await this.#forwarderOf(lane).step();
      if (moved > 0) this.#complaints.delete(lane);
      return moved;
    } catch (error) {
      this.#complain(lane, error);
      return 0;
    }
  }

  #forwarderOf(lane: Lane): Forwarder {
    let forwarder = this.#forwarders.get(lane);
    if (!forwarder) {
      const link = this.#parts.linkTo(lane.address!);
      this.#links.push(link);
      forwarder = new Forwarder(lane, link, this.#parts.clock, this.#parts.log);
      this.#forwarders.set(lane, forwarder);
    }
    return forwarder;
  }

  #complain(lane: Lane, error: unknown): void {
    const text = errorText(error);
    if (this.#complaints.get(lane) !== text) {
      const hint = error instanceof Fault ? error.hint : undefined;
      const waiting = lane.top - lane.base + 1;
      this.#parts.log.warn({ queue: lane.address, waiting, error: text, hint }, 'messages wait in the spool');
    }
    this.#complaints.set(lane, text);
  }

  #done(): boolean {
    return this.#parts.lanes.outgoing().every(lane => lane.base > lane.top);
  }

  #pause(): number {
    if (this.#done()) return LOOK_EVERY;
    return this.#complaints.size > 0 ? AFTER_FAULT : WHILE_OUTSTANDING;
  }
}
