import { existsSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import type { WrappedRun, Writer } from './herd.ts';

/** What came of the messages: `twice`, `lost` and `outOfOrder` are to be 0. */
export interface Tally {
  sent: number;
  stored: number;
  twice: number;
  lost: number;
  outOfOrder: number;
}

/** Compares what the writers and wrappers were told is kept with what is in the store. */
export function tally(store: string, writers: Writer[], runs: WrappedRun[]): Tally {
  const sum: Tally = { sent: 0, stored: 0, twice: 0, lost: 0, outOfOrder: 0 };
  // Where its daemon never came so far as to make a store, nothing is stored.
  const db = existsSync(store) ? new SQLite(store, { readonly: true }) : new SQLite(':memory:');
  try {
    const byWriter = numbersByWriter(db);
    for (const { name, told } of writers) addWriter(sum, told, byWriter.get(name) ?? []);
    const reports = finalReportsByTag(db);
    for (const { tag, finished } of runs) addRun(sum, finished, reports.get(tag) ?? 0);
    return sum;
  } finally {
    db.close();
  }
}

function addWriter(sum: Tally, told: number[], stored: number[]): void {
  const distinct = new Set(stored);
  sum.sent += told.length;
  sum.stored += distinct.size;
  sum.twice += stored.length - distinct.size;
  sum.lost += told.filter(number => !distinct.has(number)).length;
  sum.outOfOrder += stored.filter((number, i) => i > 0 && number < stored[i - 1]!).length;
}

function addRun(sum: Tally, finished: boolean, reports: number): void {
  sum.sent += finished ? 1 : 0;
  sum.stored += Math.min(1, reports);
  sum.twice += Math.max(0, reports - 1);
  sum.lost += finished && reports === 0 ? 1 : 0;
}

/** In the order in which the hook's events were stored. */
function numbersByWriter(db: SQLite.Database): Map<string, number[]> {
  const numbers = new Map<string, number[]>();
  const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'relation:told'").get();
  if (!table) return numbers;
  const rows = db.prepare('SELECT writer, number FROM "relation:told" ORDER BY "#"').all();
  for (const { writer, number } of rows as { writer: string; number: number }[])
    append(numbers, writer, number);
  return numbers;
}

function finalReportsByTag(db: SQLite.Database): Map<string, number> {
  if (!db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'message'").get()) return new Map();
  const rows = db
    .prepare(
      `SELECT envelope ->> '$.body.tag' AS tag, count(*) AS count FROM message
       WHERE plugin = 'job' AND envelope ->> '$.body.state' = 'exited' GROUP BY tag`,
    )
    .all() as { tag: string; count: number }[];
  return new Map(rows.map(({ tag, count }) => [tag, count]));
}

function append(numbers: Map<string, number[]>, writer: string, number: number): void {
  const list = numbers.get(writer);
  if (list) list.push(number);
  else numbers.set(writer, [number]);
}
