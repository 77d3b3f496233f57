/** A moment by both clocks: milliseconds. */
export interface Moment {
  now: number;
  monotonic: number;
}

/** Clocks are set by that much without anybody having to know. */
const UNNOTICED = 30_000;
const MOST_JUMPS = 100;

/**
 * How time was watched: since when without a break. A clock that jumps (set by hand or by NTP, a machine that slept), a
 * queue that cannot be read and a start all begin it anew, so that nobody is blamed for what could not be seen.
 */
export class Vigil {
  #last: Moment | null = null;
  #since: Moment | null = null;
  #jumps: { at: number; by: number }[] = [];

  /** To be called at least every minute. @param listening can messages be received now? */
  look(moment: Moment, listening: boolean): void {
    const { now, monotonic } = moment;
    if (this.#last) {
      const jumped = now - this.#last.now - (monotonic - this.#last.monotonic);
      if (Math.abs(jumped) > UNNOTICED) {
        this.#jumps = [...this.#jumps, { at: this.#last.now, by: jumped }].slice(-MOST_JUMPS);
        this.#since = null;
      }
    }
    this.#last = moment;
    if (!listening) this.#since = null;
    else this.#since ??= moment;
  }

  /** Since when nothing was missed; null while nothing can be heard. */
  get since(): Moment | null {
    return this.#since;
  }

  /**
   * How long ago a time was that was read from the wall clock, however that was set meanwhile. A time that came twice is
   * taken for the second.
   */
  age(time: number): number {
    if (!this.#last) return 0;
    const set = this.#jumps
      .filter(({ at, by }) => time <= Math.min(at, at + by))
      .reduce((sum, { by }) => sum + by, 0);
    return Math.max(0, this.#last.now - time - set);
  }
}
