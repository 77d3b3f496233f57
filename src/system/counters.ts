import type { Clock } from '../clock/clock.ts';

/** What some counters have grown by since they were last looked at. */
export interface Growth<Name extends string = string> {
  /** Milliseconds between the looks. */
  interval: number;
  /** By name; a counter that was not there before is left out. */
  grown: Partial<Record<Name, number>>;
}

interface Look<Name extends string = string> {
  time: number;
  values: Record<Name, number>;
}

/**
 * Remembers counters between two runs of a monitor, so that "errors since boot" becomes "errors since the
 * last look". Each monitor has its own, as they look at different times; a daemon that starts anew knows
 * none, so the first look tells nothing.
 */
export class Counters {
  readonly #clock: Clock;
  readonly #looks = new Map<string, Look>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes note of counters, and tells what they were before.
   * @param name whose counters, as `eth0`
   * @returns null for the first look
   */
  note<Name extends string>(
    name: string,
    values: Record<Name, number>,
  ): { before: Look<Name>; interval: number } | null {
    const before = this.#looks.get(name) as Look<Name> | undefined;
    const time = this.#clock.monotonic();
    this.#looks.set(name, { time, values: { ...values } });
    return before ? { before, interval: time - before.time } : null;
  }

  /**
   * Takes note of counters and tells their growth.
   * @returns null for the first look. A counter that fell was set to zero in between and has grown by what it
   * is now.
   */
  growth<Name extends string>(name: string, values: Record<Name, number>): Growth<Name> | null {
    const noted = this.note(name, values);
    if (!noted) return null;
    const grown: Partial<Record<Name, number>> = {};
    for (const [counter, value] of Object.entries(values) as [Name, number][]) {
      const earlier = noted.before.values[counter];
      if (earlier !== undefined) grown[counter] = value >= earlier ? value - earlier : value;
    }
    return { interval: noted.interval, grown };
  }
}
