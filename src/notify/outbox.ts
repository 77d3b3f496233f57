import { errorText } from '../model/fault.ts';
import type { Notice } from '../model/notice.ts';
import type { BatchWriter } from '../store/batch.ts';
import { Courier, LONGEST_PAUSE } from './courier.ts';
import { type DigestParts, Digests } from './digests.ts';
import { fallbackLetter } from './fallback.ts';
import type { NamedNotifier } from './notifier.ts';
import { type PlannedLetter, planLetters } from './plan.ts';

/** What an outbox is made of; the notifiers are asked for again and again, so that a reload takes effect. */
export interface OutboxParts extends DigestParts {
  informAllowed: () => readonly string[];
  /** Writes a letter, when it is planned: what it says of the moment is of the moment of the decision. */
  write: (letter: PlannedLetter) => { subject: string; body: string };
}

/** How often it looks for new notices; they go out within a second of being stored. */
const LOOK_EVERY = 250;
const LOOK_NOW_AND_THEN = 5_000;
const AT_ONCE = 100;
const HOUR = 3_600_000;
/** Milliseconds after a fault of the store. */
const FAULT_PAUSE = 5_000;

/**
 * Delivers notices: takes each in the transaction that says who is told, and sends again whatever was not confirmed,
 * under the same Message-ID. So nothing that is due is lost, whenever the process ends.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #courier: Courier;
  readonly #digests: Digests;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #complaint = '';

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#courier = new Courier(parts);
    this.#digests = new Digests(parts);
  }

  /** Works until `signal` aborts, and then until what is on its way has arrived, or a few seconds are over. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      const isWell = this.step();
      await clock.sleep(isWell ? LOOK_EVERY : FAULT_PAUSE, signal);
    }
    await this.#courier.stop();
  }

  /** One look: plans what is new, covers what is stuck, and sends what is due without waiting for it. */
  step(): boolean {
    try {
      if (this.#parts.store.outbox.hasNotices()) this.#plan();
      this.#lookNowAndThen();
      this.#courier.send();
      this.#complaint = '';
      return true;
    } catch (error) {
      const text = errorText(error);
      if (text !== this.#complaint)
        this.#parts.log.error({ error: text }, 'notifications wait: the store fails');
      this.#complaint = text;
      return false;
    }
  }

  /** Resolves when nothing is on its way. */
  settled(): Promise<void> {
    return this.#courier.settled();
  }

  #plan(): void {
    const { store, clock } = this.#parts;
    const names = store.transaction(writer => {
      const now = clock.now();
      return writer.notices.waiting(AT_ONCE).flatMap(notice => {
        const told = this.#tell(writer, notice, now);
        writer.notices.taken(notice.id, now);
        return told;
      });
    });
    for (const name of names) this.#courier.wake(name);
  }

  /** Writes down who is told of a notice. @returns the notifiers */
  #tell(writer: BatchWriter, notice: Notice, now: number): string[] {
    const { notifiers, informAllowed, host, log } = this.#parts;
    const { outbox } = writer;
    const letters = planLetters(notice, {
      notifiers: notifiers(),
      told: outbox.told(notice.thread),
      informAllowed: informAllowed(),
      informed: machine => outbox.askedSince(machine, now - HOUR),
      host,
    });
    if (letters.length === 0)
      log.warn({ notice: notice.id, kind: notice.kind }, 'nobody is told of this: no notifier is for it');
    for (const letter of letters) outbox.add(this.#written(letter), now);
    return letters.map(({ notifier }) => notifier);
  }

  #written(planned: PlannedLetter) {
    const { timezone, ...letter } = planned;
    return { ...letter, ...this.#parts.write(planned) };
  }

  #lookNowAndThen(): void {
    const { store, clock } = this.#parts;
    if (clock.monotonic() - this.#lookedAt < LOOK_NOW_AND_THEN) return;
    this.#lookedAt = clock.monotonic();
    const now = clock.now();
    for (const name of store.outbox.fromFuture(now, now + LONGEST_PAUSE)) this.#courier.wake(name);
    this.#lookForStuck(now);
    for (const name of this.#digests.look()) this.#courier.wake(name);
  }

  #lookForStuck(now: number): void {
    const { store, notifiers } = this.#parts;
    const known = new Map(notifiers().map(notifier => [notifier.settings.name, notifier]));
    for (const name of store.outbox.waitingNotifiers()) if (!known.has(name)) this.#replan(name, now);
    for (const { settings } of known.values()) {
      const fallback = settings.fallback === null ? undefined : known.get(settings.fallback);
      if (fallback) this.#cover(settings.name, fallback, now - settings.fallbackAfter, now);
    }
  }

  /** What waits for a notifier that is no more goes the ways that there are now. */
  #replan(name: string, now: number): void {
    const { store, log } = this.#parts;
    const told = store.transaction(writer => {
      const ids = writer.outbox.orphaned(name, now, 'no notifier of this name is configured any more');
      const notices = ids.map(id => writer.notices.byId(id)).filter(notice => notice !== null);
      return notices.flatMap(notice => this.#tell(writer, notice, now));
    });
    log.warn(
      { notifier: name, instead: [...new Set(told)] },
      'what waited for a notifier that is gone goes elsewhere',
    );
    for (const each of told) this.#courier.wake(each);
  }

  #cover(name: string, fallback: NamedNotifier, before: number, now: number): void {
    const { store, host, log } = this.#parts;
    const stuck = store.outbox.stuck(name, before);
    if (stuck.length === 0) return;
    store.transaction(({ outbox }) => {
      for (const letter of stuck) {
        if (letter.asked === null) outbox.add(fallbackLetter(letter, fallback, host), now);
        outbox.covering(letter.letter, now);
      }
    });
    const { settings } = fallback;
    log.warn(
      { notifier: name, fallback: settings.name, letters: stuck.length },
      'the fallback is told instead',
    );
    this.#courier.wake(settings.name);
  }
}
