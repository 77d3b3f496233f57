import type { Clock } from '../../clock/clock.ts';
import type { DeliveredEntry, Delivery, Inbox, StoredMark } from '../contract.ts';
import type { Lanes } from './lanes.ts';
import type { SpoolLayout } from './layout.ts';
import { SpoolWatch } from './watch.ts';

/** The spool as the whole queue: where there is no server, the receiver reads the default lane itself. */
export class SpoolInbox implements Inbox {
  readonly name = 'spool';
  readonly #lanes: Lanes;
  readonly #host: string;
  readonly #clock: Clock;
  readonly #watch: SpoolWatch;
  #next: number;

  /** @param host the name under which this machine's messages are stored */
  constructor(spool: SpoolLayout, lanes: Lanes, host: string, clock: Clock) {
    this.#lanes = lanes;
    this.#host = host;
    this.#clock = clock;
    this.#watch = new SpoolWatch(spool, clock);
    this.#next = lanes.default.base;
  }

  begin(stored: (host: string, spool: string) => number): void {
    this.#acknowledge(stored(this.#host, this.#lanes.default.spool));
  }

  async take(limit: number): Promise<Delivery[]> {
    this.#lanes.adopt();
    const lane = this.#lanes.default;
    const deliveries: Delivery[] = [];
    while (deliveries.length < limit && this.#next <= lane.top) {
      const number = { spool: lane.spool, number: this.#next, base: lane.base };
      const entry = String(this.#next);
      lane.handOver(this.#next);
      deliveries.push({ host: this.#host, number, sent: this.#clock.now(), entry, ...lane.read(this.#next) });
      this.#next++;
    }
    return deliveries;
  }

  async settle(_deliveries: DeliveredEntry[], marks: StoredMark[]): Promise<void> {
    for (const mark of marks) if (mark.spool === this.#lanes.default.spool) this.#acknowledge(mark.stored);
  }

  #acknowledge(stored: number): void {
    const lane = this.#lanes.default;
    if (lane.acknowledge(stored)) return;
    lane.beginAgain(lane.address, this.#clock.now());
    this.#next = lane.base;
  }

  again(): void {
    this.#next = this.#lanes.default.base;
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await this.#watch.wait(ms, signal);
  }

  async waiting(): Promise<number> {
    const lane = this.#lanes.default;
    return lane.top - lane.base + 1;
  }

  async close(): Promise<void> {
    this.#watch.close();
  }
}
