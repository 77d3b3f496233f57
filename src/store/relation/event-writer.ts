import type { Statement } from 'better-sqlite3';
import type { Database } from '../database.ts';
import type { SqlValue } from './column.ts';
import { TOLD } from './declaration.ts';
import { type Layout, momentOf } from './layout.ts';
import { allOf, insertInto, quoted } from './sql.ts';
import { momentOfTelling, type Telling } from './telling.ts';

/** Writes the facts of one event. */
export class EventWriter {
  readonly #known: Statement<SqlValue[]>;
  readonly #insert: Statement<SqlValue[]>;
  readonly #toldIsIts: boolean;

  constructor(db: Database, { relation, source }: Layout) {
    const names = [...relation.key, ...relation.columns].map(({ name }) => name);
    this.#toldIsIts = momentOf(relation) === TOLD;
    const identity = this.#toldIsIts ? [TOLD, ...names] : names;
    this.#known = db
      .prepare(`SELECT 1 FROM ${quoted(source)} WHERE ${allOf(identity, 'IS')} LIMIT 1`)
      .pluck();
    this.#insert = db.prepare(insertInto(source, [TOLD, ...names]));
  }

  /**
   * Takes an event, once: a monitor that reads the last hundred lines of a log tells most of them again. An event that
   * says when it was is the same whenever it is told; of another the time of telling is part.
   * @returns whether it was new
   */
  fact(values: SqlValue[], telling: Telling): boolean {
    const told = momentOfTelling(telling);
    if (this.#known.get(...(this.#toldIsIts ? [told, ...values] : values)) !== undefined) return false;
    this.#insert.run(told, ...values);
    return true;
  }

  /** Adds an event that nobody can have told before. */
  add(values: SqlValue[], told: number): void {
    this.#insert.run(told, ...values);
  }
}
