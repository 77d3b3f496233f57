import type { Clock } from '../../clock/clock.ts';
import type { Log } from '../../model/log.ts';
import type { Link, OutgoingEntry } from '../contract.ts';
import type { Lane } from '../spool/lane.ts';
import {
  decide,
  handedOver,
  observeStored,
  openWindow,
  type Span,
  startOver,
  type Window,
} from './window.ts';

/** Bytes handed over at once: what is in flight is also in memory. */
const MAX_BYTES_AT_ONCE = 4 * 1024 * 1024;

/** Brings the entries of one lane over one link and lets the lane forget what is stored. */
export class Forwarder {
  readonly #lane: Lane;
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #log: Log;
  #window: Window;
  #connections: number;
  #markSeen = false;

  constructor(lane: Lane, link: Link, clock: Clock, log: Log) {
    this.#lane = lane;
    this.#link = link;
    this.#clock = clock;
    this.#log = log;
    this.#window = openWindow(lane.base - 1, clock.monotonic());
    this.#connections = link.connections();
  }

  /**
   * One look at the mark and one handing over.
   * @returns how many entries were stored and how many handed over: what counts as progress
   * @throws when the queue cannot be reached
   */
  async step(): Promise<number> {
    const stored = this.#lane.empty && this.#markSeen ? 0 : await this.#observe();
    const { window, span } = decide(this.#window, this.#lane.top, this.#clock.monotonic());
    this.#window = window;
    return stored + (await this.#handOver(span));
  }

  async #observe(): Promise<number> {
    const mark = await this.#link.stored(this.#lane.spool);
    const now = this.#clock.monotonic();
    if (this.#link.connections() !== this.#connections || (mark === null && this.#markSeen)) {
      this.#connections = this.#link.connections();
      this.#window = startOver(this.#window, now);
    }
    this.#markSeen = mark !== null;
    if (mark === null) return 0;
    const before = this.#window.stored;
    if (!this.#lane.acknowledge(mark)) {
      this.#log.warn(
        { spool: this.#lane.spool, mark },
        'the spool is older than what was stored of it; it gets a new id',
      );
      this.#lane.beginAgain(this.#lane.address, this.#clock.now());
      this.#window = openWindow(0, now);
      return 0;
    }
    this.#window = observeStored(this.#window, mark, now);
    return this.#window.stored - before;
  }

  async #handOver(span: Span): Promise<number> {
    const entries: OutgoingEntry[] = [];
    let bytes = 0;
    for (let number = span.from; number <= span.to && bytes < MAX_BYTES_AT_ONCE; number++) {
      const entry = this.#lane.read(number);
      this.#lane.handOver(number);
      entries.push({
        spool: this.#lane.spool,
        number,
        base: this.#lane.base,
        sent: this.#clock.now(),
        ...entry,
      });
      bytes += entry.text?.length ?? 0;
    }
    if (entries.length === 0) return 0;
    const taken = await this.#link.send(entries);
    this.#window = handedOver(this.#window, { from: span.from, to: span.to }, taken);
    return taken;
  }
}
