import type { Database } from '../database.ts';
import type { Layout } from './layout.ts';
import { quoted } from './sql.ts';

/** Rows of each index that ANALYZE looks at: 0.2 s for a store of 600 MB, and plans as good as from all of them. */
const ANALYSIS_LIMIT = 400;

/** Below this many rows no plan is a bad one. */
const FEW = 1000;

/**
 * Keeps what SQLite knows of the sizes of tables, by which it plans: the join of the README's question was fifty times
 * as slow without.
 */
export class Statistics {
  readonly #db: Database;
  readonly #layouts: readonly Layout[];
  readonly #written: ReadonlyMap<string, number>;
  /** Of each relation: its rows when it was looked at last, and how many had been written then. */
  readonly #seen = new Map<string, { rows: number; written: number }>();

  /** @param written facts written to each relation since the store was opened */
  constructor(db: Database, layouts: readonly Layout[], written: ReadonlyMap<string, number>) {
    this.#db = db;
    this.#layouts = layouts;
    this.#written = written;
    const known = this.#knownRows();
    for (const layout of layouts) this.#note(layout, known);
  }

  /** Relations that are at least twice as large as when they were looked at last. */
  grown(): Layout[] {
    return this.#layouts.filter(({ relation: { name } }) => {
      const { rows, written } = this.#seen.get(name)!;
      return (this.#written.get(name) ?? 0) - written >= Math.max(FEW, rows);
    });
  }

  /** Looks at these relations; one table for each `next`. */
  *analyze(layouts: readonly Layout[]): Generator<void> {
    for (const layout of layouts)
      for (const { name } of layout.tables) {
        this.#analyze(name);
        yield;
      }
    const known = this.#knownRows();
    for (const layout of layouts) this.#note(layout, known);
  }

  /** Looks at every table of the store. */
  *analyzeAll(): Generator<void> {
    const own = new Set(this.#layouts.flatMap(({ tables }) => tables.map(({ name }) => name)));
    const tables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;
    for (const name of this.#db.prepare<[], string>(tables).pluck().all()) {
      if (own.has(name)) continue;
      this.#analyze(name);
      yield;
    }
    yield* this.analyze(this.#layouts);
  }

  #analyze(table: string): void {
    this.#db.pragma(`analysis_limit = ${ANALYSIS_LIMIT}`);
    this.#db.exec(`ANALYZE ${quoted(table)}`);
  }

  #note({ relation: { name }, tables }: Layout, known: Map<string, number>): void {
    const rows = Math.max(0, ...tables.map(table => known.get(table.name) ?? 0));
    this.#seen.set(name, { rows, written: this.#written.get(name) ?? 0 });
  }

  /** The rows of each table, as ANALYZE left them: the first figure of `stat` (sqlite.org/fileformat2.html, 2.6.3). */
  #knownRows(): Map<string, number> {
    if (!this.#db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").get()) return new Map();
    const sql = 'SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl';
    return new Map(this.#db.prepare(sql).raw().all() as [string, number][]);
  }
}
