import type { Lane } from '../spool/lane.ts';
import type { Lanes } from '../spool/lanes.ts';
import { Carrier, type CarrierParts } from './carrier.ts';

/** The carriers that are at work: one for each lane that holds something, and always one for the configured queue. */
export class Carriers {
  readonly #lanes: Lanes;
  readonly #parts: CarrierParts;
  readonly #moved: () => void;
  readonly #running = new Map<Lane, { carrier: Carrier; end: Promise<void> }>();
  #stop = new AbortController();

  /** @param moved called whenever something was handed over or is stored */
  constructor(lanes: Lanes, parts: CarrierParts, moved: () => void) {
    this.#lanes = lanes;
    this.#parts = parts;
    this.#moved = moved;
  }

  /** Sees to it that whatever lane needs a carrier has one. */
  see(): void {
    for (const lane of this.#lanes.outgoing()) {
      const stays = lane === this.#lanes.default;
      if ((stays || !lane.empty) && !this.#running.has(lane)) this.#start(lane, stays);
    }
  }

  /** Something has come into the spool. */
  ring(): void {
    for (const { carrier } of this.#running.values()) carrier.ring();
  }

  /** Ends them all. When it resolves no lane is touched any more: the sender lock can be given away. */
  async halt(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#running.values()].map(({ end }) => end));
    this.#stop = new AbortController();
  }

  #start(lane: Lane, stays: boolean): void {
    const carrier = new Carrier(lane, this.#parts);
    const { signal } = this.#stop;
    const end = carrier.run(stays, signal, this.#moved).finally(() => {
      this.#running.delete(lane);
      // What came in between its last look and now found it running still.
      if (!signal.aborted && !lane.empty) this.#start(lane, stays);
    });
    this.#running.set(lane, { carrier, end });
  }
}
