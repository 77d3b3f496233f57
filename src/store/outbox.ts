import type { Notice } from '../model/notice.ts';
import type { Database } from './database.ts';
import {
  type Covered,
  type DeliveryRow,
  type DeliveryState,
  type DeliveryView,
  type NewLetter,
  type Stuck,
  SUMMARY,
  type Told,
} from './outbox-rows.ts';

export * from './outbox-rows.ts';

const IS_SUMMARY = `notice GLOB '${SUMMARY}*'`;

/** Letters and their deliveries: the one place where it is kept who is told of what, and whether they were. */
export class OutboxTables {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#sql = prepare(db);
  }

  /** Is there a notice that nobody took? */
  hasNotices(): boolean {
    return this.#sql.hasNotices.get() !== undefined;
  }

  /** Adds a letter and its deliveries, in the transaction that takes its notice; false where it is there already. */
  add(letter: NewLetter, now: number): boolean {
    const { notice, notifier, asked, subject, body, receivers } = letter;
    const content = JSON.stringify(notice);
    const texts = [subject, body, content, now];
    const row = this.#sql.letter.run(notice.id, notice.kind, notice.thread, notifier, asked, ...texts);
    if (row.changes === 0) return false;
    for (const { address, message, earlier, refusal } of receivers) {
      const state = refusal === null ? 'waiting' : 'refused';
      const covering = refusal === null ? null : now;
      const known = [notice.thread, message, JSON.stringify(earlier), state, now, now, refusal, covering];
      this.#sql.delivery.run(row.lastInsertRowid, notifier, address, ...known);
    }
    return true;
  }

  /** Who was told what in a thread, in order. */
  told(thread: string): Told[] {
    return this.#sql.told.all(thread) as Told[];
  }

  /** How many letters the jobs of a machine asked for since then. */
  askedSince(host: string, since: number): number {
    return this.#sql.askedSince.get(host, since) as number;
  }

  /** The first that waits for each receiver of a notifier, where it is due. What follows it has to wait for it. */
  due(notifier: string, now: number, limit: number): DeliveryRow[] {
    return (this.#sql.due.all(notifier, now, limit) as StoredRow[]).map(({ earlier, content, ...row }) => ({
      ...row,
      earlier: JSON.parse(earlier) as string[],
      notice: JSON.parse(content) as Notice,
    }));
  }

  /** When the next of a notifier is due; null where nothing waits. */
  nextDue(notifier: string): number | null {
    return this.#sql.nextDue.get(notifier) as number | null;
  }

  sent(id: number, now: number): void {
    this.#sql.ended.run('sent', now, null, id);
  }

  failed(id: number, now: number, error: string): void {
    this.#sql.ended.run('failed', now, error, id);
  }

  /** Is to be tried again at `due`. */
  later(id: number, now: number, error: string, due: number): void {
    this.#sql.later.run(now, error, due, id);
  }

  /** Nothing of a notifier is tried before `due`. */
  pause(notifier: string, due: number): void {
    this.#sql.pause.run(due, notifier);
  }

  /**
   * What waits as if it came from the future, because the clock was set back, waits from now on.
   * @param latest what is to be tried later than that is to be tried now
   * @returns the notifiers it waits for
   */
  fromFuture(now: number, latest: number): string[] {
    const notifiers = this.#sql.ofFuture.all(now, latest) as string[];
    if (notifiers.length > 0) this.#sql.fromFuture.run(now, latest, now, now, latest);
    return notifiers;
  }

  /** Letters that failed, or wait since before `created`, and of which no fallback was told. */
  stuck(notifier: string, created: number): Stuck[] {
    return (this.#sql.stuck.all(notifier, created) as StuckRow[]).map(({ content, failed, ...row }) => ({
      ...row,
      notice: JSON.parse(content) as Notice,
      failed: failed === 1,
    }));
  }

  /** Notes that the fallback was asked to tell of a letter. */
  covering(letter: number, now: number): void {
    this.#sql.covering.run(now, letter);
  }

  /** What waits for a notifier though its fallback told of it, and summaries of such. */
  covered(notifier: string, fallback: string): Covered[] {
    return this.#sql.covered.all(notifier, fallback) as Covered[];
  }

  /** Another letter stands for this delivery. */
  cover(id: number): void {
    this.#sql.cover.run(id);
  }

  /** Names of notifiers for which something waits. */
  waitingNotifiers(): string[] {
    return this.#sql.waitingNotifiers.all() as string[];
  }

  /** Gives up what waits for a notifier that is no more. @returns ids of the notices that it was about */
  orphaned(notifier: string, now: number, error: string): string[] {
    const notices = this.#sql.waitingNotices.all(notifier) as string[];
    this.#sql.orphaned.run(now, error, now, notifier);
    return notices;
  }

  /** Since when the oldest waits that somebody should have been told; null where all is told. */
  oldestDue(): number | null {
    return this.#sql.oldestDue.get() as number | null;
  }

  /** Deliveries in one of these states, the newest `limit` of them, the oldest first. */
  list(states: readonly DeliveryState[], limit: number): DeliveryView[] {
    const rows = this.#sql.list.all(JSON.stringify(states), limit) as DeliveryView[];
    return rows.reverse();
  }

  /** What became of these notices, in the order of telling. */
  ofNotices(notices: readonly string[]): DeliveryView[] {
    return this.#sql.ofNotices.all(JSON.stringify(notices)) as DeliveryView[];
  }

  /** When a notifier was last looked after for its digest, and last got one; null for one that is new. */
  digest(notifier: string): { looked: number; told: number } | null {
    return (this.#sql.digest.get(notifier) as { looked: number; told: number } | undefined) ?? null;
  }

  digestLooked(notifier: string, looked: number, told: number): void {
    this.#sql.digestLooked.run(notifier, looked, told);
  }
}

type StoredRow = Omit<DeliveryRow, 'earlier' | 'notice'> & { earlier: string; content: string };
type StuckRow = Omit<Stuck, 'notice' | 'failed'> & { content: string; failed: number };

const VIEW = `delivery.id, notice, kind, delivery.notifier, address, message, subject, state, delivery.created, due,
  tries, tried, error`;

function prepare(db: Database) {
  const waiting = `state = 'waiting'`;
  const heads = `SELECT min(id) AS id FROM delivery WHERE ${waiting} AND notifier = ? GROUP BY address`;
  return {
    hasNotices: db.prepare('SELECT 1 FROM notice WHERE taken IS NULL LIMIT 1'),
    letter: db.prepare(
      `INSERT INTO letter (notice, kind, thread, notifier, asked, subject, body, content, created)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    delivery: db.prepare(
      `INSERT INTO delivery
         (letter, notifier, address, thread, message, earlier, state, created, due, tries, error, covering)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
    ),
    told: db.prepare(
      `SELECT delivery.notifier, address, message, asked, state
       FROM delivery JOIN letter ON letter.id = letter WHERE delivery.thread = ? ORDER BY delivery.id`,
    ),
    askedSince: db
      .prepare(
        `SELECT count(*) FROM letter JOIN delivery ON letter.id = letter
         WHERE asked = ? AND letter.created > ? AND state <> 'refused'`,
      )
      .pluck(),
    due: db.prepare(
      `SELECT delivery.id, letter, delivery.notifier, address, message, earlier, subject, body, content,
         delivery.created, tries
       FROM delivery JOIN letter ON letter.id = letter
       WHERE delivery.id IN (${heads}) AND due <= ? ORDER BY delivery.id LIMIT ?`,
    ),
    nextDue: db.prepare(`SELECT min(due) FROM delivery WHERE id IN (${heads})`).pluck(),
    ended: db.prepare('UPDATE delivery SET state = ?, tries = tries + 1, tried = ?, error = ? WHERE id = ?'),
    later: db.prepare('UPDATE delivery SET tries = tries + 1, tried = ?, error = ?, due = ? WHERE id = ?'),
    pause: db.prepare(`UPDATE delivery SET due = max(due, ?) WHERE ${waiting} AND notifier = ?`),
    ofFuture: db
      .prepare(`SELECT DISTINCT notifier FROM delivery WHERE ${waiting} AND (created > ? OR due > ?)`)
      .pluck(),
    fromFuture: db.prepare(
      `UPDATE delivery SET created = min(created, ?), due = iif(due > ?, ?, due)
       WHERE ${waiting} AND (created > ? OR due > ?)`,
    ),
    stuck: db.prepare(
      `SELECT letter, delivery.notifier, asked, subject, body, content, delivery.created,
         max(state = 'failed') AS failed, error
       FROM delivery JOIN letter ON letter.id = letter
       WHERE covering IS NULL AND state IN ('waiting', 'failed') AND delivery.notifier = ? AND NOT ${IS_SUMMARY}
         AND (state = 'failed' OR delivery.created <= ?)
       GROUP BY letter ORDER BY letter`,
    ),
    covering: db.prepare(`UPDATE delivery SET covering = ? WHERE letter = ? AND covering IS NULL`),
    covered: db.prepare(
      `SELECT delivery.id, address, notice, subject, body, delivery.created
       FROM delivery JOIN letter ON letter.id = letter
       WHERE ${waiting} AND delivery.notifier = ? AND (${IS_SUMMARY} OR covering IS NOT NULL AND asked IS NULL AND EXISTS (
         SELECT 1 FROM letter AS other JOIN delivery AS told ON told.letter = other.id
         WHERE other.notice = letter.notice AND other.notifier = ? AND other.asked IS NULL AND told.state = 'sent'))
       ORDER BY delivery.id`,
    ),
    cover: db.prepare(`UPDATE delivery SET state = 'covered' WHERE id = ?`),
    waitingNotifiers: db.prepare(`SELECT DISTINCT notifier FROM delivery WHERE ${waiting}`).pluck(),
    waitingNotices: db
      .prepare(
        `SELECT DISTINCT notice FROM delivery JOIN letter ON letter.id = letter
         WHERE ${waiting} AND delivery.notifier = ? ORDER BY letter.id`,
      )
      .pluck(),
    orphaned: db.prepare(
      `UPDATE delivery SET state = 'failed', tried = ?, error = ?, covering = ? WHERE ${waiting} AND notifier = ?`,
    ),
    oldestDue: db
      .prepare(
        `SELECT min(time) FROM (
           SELECT min(created) AS time FROM delivery WHERE ${waiting}
           UNION ALL SELECT min(time) FROM notice WHERE taken IS NULL)`,
      )
      .pluck(),
    list: db.prepare(
      `SELECT ${VIEW}
       FROM delivery JOIN letter ON letter.id = letter
       WHERE state IN (SELECT value FROM json_each(?)) ORDER BY delivery.id DESC LIMIT ?`,
    ),
    ofNotices: db.prepare(
      `SELECT ${VIEW}
       FROM letter JOIN delivery ON letter = letter.id
       WHERE notice IN (SELECT value FROM json_each(?)) ORDER BY delivery.id`,
    ),
    digest: db.prepare('SELECT looked, told FROM digest WHERE notifier = ?'),
    digestLooked: db.prepare(
      `INSERT INTO digest (notifier, looked, told) VALUES (?, ?, ?)
       ON CONFLICT (notifier) DO UPDATE SET looked = excluded.looked, told = excluded.told`,
    ),
  };
}
