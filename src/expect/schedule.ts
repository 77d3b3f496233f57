import { Cron } from 'croner';

/**
 * When a job is due. A time that daylight saving leaves out is due right after the gap, one that comes twice is due the
 * first time, as cron(8) does it; all times are milliseconds since 1970.
 */
export class Schedule {
  readonly #cron: Cron;

  /**
   * @param expression a cron expression of five fields, which was checked
   * @param timezone null: this machine's
   */
  constructor(expression: string, timezone: string | null) {
    this.#cron = new Cron(expression, { paused: true, ...(timezone !== null && { timezone }) });
  }

  /** The last time it was due at `time` or before; null where there is none. */
  lastDue(time: number): number | null {
    // Croner looks for what lies before the second it is given.
    const second = Math.floor(time / 1000) + 1;
    return this.#cron.previousRuns(1, new Date(second * 1000))[0]?.getTime() ?? null;
  }

  /** The next time it is due after `time`; null where there is none. */
  nextDue(time: number): number | null {
    return this.#cron.nextRun(new Date(time))?.getTime() ?? null;
  }
}

const MOST_KNOWN = 1000;
const known = new Map<string, Schedule>();

/** The schedule of an expression; null where it is none, as what a wrapper announced may be. Reading one takes 0.2 ms. */
export function scheduleOf(expression: string, timezone: string | null): Schedule | null {
  const key = `${timezone} ${expression}`;
  let schedule = known.get(key);
  if (!schedule) {
    try {
      schedule = new Schedule(expression, timezone);
      schedule.nextDue(0); // only now a time zone that does not exist is missed
    } catch {
      return null;
    }
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, schedule);
  }
  return schedule;
}
