import type { Statement } from 'better-sqlite3';
import { FOREVER } from '../../model/relation.ts';
import type { Database } from '../database.ts';
import type { SqlValue } from './column.ts';
import { ROW, SINCE, UNTIL } from './declaration.ts';
import { type Layout, PRESENT } from './layout.ts';
import { Present } from './present.ts';
import { allOf, assignments, insertInto, list, quoted } from './sql.ts';
import { changeAfter, momentOfTelling, type Telling } from './telling.ts';

/** Of the newest row of a key: row, since, until, are its lasting columns the same. */
type Newest = [row: number, since: number, until: number, same: 0 | 1];

/** Row, since, and the values of the key. */
type RowOfKey = [row: number, since: number, ...key: SqlValue[]];

/** Writes the facts of one state: what is so now, and the history of what was. */
export class StateWriter {
  readonly #db: Database;
  readonly #source: string;
  readonly #names: string[];
  readonly #keys: number;
  readonly #lasting: number[];
  readonly #fleeting: number[];
  readonly #statements: ReturnType<typeof prepare>;
  readonly #retracts = new Map<string, Statement<SqlValue[], RowOfKey>>();
  readonly #present: Present;

  constructor(db: Database, { relation, source }: Layout) {
    const all = [...relation.key, ...relation.columns];
    this.#db = db;
    this.#source = source;
    this.#names = all.map(({ name }) => name);
    this.#keys = relation.key.length;
    this.#present = new Present(this.#keys);
    const values = all.map((_, i) => i).slice(this.#keys);
    this.#lasting = values.filter(i => !all[i]!.fleeting);
    this.#fleeting = values.filter(i => all[i]!.fleeting);
    const named = (columns: number[]) => columns.map(i => this.#names[i]!);
    this.#statements = prepare(db, source, {
      key: this.#names.slice(0, this.#keys),
      lasting: named(this.#lasting),
      fleeting: named(this.#fleeting),
      all: this.#names,
    });
  }

  /**
   * Takes a fact as what is so from now on. One that is known already costs a look and no write; of another the row it
   * replaces is closed. Two of one moment leave the last.
   * @param values encoded, those of the key first
   * @returns whether anything was written
   */
  fact(values: SqlValue[], telling: Telling): boolean {
    const seen = this.#present.get(values);
    if (seen) {
      const same = this.#agree(this.#lasting, seen.values, values);
      if (same && this.#agree(this.#fleeting, seen.values, values)) return false;
      this.#replace(seen.row, seen.since, same, values, telling);
      return true;
    }
    const known = this.#known(values);
    if (known) this.#present.set({ row: known[0], since: known[1], values });
    else this.#take(values, telling);
    return known === undefined;
  }

  /** Is anything so of the key that these values begin with? */
  has(values: SqlValue[]): boolean {
    if (this.#present.get(values)) return true;
    return this.#statements.has.get(...values.slice(0, this.#keys)) !== undefined;
  }

  /**
   * Takes facts as all that is so on a host: what is not among them ends.
   * @returns how many rows were opened, changed or closed
   */
  snapshot(host: SqlValue, facts: SqlValue[][], telling: Telling): number {
    const stays = new Set<number>();
    let changed = 0;
    for (const values of facts) {
      const known = this.#known(values);
      if (known === undefined) changed++;
      stays.add(known?.[0] ?? this.#take(values, telling));
    }
    for (const [row, since, ...key] of this.#statements.onHost.all(host) as RowOfKey[]) {
      if (stays.has(row)) continue;
      this.#close(row, since, key, telling);
      changed++;
    }
    return changed;
  }

  /** Ends each row of what is so that agrees with the values given; null in `given` is a value, a hole is any. */
  retract(given: (SqlValue | undefined)[], telling: Telling): number {
    const mask = given.map(value => (value === undefined ? '-' : '=')).join('');
    let statement = this.#retracts.get(mask);
    if (!statement) {
      const names = this.#names.filter((_, i) => given[i] !== undefined);
      const found = list([ROW, SINCE, ...this.#names.slice(0, this.#keys)]);
      const sql = `SELECT ${found} FROM ${quoted(this.#source)} WHERE ${PRESENT} AND ${allOf(names, 'IS')}`;
      statement = this.#db.prepare<SqlValue[], RowOfKey>(sql).raw();
      this.#retracts.set(mask, statement);
    }
    const rows = statement.all(...given.filter(value => value !== undefined));
    for (const [row, since, ...key] of rows) this.#close(row, since, key, telling);
    return rows.length;
  }

  /** What is remembered of the store may not be so. */
  forget(): void {
    this.#present.clear();
  }

  /** Row and since of a fact that is so already: by far the most are, and this look is half as dear as the one of #take. */
  #known(values: SqlValue[]): [row: number, since: number] | undefined {
    return this.#statements.known.get(...values) as [number, number] | undefined;
  }

  /** Takes a fact that is not known; returns its row. */
  #take(values: SqlValue[], telling: Telling): number {
    const lasting = this.#pick(this.#lasting, values);
    const newest = this.#statements.newest.get(...lasting, ...values.slice(0, this.#keys)) as
      | Newest
      | undefined;
    if (!newest) return this.#open(values, momentOfTelling(telling));
    const [row, since, until, same] = newest;
    if (until !== FOREVER) return this.#open(values, changeAfter(until, telling));
    return this.#replace(row, since, same === 1, values, telling);
  }

  /** Takes a fact in the place of the row that is so of its key; `same`: only what is fleeting differs. */
  #replace(row: number, since: number, same: boolean, values: SqlValue[], telling: Telling): number {
    if (same) {
      this.#statements.freshen?.run(...this.#pick(this.#fleeting, values), row);
      this.#present.set({ row, since, values });
      return row;
    }
    const moment = changeAfter(since, telling);
    if (moment === since) {
      this.#statements.correct?.run(...values.slice(this.#keys), row);
      this.#present.set({ row, since, values });
      return row;
    }
    this.#statements.close.run(moment, row);
    return this.#open(values, moment);
  }

  #open(values: SqlValue[], since: number): number {
    const row = Number(this.#statements.open.run(since, FOREVER, ...values).lastInsertRowid);
    this.#present.set({ row, since, values });
    return row;
  }

  /** What ends in the moment it began never was. */
  #close(row: number, since: number, key: SqlValue[], telling: Telling): void {
    const moment = changeAfter(since, telling);
    if (moment === since) this.#statements.remove.run(row);
    else this.#statements.close.run(moment, row);
    this.#present.delete(key);
  }

  #agree(columns: number[], a: SqlValue[], b: SqlValue[]): boolean {
    for (const i of columns) if (a[i] !== b[i]) return false;
    return true;
  }

  #pick(columns: number[], values: SqlValue[]): SqlValue[] {
    return columns.map(i => values[i]!);
  }
}

interface Names {
  key: string[];
  lasting: string[];
  fleeting: string[];
  all: string[];
}

function prepare(db: Database, source: string, { key, lasting, fleeting, all }: Names) {
  const table = quoted(source);
  const row = `${quoted(ROW)} = ?`;
  const update = (columns: string[]) =>
    columns.length > 0 ? db.prepare(`UPDATE ${table} SET ${assignments(columns)} WHERE ${row}`) : null;
  return {
    known: db
      .prepare(
        `SELECT ${list([ROW, SINCE])} FROM ${table}
         WHERE ${PRESENT} AND ${allOf(key)} AND ${allOf(all.slice(key.length), 'IS')}`,
      )
      .raw(),
    has: db.prepare(`SELECT 1 FROM ${table} WHERE ${PRESENT} AND ${allOf(key)}`),
    newest: db
      .prepare(
        `SELECT ${list([ROW, SINCE, UNTIL])}, (${allOf(lasting, 'IS')}) FROM ${table}
         WHERE ${allOf(key)} ORDER BY ${quoted(SINCE)} DESC LIMIT 1`,
      )
      .raw(),
    onHost: db
      .prepare(`SELECT ${list([ROW, SINCE, ...key])} FROM ${table} WHERE ${PRESENT} AND "host" = ?`)
      .raw(),
    open: db.prepare(insertInto(source, [SINCE, UNTIL, ...all])),
    correct: update(all.slice(key.length)),
    freshen: update(fleeting),
    close: db.prepare(`UPDATE ${table} SET ${quoted(UNTIL)} = ? WHERE ${row}`),
    remove: db.prepare(`DELETE FROM ${table} WHERE ${row}`),
  };
}
