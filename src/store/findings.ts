import { FINDING_RELATION } from '../model/finding.ts';
import type { Level } from '../model/level.ts';
import { FOREVER } from '../model/relation.ts';
import type { Database } from './database.ts';
import { SINCE, UNTIL } from './relation/declaration.ts';
import { sourceOf } from './relation/layout.ts';
import { quoted } from './relation/sql.ts';

/** How a subject stands, as its receiver hook found it last. */
export interface FindingRow {
  host: string;
  plugin: string;
  subject: string;
  level: Level;
  /** Since when it is of this level: milliseconds since 1970. */
  since: number;
  text: string;
  value: number | null;
  limit: number | null;
  /** Is it what watching says, and not its plugin? */
  watched: boolean;
}

const TABLE = sourceOf(FINDING_RELATION.name);

/** All that is found and not over, by host, plugin and subject; none in a store that has no findings yet. */
export function findings(db: Database): FindingRow[] {
  return rowsWhere(db, 'TRUE');
}

/** What is wrong on these machines. */
export function troublesOn(db: Database, hosts: readonly string[]): FindingRow[] {
  const wrong = `found.level IN ('warn', 'bark', 'unknown') AND host IN (SELECT value FROM json_each(?))`;
  return rowsWhere(db, wrong, JSON.stringify(hosts));
}

function rowsWhere(db: Database, condition: string, ...values: string[]): FindingRow[] {
  if (!db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(TABLE)) return [];
  const sql = `
    SELECT host, plugin, subject, found.level, ${quoted(SINCE)} AS since, coalesce(found.text, '') AS text, value, "limit",
      cover.host IS NOT NULL AND cover.level = found.level AND cover.text = found.text AS watched
    FROM ${quoted(TABLE)} AS found LEFT JOIN cover USING (host, plugin, subject)
    WHERE ${quoted(UNTIL)} = ${FOREVER} AND ${condition} ORDER BY host, plugin, subject`;
  const rows = db.prepare(sql).all(...values) as (Omit<FindingRow, 'watched'> & { watched: 0 | 1 })[];
  return rows.map(row => ({ ...row, watched: row.watched === 1 }));
}
