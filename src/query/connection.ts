import { viewCoreTables } from '../store/core-views.ts';
import { type Database, openForReading } from '../store/database.ts';
import type { SqlValue } from '../store/relation/column.ts';
import { quoted } from '../store/relation/sql.ts';
import { MATCHES } from './condition.ts';
import type { Fragment } from './fragment.ts';
import { GOES_ON } from './guard.ts';

type Rows = ReturnType<Database['prepare']>;

/** A question's own eyes on the store: they cannot change it, and see it as it was at one moment. */
export class Connection {
  readonly #db: Database;
  readonly #idle = new Map<string, Rows[]>();
  readonly #open = new Set<Iterator<unknown>>();
  #look: () => void = () => {};

  constructor(path: string) {
    this.#db = openForReading(path);
    viewCoreTables(this.#db);
    this.#db.pragma('query_only = ON');
    this.#db.pragma(`cache_size = -${CACHE_KIB}`);
    this.#db.function(MATCHES, { deterministic: true, directOnly: true }, matches());
    this.#db.function(GOES_ON, { directOnly: true }, () => {
      this.#look();
      return 1;
    });
  }

  /**
   * From the first row read until `end`, nothing changes.
   * @param look called now and then while a guarded statement runs; what it throws ends the statement
   */
  begin(look: () => void): void {
    this.#look = look;
    this.#db.exec('BEGIN');
  }

  /** Closes whatever is open: an open snapshot would keep the store's log growing. */
  end(): void {
    for (const iterator of this.#open) iterator.return?.();
    this.#open.clear();
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
  }

  /** Rows as they are asked for. */
  *rows({ text, parameters }: Fragment, exact = false): Generator<SqlValue[], void> {
    const statement = this.#take(text).safeIntegers(exact);
    const iterator = statement.iterate(...parameters);
    this.#open.add(iterator);
    try {
      for (let next = iterator.next(); !next.done; next = iterator.next()) yield next.value as SqlValue[];
    } finally {
      iterator.return?.();
      this.#open.delete(iterator);
      this.#giveBack(text, statement);
    }
  }

  /** All rows at once, which is quicker where all are wanted. */
  all({ text, parameters }: Fragment, exact = false): SqlValue[][] {
    const statement = this.#take(text).safeIntegers(exact);
    try {
      return statement.all(...parameters) as SqlValue[][];
    } finally {
      this.#giveBack(text, statement);
    }
  }

  /** How SQLite would go about a statement. */
  queryPlan({ text, parameters }: Fragment): { id: number; parent: number; detail: string }[] {
    const rows = this.#db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...parameters);
    return rows as { id: number; parent: number; detail: string }[];
  }

  /** Counts no further than it has to. */
  hasMoreRows(table: string, rows: number): boolean {
    const statement = this.#db.prepare(`SELECT 1 FROM ${quoted(table)} LIMIT 1 OFFSET ?`);
    return statement.get(BigInt(rows)) !== undefined;
  }

  countRows(table: string): number {
    return this.#db
      .prepare(`SELECT count(*) FROM ${quoted(table)}`)
      .pluck()
      .get() as number;
  }

  /** Has ANALYZE run? Without it SQLite guesses, and joins the wrong way round. */
  hasStatistics(): boolean {
    return this.#db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'`).get() !== undefined;
  }

  close(): void {
    this.end();
    this.#db.close();
  }

  /** A statement that is at work cannot be started again: each goes to one user at a time. */
  #take(text: string): Rows {
    return this.#idle.get(text)?.pop() ?? this.#db.prepare(text).raw();
  }

  #giveBack(text: string, statement: Rows): void {
    const idle = this.#idle.get(text);
    if (idle) idle.push(statement);
    else {
      if (this.#idle.size >= MOST_STATEMENTS) this.#idle.delete(this.#idle.keys().next().value!);
      this.#idle.set(text, [statement]);
    }
  }
}

const CACHE_KIB = 64 * 1024;
const MOST_STATEMENTS = 100;

/** The regular expressions of a question, compiled once. */
function matches(): (pattern: unknown, text: unknown) => number | null {
  let last = { pattern: '', expression: /(?:)/u };
  return (pattern, text) => {
    if (typeof text !== 'string') return null;
    if (pattern !== last.pattern)
      last = { pattern: String(pattern), expression: new RegExp(String(pattern), 'u') };
    return Number(last.expression.test(text));
  };
}

const MOST_IDLE = 4;

/** Connections that wait for the next question: opening one costs more than most questions. */
export class Connections {
  readonly #path: string;
  readonly #idle: Connection[] = [];
  readonly #busy = new Set<Connection>();

  /** @param path of the store */
  constructor(path: string) {
    this.#path = path;
  }

  /** A connection for one question, its snapshot begun. @throws Fault where the store cannot be read */
  take(look: () => void = () => {}): Connection {
    const connection = this.#idle.pop() ?? new Connection(this.#path);
    this.#busy.add(connection);
    connection.begin(look);
    return connection;
  }

  giveBack(connection: Connection): void {
    if (!this.#busy.delete(connection)) return;
    connection.end();
    if (this.#idle.length < MOST_IDLE) this.#idle.push(connection);
    else connection.close();
  }

  /** How many questions are being answered. */
  get busy(): number {
    return this.#busy.size;
  }

  close(): void {
    for (const connection of [...this.#busy, ...this.#idle]) connection.close();
    this.#busy.clear();
    this.#idle.length = 0;
  }
}
