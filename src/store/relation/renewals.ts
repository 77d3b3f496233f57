import type { Statement } from 'better-sqlite3';
import type { Database } from '../database.ts';

/** When each plugin last spoke for each host: what it said then still holds, though nothing of it was written. */
export class Renewals {
  readonly #renew: Statement<[string, string, number]>;
  readonly #last: Statement<[string, string], number>;

  constructor(db: Database) {
    this.#renew = db.prepare(
      `INSERT INTO renewed (host, plugin, time) VALUES (?, ?, ?)
       ON CONFLICT (host, plugin) DO UPDATE SET time = excluded.time`,
    );
    this.#last = db
      .prepare<[string, string], number>('SELECT time FROM renewed WHERE host = ? AND plugin = ?')
      .pluck();
  }

  /** @param time milliseconds since 1970; before the last one where a clock was set back */
  renew(host: string, plugin: string, time: number): void {
    this.#renew.run(host, plugin, time);
  }

  /** Milliseconds since 1970; before every time where it never spoke. */
  last(host: string, plugin: string): number {
    return this.#last.get(host, plugin) ?? -Infinity;
  }
}
