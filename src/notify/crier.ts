import type { Clock } from '../clock/clock.ts';
import { errorText } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import type { Notice } from '../model/notice.ts';
import { pauseAfter } from './courier.ts';
import { letterFor } from './letter.ts';
import type { Letter, NamedNotifier } from './notifier.ts';
import { routed } from './route.ts';

/** What a crier is made of. */
export interface CrierParts {
  notifiers: () => readonly NamedNotifier[];
  /** This machine's name. */
  host: string;
  clock: Clock;
  log: Log;
}

/**
 * Tells notices out of memory, where there is no store or none that can be written. What it has not told when the
 * process ends is lost: it is for when that is better than silence.
 */
export class Crier {
  readonly #parts: CrierParts;
  /** Ids of what each receiver was told in each thread. */
  readonly #told = new Map<string, string[]>();

  constructor(parts: CrierParts) {
    this.#parts = parts;
  }

  /** Tells everybody whom it concerns; tries again while that fails for now and `signal` has not aborted. */
  async cry(notice: Notice, signal: AbortSignal): Promise<void> {
    const { notifiers, host } = this.#parts;
    const told = notifiers().flatMap(notifier => {
      const part = routed(notice, notifier.settings);
      if (part === null) return [];
      const receivers = notifier.addresses ?? [null];
      return receivers.map(to => this.#tell(notifier, letterFor(part, notifier, to, host), signal));
    });
    await Promise.all(told);
  }

  async #tell(notifier: NamedNotifier, written: Letter, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    const { name } = notifier.settings;
    const thread = JSON.stringify([written.notice.thread, name, written.to]);
    const letter = { ...written, references: this.#told.get(thread) ?? [] };
    const fields = { notifier: name, to: letter.to, subject: letter.subject };
    for (let tries = 0; !signal.aborted; tries++) {
      const outcome = await notifier
        .deliver(letter, signal)
        .catch(error => ({ kind: 'later' as const, reason: errorText(error) }));
      if (outcome.kind === 'delivered') {
        this.#told.set(thread, [...letter.references, letter.id]);
        return log.info(fields, 'told, out of memory');
      }
      if (outcome.kind === 'never' || tries === 0)
        log.warn({ ...fields, reason: outcome.reason }, 'not told, out of memory');
      if (outcome.kind === 'never') return;
      await clock.sleep(pauseAfter(tries), signal);
    }
  }
}
