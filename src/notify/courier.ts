import type { Clock } from '../clock/clock.ts';
import { errorText } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import type { BatchWriter } from '../store/batch.ts';
import type { DeliveryRow, OutboxTables } from '../store/outbox.ts';
import { away, type NamedNotifier, type Outcome } from './notifier.ts';
import { summaries } from './summary.ts';

/** The store as the outbox sees it: reads at any time, writes in a transaction. */
export interface OutboxStore {
  readonly outbox: OutboxTables;
  transaction<T>(work: (writer: BatchWriter) => T): T;
}

export interface CourierParts {
  store: OutboxStore;
  notifiers: () => readonly NamedNotifier[];
  /** This machine's name. */
  host: string;
  clock: Clock;
  log: Log;
}

/** Letters on their way at the same time by one notifier. */
const AT_ONCE = 8;
const TIME_LIMIT = 60_000;
const FIRST_PAUSE = 5_000;
export const LONGEST_PAUSE = 15 * 60_000;
/** As long as mail servers try. */
const GIVEN_UP_AFTER = 5 * 24 * 3_600_000;
/** How long what is on its way may take when the daemon is to stop. */
const LAST_PATIENCE = 5_000;

/** Brings letters to their receivers: each receiver's in order, the notifiers beside each other. */
export class Courier {
  readonly #parts: CourierParts;
  /** When something of a notifier is due next; what is not here has to be looked at. */
  readonly #dueAt = new Map<string, number>();
  readonly #busy = new Map<string, Promise<void>>();
  /** What was confirmed, or refused, and could not be written down: it must not be sent again. */
  readonly #unwritten = new Map<number, Outcome>();
  readonly #away = new Set<string>();
  readonly #stop = new AbortController();

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /** There is something new for a notifier. */
  wake(name: string): void {
    this.#dueAt.delete(name);
  }

  /** Begins to send what is due. */
  send(): void {
    const now = this.#parts.clock.now();
    for (const notifier of this.#parts.notifiers()) {
      const { name } = notifier.settings;
      if (this.#busy.has(name) || (this.#dueAt.get(name) ?? 0) > now) continue;
      const work = this.#serve(notifier).catch(error => this.#complain(name, error));
      this.#busy.set(
        name,
        work.finally(() => this.#busy.delete(name)),
      );
    }
  }

  async settled(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy.values());
  }

  /** What is not confirmed when this resolves is sent again, under the same id, by the next one. */
  async stop(): Promise<void> {
    const over = new AbortController();
    await Promise.race([this.settled(), this.#parts.clock.sleep(LAST_PATIENCE, over.signal)]);
    over.abort();
    this.#stop.abort();
  }

  async #serve(notifier: NamedNotifier): Promise<void> {
    const { store, clock } = this.#parts;
    const { name } = notifier.settings;
    this.#dueAt.set(name, Number.POSITIVE_INFINITY);
    this.#sumUp(notifier);
    while (!this.#stop.signal.aborted) {
      const rows = store.outbox.due(name, clock.now(), AT_ONCE);
      if (rows.length === 0) break;
      const outcomes = await Promise.all(rows.map(row => this.#deliver(notifier, row)));
      this.#write(name, rows, outcomes);
    }
    const woken = !this.#dueAt.has(name);
    if (!woken) this.#dueAt.set(name, store.outbox.nextDue(name) ?? Number.POSITIVE_INFINITY);
  }

  /** Nothing of this notifier is on its way now, so that what waits may be put into other words. */
  #sumUp({ settings }: NamedNotifier): void {
    const { store, clock, host } = this.#parts;
    if (settings.fallback === null) return;
    const covered = store.outbox.covered(settings.name, settings.fallback);
    const now = clock.now();
    const made = summaries(covered, settings, host, now);
    if (made.length === 0) return;
    store.transaction(({ outbox }) => {
      for (const { letter, instead } of made) {
        outbox.add(letter, now);
        for (const id of instead) outbox.cover(id);
      }
    });
  }

  async #deliver(notifier: NamedNotifier, row: DeliveryRow): Promise<Outcome> {
    const known = this.#unwritten.get(row.id);
    if (known) return known;
    const { clock } = this.#parts;
    const over = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, over.signal]);
    const letter = { ...row, id: row.message, to: row.address, references: row.earlier };
    const limit = clock.sleep(TIME_LIMIT, signal).then(() => away(`no answer within ${TIME_LIMIT / 1000} s`));
    try {
      return await Promise.race([notifier.deliver(letter, signal), limit]);
    } catch (error) {
      return away(errorText(error));
    } finally {
      over.abort();
    }
  }

  #write(name: string, rows: DeliveryRow[], outcomes: Outcome[]): void {
    const { store, clock } = this.#parts;
    const now = clock.now();
    rows.forEach((row, i) => {
      if (outcomes[i]!.kind !== 'later') this.#unwritten.set(row.id, outcomes[i]!);
    });
    store.transaction(({ outbox }) => {
      let pause = 0;
      rows.forEach((row, i) => {
        const outcome = outcomes[i]!;
        if (outcome.kind === 'delivered') outbox.sent(row.id, now);
        else if (outcome.kind === 'never') outbox.failed(row.id, now, outcome.reason);
        else if (now - row.created > GIVEN_UP_AFTER)
          outbox.failed(row.id, now, `given up: ${outcome.reason}`);
        else outbox.later(row.id, now, outcome.reason, now + pauseAfter(row.tries));
        if (outcome.kind === 'later' && outcome.away) pause = Math.max(pause, now + pauseAfter(row.tries));
      });
      if (pause > 0) outbox.pause(name, pause);
    });
    for (const row of rows) this.#unwritten.delete(row.id);
    this.#tell(name, rows, outcomes);
  }

  #tell(name: string, rows: DeliveryRow[], outcomes: Outcome[]): void {
    const { log } = this.#parts;
    rows.forEach((row, i) => {
      const outcome = outcomes[i]!;
      const fields = { notifier: name, to: row.address, id: row.message, subject: row.subject };
      if (outcome.kind === 'delivered') log.info(fields, 'told');
      else if (outcome.kind === 'never') log.error({ ...fields, reason: outcome.reason }, 'cannot be told');
      else if (!this.#away.has(name))
        log.warn({ ...fields, reason: outcome.reason }, 'not told yet; tried again');
    });
    const isAway = outcomes.some(outcome => outcome.kind === 'later' && outcome.away);
    if (isAway) this.#away.add(name);
    else this.#away.delete(name);
  }

  #complain(name: string, error: unknown): void {
    this.#parts.log.error(
      { notifier: name, error: errorText(error) },
      'what came of telling cannot be stored',
    );
    this.#dueAt.set(name, this.#parts.clock.now() + FIRST_PAUSE);
  }
}

/** Milliseconds until the next try: 5 s, 15 s, 45 s … a quarter of an hour. */
export function pauseAfter(tries: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 3 ** Math.min(tries, 10));
}
