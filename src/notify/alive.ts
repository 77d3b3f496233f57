import type { Clock } from '../clock/clock.ts';
import { formatDuration } from '../clock/duration.ts';
import { errorText } from '../model/fault.ts';
import type { Log } from '../model/log.ts';

/** What is to be seen of the dog itself. Times are milliseconds since 1970. */
export interface Vital {
  /** Did the canary come back? */
  canary: boolean;
  /** Since when the oldest notification waits that is due; null where none does. */
  oldestDue: number | null;
  /** What else the dog knows to be wrong with itself; null for nothing. */
  trouble: string | null;
  now: number;
}

const PATIENCE = 15 * 60_000;

/** Why the outside is not told that the dog is well; null where it is. */
export function unwell({ canary, oldestDue, trouble, now }: Vital): string | null {
  if (trouble !== null) return trouble;
  if (!canary) return 'a message does not pass queue, hook and store';
  if (oldestDue !== null && now - oldestDue > PATIENCE)
    return `a notification waits for ${formatDuration(now - oldestDue)}`;
  return null;
}

/** Tells one who is outside that the dog is well; why that failed, or null. */
export type TellOutside = (signal: AbortSignal) => Promise<string | null>;

/** What the watch over the dog is made of. */
export interface AliveParts {
  /** Who outside is told, and how often: milliseconds. Asked again and again. */
  alive: () => { tell: readonly TellOutside[]; interval: number };
  /** Sends a canary on its way; it says this when it is back. */
  fly: (word: string) => Promise<void>;
  /** What the canary that came back last said; null before the first. */
  returned: () => string | null;
  oldestDue: () => number | null;
  /** What else the dog knows to be wrong with itself. */
  trouble: () => string | null;
  clock: Clock;
  log: Log;
}

/** How long a canary may be on its way. */
const FLIGHT = 60_000;
const LOOK_EVERY = 100;
const TIME_LIMIT = 15_000;
const WHILE_NOBODY_ASKS = 60_000;

/** The dead man's switch: tells the outside again and again, but only while the dog itself is well. */
export class Alive {
  readonly #parts: AliveParts;
  #complaint: string | null = null;
  #flights = 0;

  constructor(parts: AliveParts) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { alive, clock } = this.#parts;
    while (!signal.aborted) {
      const { tell, interval } = alive();
      if (tell.length > 0) await this.#look(tell, signal);
      await clock.sleep(tell.length > 0 ? interval : WHILE_NOBODY_ASKS, signal);
    }
  }

  async #look(tell: readonly TellOutside[], signal: AbortSignal): Promise<void> {
    const { oldestDue, trouble, clock } = this.#parts;
    try {
      const canary = await this.#comesBack(signal);
      if (signal.aborted) return;
      const reason = unwell({ canary, oldestDue: oldestDue(), trouble: trouble(), now: clock.now() });
      this.#say(reason ?? (await tellAll(tell, signal)));
    } catch (error) {
      this.#say(errorText(error));
    }
  }

  async #comesBack(signal: AbortSignal): Promise<boolean> {
    const { fly, returned, clock } = this.#parts;
    const word = `${clock.now()}-${++this.#flights}`;
    const end = clock.monotonic() + FLIGHT;
    await fly(word);
    while (clock.monotonic() < end && !signal.aborted) {
      if (returned() === word) return true;
      await clock.sleep(LOOK_EVERY, signal);
    }
    return false;
  }

  #say(complaint: string | null): void {
    const { log } = this.#parts;
    if (complaint !== null && complaint !== this.#complaint)
      log.warn({ reason: complaint }, 'the outside is not told that all is well');
    if (complaint === null && this.#complaint !== null)
      log.info({}, 'the outside is told again that all is well');
    this.#complaint = complaint;
  }
}

async function tellAll(tell: readonly TellOutside[], signal: AbortSignal): Promise<string | null> {
  const said = await Promise.all(tell.map(each => each(signal)));
  const failures = said.filter(failure => failure !== null);
  return failures.length === 0 ? null : failures.join('; ');
}

/** Asks for the URL. Redirects are followed: nothing is said in asking. */
export const askForUrl =
  (url: string): TellOutside =>
  async signal => {
    try {
      const response = await fetch(url, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT)]),
      });
      await response.body?.cancel();
      return response.ok ? null : `${url} answered ${response.status}`;
    } catch (error) {
      const { cause } = error as Error;
      return `${url} does not answer: ${errorText(cause ?? error)}`;
    }
  };
