import type { Statement } from 'better-sqlite3';
import type { Database } from '../database.ts';

/**
 * When each plugin last spoke for each host: what it said then still holds, though nothing of it was written. A batch
 * holds many words of one plugin on one host: only the last is written, at its end.
 */
export class Renewals {
  readonly #renew: Statement<[string, string, number]>;
  readonly #last: Statement<[string, string], number>;
  readonly #unwritten = new Map<string, Map<string, number>>();

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
    let ofHost = this.#unwritten.get(host);
    if (!ofHost) {
      ofHost = new Map();
      this.#unwritten.set(host, ofHost);
    }
    ofHost.set(plugin, time);
  }

  /** Milliseconds since 1970; before every time where it never spoke. */
  last(host: string, plugin: string): number {
    return this.#unwritten.get(host)?.get(plugin) ?? this.#last.get(host, plugin) ?? -Infinity;
  }

  /** Writes what was renewed, at the end of a transaction. */
  write(): void {
    for (const [host, plugins] of this.#unwritten)
      for (const [plugin, time] of plugins) this.#renew.run(host, plugin, time);
    this.#unwritten.clear();
  }

  /** The transaction failed. */
  forget(): void {
    this.#unwritten.clear();
  }
}
