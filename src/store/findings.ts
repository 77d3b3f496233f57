import type { SubjectName } from '../model/alert.ts';
import { FINDING_RELATION } from '../model/finding.ts';
import type { Level } from '../model/level.ts';
import { FOREVER } from '../model/relation.ts';
import type { Database } from './database.ts';
import { SINCE, UNTIL } from './relation/declaration.ts';
import { sourceOf } from './relation/layout.ts';
import { quoted } from './relation/sql.ts';
import { OF_NAMES } from './subjects.ts';

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
  /** Which service of the plugin found it, by its name, where it has one. */
  service: string | null;
  /** Is it what watching says, and not its plugin? */
  watched: boolean;
}

/** A subject that was wrong: `level`, `since` and `text` are of the last time. */
export interface RecoveredRow extends Omit<FindingRow, 'value' | 'limit' | 'service' | 'watched'> {
  /** When that ended: milliseconds since 1970. */
  until: number;
}

const WRONG = `'warn', 'bark', 'unknown'`;
const TABLE = sourceOf(FINDING_RELATION.name);

/** All that is found and not over, by host, plugin and subject; none in a store that has no findings yet. */
export function findings(db: Database): FindingRow[] {
  return rowsWhere(db, 'TRUE');
}

/** How a subject stands; null where nothing was found of it. */
export function findingOf(db: Database, host: string, plugin: string, subject: string): FindingRow | null {
  return rowsWhere(db, 'host = ? AND plugin = ? AND subject = ?', host, plugin, subject)[0] ?? null;
}

/** What a service of a plugin found on a host, and nothing has ended. */
export function subjectsReader(
  db: Database,
): (host: string, plugin: string, service: string | null) => string[] {
  const select = db
    .prepare<[string, string, string | null], string>(
      `SELECT subject FROM ${quoted(TABLE)}
       WHERE host = ? AND plugin = ? AND service IS ? AND ${quoted(UNTIL)} = ${FOREVER}`,
    )
    .pluck();
  return (host, plugin, service) => select.all(host, plugin, service);
}

/** How a subject was for a while. */
export interface FindingSpell extends FindingRow {
  /** When it was of this level no longer; null while it is. */
  until: number | null;
}

/** How subjects of these names or globs were since a time, by the beginning of each spell; the newest `limit` of them. */
export function findingSpells(
  db: Database,
  names: SubjectName,
  since: number,
  limit: number,
): FindingSpell[] {
  if (!db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(TABLE)) return [];
  const sql = `
    SELECT host, plugin, subject, level, ${quoted(SINCE)} AS since, coalesce(text, '') AS text,
      nullif(${quoted(UNTIL)}, ${FOREVER}) AS until
    FROM ${quoted(TABLE)}
    WHERE ${OF_NAMES} AND ${quoted(UNTIL)} > @since
    ORDER BY ${quoted(SINCE)} DESC LIMIT @limit`;
  return (db.prepare(sql).all({ ...names, since, limit }) as FindingSpell[]).reverse();
}

/** What is wrong on these machines. */
export function troublesOn(db: Database, hosts: readonly string[]): FindingRow[] {
  const wrong = `found.level IN (${WRONG}) AND host IN (SELECT value FROM json_each(?))`;
  return rowsWhere(db, wrong, JSON.stringify(hosts));
}

/** What was wrong, and since that time is so no more, whether it is well or not looked at any longer. */
export function recoveredSince(db: Database, time: number): RecoveredRow[] {
  if (!db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(TABLE)) return [];
  const sql = `
    SELECT host, plugin, subject, level, ${quoted(SINCE)} AS since, coalesce(text, '') AS text,
      max(${quoted(UNTIL)}) AS until
    FROM ${quoted(TABLE)} AS past
    WHERE ${quoted(UNTIL)} > ? AND ${quoted(UNTIL)} < ${FOREVER} AND level IN (${WRONG}) AND NOT EXISTS (
      SELECT 1 FROM ${quoted(TABLE)} AS now
      WHERE now.host = past.host AND now.plugin = past.plugin AND now.subject = past.subject
        AND now.${quoted(UNTIL)} = ${FOREVER} AND now.level IN (${WRONG}))
    GROUP BY host, plugin, subject ORDER BY host, plugin, subject`;
  return db.prepare(sql).all(time) as RecoveredRow[];
}

function rowsWhere(db: Database, condition: string, ...values: string[]): FindingRow[] {
  if (!db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(TABLE)) return [];
  const sql = `
    SELECT host, plugin, subject, found.level, ${quoted(SINCE)} AS since, coalesce(found.text, '') AS text, value, "limit", service,
      cover.host IS NOT NULL AND cover.level = found.level AND cover.text = found.text AS watched
    FROM ${quoted(TABLE)} AS found LEFT JOIN cover USING (host, plugin, subject)
    WHERE ${quoted(UNTIL)} = ${FOREVER} AND ${condition} ORDER BY host, plugin, subject`;
  const rows = db.prepare(sql).all(...values) as (Omit<FindingRow, 'watched'> & { watched: 0 | 1 })[];
  return rows.map(row => ({ ...row, watched: row.watched === 1 }));
}
