import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock/clock.ts';
import { errorText } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import type { ReportPart } from '../model/message.ts';
import { forgetLooks, runMonitor } from '../plugin/hooks.ts';
import type { Service } from '../plugin/plugin.ts';
import { SchemeError } from '../scheme/index.ts';
import { fitting } from './bundle.ts';
import { isDue, nextRound, roundAt, roundStart } from './rounds.ts';

/** One service with what is told of it. */
export interface WatchedService {
  service: Service;
  /** Tells several services of one plugin apart; else null. */
  label: string | null;
  hash: string | null;
}

/** What a watch is made of; `services` is asked for each round, so that a reload takes effect. */
export interface WatchParts {
  host: string;
  services: () => WatchedService[];
  /** Hands over what was found; false where that failed, and it is lost. */
  report: (parts: ReportPart[]) => boolean;
  clock: Clock;
  log: Log;
}

/** A hook that has found nothing by then is given up. */
const TIME_LIMIT = 30_000;
/** How long what was found waits for what others find. */
const PATIENCE = 5_000;

interface Found {
  service: Service;
  part: ReportPart;
}

/** Runs the monitor hooks of a machine when they are due; never two of one service at once. */
export class Watch {
  readonly #parts: WatchParts;
  readonly #running = new Set<string>();

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Looks at everything at once, then in rounds, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, host, log } = this.#parts;
    setMaxListeners(0, signal); // whatever hooks wait for is ended by it: as many listeners as hooks is no leak
    let last = roundAt(host, clock.now());
    await this.look(() => true, signal);
    while (!signal.aborted) {
      const now = clock.now();
      await clock.sleep(roundStart(host, nextRound(host, now)) - now, signal);
      if (signal.aborted) return;
      const round = roundAt(host, clock.now()); // asked for again: meanwhile the machine may have slept
      if (round === last) continue; // woken a moment too early, or the clock was set back a little
      const before = last;
      last = round;
      // Not waited for: a hook that takes its time must not hold up the next round of its neighbours.
      void this.look(watched => isDue(nameOf(watched), intervalOf(watched), before, round), signal).catch(
        error => log.error({ error: errorText(error) }, 'what the monitors found could not be reported'),
      );
    }
  }

  /**
   * Runs the hooks of these services side by side and reports what they found together. Who takes long is not waited
   * for: what he finds is reported apart.
   */
  async look(which: (watched: WatchedService) => boolean, signal: AbortSignal): Promise<void> {
    const { clock, services } = this.#parts;
    const due = services().filter(watched => which(watched) && !this.#running.has(nameOf(watched)));
    const found: Found[] = [];
    const all = Promise.all(
      due.map(async watched => {
        const part = await this.#part(watched, signal);
        if (part !== null) found.push({ service: watched.service, part });
      }),
    );
    const patience = new AbortController();
    await Promise.race([all, clock.sleep(PATIENCE, patience.signal)]);
    patience.abort();
    if (!signal.aborted) this.#tell(found.splice(0));
    await all;
    if (!signal.aborted) this.#tell(found);
  }

  #tell(found: Found[]): void {
    if (found.length === 0 || this.#parts.report(found.map(({ part }) => part))) return;
    for (const { service } of found) forgetLooks(service);
  }

  async #part(watched: WatchedService, signal: AbortSignal): Promise<ReportPart | null> {
    const { service, label, hash } = watched;
    if (service.plugin.monitor === null) return null;
    const name = nameOf(watched);
    const part = {
      plugin: service.plugin.name,
      service: label,
      hash,
      time: this.#parts.clock.now(),
      body: null,
      trouble: null,
    };
    this.#running.add(name);
    try {
      const found = fitting({ ...part, body: await runMonitor(service, { timeLimit: TIME_LIMIT, signal }) });
      if (found.trouble !== null) forgetLooks(service);
      return found;
    } catch (error) {
      forgetLooks(service);
      return { ...part, trouble: troubleText(error) };
    } finally {
      this.#running.delete(name);
    }
  }
}

const nameOf = ({ service, label }: WatchedService): string => `${service.plugin.name} ${label ?? ''}`;
const intervalOf = ({ service }: WatchedService): number => Number(service.configuration.get('interval'));

function troubleText(error: unknown): string {
  return (error instanceof SchemeError ? error.report() : errorText(error)).slice(0, 2_000);
}
