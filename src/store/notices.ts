import type { Notice, NoticeKind, Trouble } from '../model/notice.ts';
import type { Database } from './database.ts';

/** Notices as whoever delivers them has them: each is taken once, in the transaction that says where it goes. */
export class Notices {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#statements = prepare(db);
  }

  /** Adds one; to be called in the transaction of the decision that makes it. */
  add({ id, kind, time, thread, troubles, cause, text }: Notice): void {
    this.#statements.add.run(id, kind, time, thread, JSON.stringify(troubles), cause, text);
  }

  /** At most `limit` that nobody took yet, in the order in which they were made. */
  waiting(limit: number): Notice[] {
    return (this.#statements.waiting.all(limit) as NoticeRow[]).map(noticeOf);
  }

  /** Notes that one was taken. @param now milliseconds since 1970 */
  taken(id: string, now: number): void {
    this.#statements.taken.run(now, id);
  }

  /** The one of this id. */
  byId(id: string): Notice | null {
    const row = this.#statements.byId.get(id) as NoticeRow | undefined;
    return row ? noticeOf(row) : null;
  }
}

interface NoticeRow {
  id: string;
  kind: NoticeKind;
  time: number;
  thread: string;
  troubles: string;
  cause: string | null;
  text: string | null;
}

const COLUMNS = 'id, kind, time, thread, troubles, cause, text';

function prepare(db: Database) {
  return {
    add: db.prepare(`INSERT INTO notice (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`),
    waiting: db.prepare(`SELECT ${COLUMNS} FROM notice WHERE taken IS NULL ORDER BY seq LIMIT ?`),
    taken: db.prepare('UPDATE notice SET taken = ? WHERE id = ?'),
    byId: db.prepare(`SELECT ${COLUMNS} FROM notice WHERE id = ?`),
  };
}

const noticeOf = (row: NoticeRow): Notice => ({
  ...row,
  troubles: JSON.parse(row.troubles) as Trouble[],
});
