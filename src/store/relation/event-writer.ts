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
  /** Which of its values tell it from others. */
  readonly #lasting: number[];

  constructor(db: Database, { relation, source }: Layout) {
    const columns = [...relation.key, ...relation.columns];
    const names = columns.map(({ name }) => name);
    this.#toldIsIts = momentOf(relation) === TOLD;
    this.#lasting = columns.flatMap(({ fleeting }, i) => (fleeting ? [] : [i]));
    const lasting = this.#lasting.map(i => names[i]!);
    const identity = this.#toldIsIts ? [TOLD, ...lasting] : lasting;
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
    const lasting = this.#lasting.length === values.length ? values : this.#lasting.map(i => values[i]!);
    if (this.#known.get(...(this.#toldIsIts ? [told, ...lasting] : lasting)) !== undefined) return false;
    this.#insert.run(told, ...values);
    return true;
  }

  /** Adds an event that nobody can have told before. */
  add(values: SqlValue[], told: number): void {
    this.#insert.run(told, ...values);
  }
}
