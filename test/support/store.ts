import { existsSync } from 'node:fs';
import SQLite from 'better-sqlite3';

/** Rows of a store, read as anybody may who can open the file; none where there is no store yet. */
export function rows<T = Record<string, unknown>>(path: string, sql: string, ...values: unknown[]): T[] {
  if (!existsSync(path)) return [];
  const db = new SQLite(path, { readonly: true });
  try {
    return db.prepare(sql).all(...values) as T[];
  } catch (error) {
    if (/no such table/.test(String(error))) return [];
    throw error;
  } finally {
    db.close();
  }
}

/** The one number a query answers. */
export function count(path: string, sql: string, ...values: unknown[]): number {
  return Number(Object.values(rows(path, sql, ...values)[0] ?? { none: 0 })[0]);
}
