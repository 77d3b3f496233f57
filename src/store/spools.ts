import type { Database } from './database.ts';

/** How far a spool of a host is stored; 0 where nothing of it is. */
export function storedOf(db: Database, host: string, spool: string): number {
  const sql = `SELECT stored FROM spool JOIN host ON host.id = spool.host WHERE host.name = ? AND spool.name = ?`;
  return (db.prepare(sql).pluck().get(host, spool) as number | undefined) ?? 0;
}
