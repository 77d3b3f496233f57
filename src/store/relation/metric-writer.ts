import type { Statement } from 'better-sqlite3';
import type { Database } from '../database.ts';
import type { SqlValue } from './column.ts';
import { ROW, TIME } from './declaration.ts';
import { type Layout, samplesOf, seriesOf } from './layout.ts';
import { allOf, insertInto, quoted } from './sql.ts';
import { momentOfTelling, type Telling } from './telling.ts';

/** Writes the samples of one metric. */
export class MetricWriter {
  readonly #keys: number;
  readonly #series: Statement<SqlValue[], number>;
  readonly #newSeries: Statement<SqlValue[]>;
  readonly #sample: Statement<SqlValue[]>;

  constructor(db: Database, { relation: { name, key, columns } }: Layout) {
    const head = key.map(column => column.name);
    const sample = [ROW, TIME, ...columns.map(column => column.name)];
    this.#keys = key.length;
    // Not kept in memory: a transaction that is rolled back would leave numbers there that mean nothing.
    this.#series = db
      .prepare<SqlValue[], number>(
        `SELECT ${quoted(ROW)} FROM ${quoted(seriesOf(name))} WHERE ${allOf(head)}`,
      )
      .pluck();
    this.#newSeries = db.prepare(insertInto(seriesOf(name), head));
    this.#sample = db.prepare(insertInto(samplesOf(name), sample).replace('INSERT', 'INSERT OR REPLACE'));
  }

  /** Takes a sample, always; of two of one moment the last. */
  fact(values: SqlValue[], telling: Telling): boolean {
    const key = values.slice(0, this.#keys);
    const series = this.#series.get(...key) ?? Number(this.#newSeries.run(...key).lastInsertRowid);
    this.#sample.run(series, momentOfTelling(telling), ...values.slice(this.#keys));
    return true;
  }
}
