import type { Clock } from '../clock/clock.ts';
import { errorText } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import type { TellOutside } from '../notify/alive.ts';
import { hostName } from '../platform/identity.ts';
import { parseQueueAddress } from '../queue/address.ts';
import { UnnumberedLink } from '../queue/redis/unnumbered.ts';
import { heartbeat } from './heart.ts';

/** No receiver takes a shorter one: milliseconds. */
const SHORTEST_PROMISE = 1_000;

/**
 * The way to another Sheepdog, which hears this dog as it hears a machine: when the beats cease it barks. What cannot be
 * said now is not said later, so no spool lies between.
 */
export class OtherDog {
  readonly #clock: Clock;
  readonly #log: Log;
  #open: { queue: string; link: UnnumberedLink } | null = null;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** @param interval within which the next beat is promised: milliseconds */
  way(queue: string, interval: number): TellOutside {
    const body = { interval: Math.max(interval, SHORTEST_PROMISE) };
    return async () => {
      try {
        await this.#link(queue).put(JSON.stringify(heartbeat(this.#clock.now(), body)));
        return null;
      } catch (error) {
        return `${queue} does not take it: ${errorText(error)}`;
      }
    };
  }

  close(): void {
    this.#open?.link.close();
    this.#open = null;
  }

  #link(queue: string): UnnumberedLink {
    if (this.#open?.queue === queue) return this.#open.link;
    this.close();
    // By its own name the machine is heard there if it is of that herd: it would cover the silence of the dog.
    const link = new UnnumberedLink(parseQueueAddress(queue), `dog.${hostName()}`, this.#clock, this.#log);
    this.#open = { queue, link };
    return link;
  }
}
