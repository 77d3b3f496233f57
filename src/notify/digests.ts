import type { Clock } from '../clock/clock.ts';
import { errorText } from '../model/fault.ts';
import { timeOrderedId } from '../model/id.ts';
import type { Log } from '../model/log.ts';
import type { Notice } from '../model/notice.ts';
import type { NotifierSettings } from '../model/notifier.ts';
import type { OutboxStore } from './courier.ts';
import { isDigestDue, isLifeDue } from './digest-time.ts';
import { letterFor } from './letter.ts';
import type { NamedNotifier } from './notifier.ts';
import { receiversOf } from './plan.ts';
import { type DigestFacts, digestText, signOfLife } from './text/digest.ts';

/** What the digests are made of. */
export interface DigestParts {
  store: OutboxStore;
  notifiers: () => readonly NamedNotifier[];
  /** What there is to tell a notifier since the digest before. */
  facts: (settings: NotifierSettings, since: number, now: number) => DigestFacts;
  /** This machine's name. */
  host: string;
  clock: Clock;
  log: Log;
}

/** The daily digests: each is put into the outbox in the transaction that notes that it was looked after. */
export class Digests {
  readonly #parts: DigestParts;
  /** Why the digest of a notifier cannot be made: said once. */
  readonly #complaints = new Map<string, string>();

  constructor(parts: DigestParts) {
    this.#parts = parts;
  }

  /** Puts into the outbox what is due. @returns the notifiers that it is for */
  look(): string[] {
    return this.#parts
      .notifiers()
      .filter(notifier => this.#attempt(notifier))
      .map(({ settings }) => settings.name);
  }

  /** A digest that cannot be made holds up nothing else that is to be told; it is tried again. */
  #attempt(notifier: NamedNotifier): boolean {
    const { name } = notifier.settings;
    try {
      const isDue = this.#lookAfter(notifier);
      this.#complaints.delete(name);
      return isDue;
    } catch (error) {
      const text = errorText(error);
      if (text !== this.#complaints.get(name))
        this.#parts.log.error({ notifier: name, error: text }, 'the digest cannot be made');
      this.#complaints.set(name, text);
      return false;
    }
  }

  #lookAfter(notifier: NamedNotifier): boolean {
    const { store, clock } = this.#parts;
    const { settings } = notifier;
    if (settings.digestTime === null) return false;
    const now = clock.now();
    const last = store.outbox.digest(settings.name);
    if (!last) {
      store.transaction(({ outbox }) => outbox.digestLooked(settings.name, now, now)); // the first is that of tomorrow
      return false;
    }
    if (!isDigestDue(settings, last.looked, now)) return false;
    const facts = this.#parts.facts(settings, last.looked, now);
    const text =
      digestText(facts) ?? (isLifeDue(last.told, now) ? signOfLife({ ...facts, since: last.told }) : null);
    this.#keep(notifier, text, text === null ? last.told : now, now);
    return text !== null;
  }

  #keep(notifier: NamedNotifier, text: string | null, told: number, now: number): void {
    const { store, host } = this.#parts;
    const { name } = notifier.settings;
    store.transaction(({ outbox }) => {
      outbox.digestLooked(name, now, told);
      if (text === null) return;
      const notice = digestNotice(text, now);
      const { subject, body } = letterFor(notice, notifier, null, host);
      const receivers = receiversOf(notice.id, name, notifier.addresses, host);
      outbox.add({ notice, notifier: name, asked: null, subject, body, receivers }, now);
    });
  }
}

function digestNotice(text: string, time: number): Notice {
  const id = timeOrderedId(time);
  return { id, kind: 'digest', time, thread: id, troubles: [], cause: null, text };
}
