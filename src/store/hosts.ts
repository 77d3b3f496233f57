import type { Database } from './database.ts';

/** A machine that was heard from; times are milliseconds since 1970, by the receiver's clock. */
export interface HostRow {
  name: string;
  firstHeard: number;
  lastHeard: number;
  /** Milliseconds it promised to beat within; null for one that never beat. */
  heartbeat: number | null;
  /** When its daemon said that it ends; null when it has beaten since. */
  stopped: number | null;
  /** Milliseconds its last beat waited before it was sent. */
  delay: number;
}

/** Messages of one host that were numbered and can never arrive. */
export interface LostMessages {
  host: string;
  messages: number;
  /** When the last of them was missed. */
  noticed: number;
  reason: string;
}

/** The dead letters of one host. */
export interface DeadLetterCount {
  host: string;
  letters: number;
  /** How many of them only wait for a newer program. */
  parked: number;
  /** When the first of them came. */
  since: number;
}

/** All machines that were ever heard from and are not forgotten, by name. */
export function hosts(db: Database): HostRow[] {
  const sql = `
    SELECT name, first_heard AS firstHeard, last_heard AS lastHeard, heartbeat, stopped, delay
    FROM host WHERE forgotten IS NULL ORDER BY name`;
  return db.prepare(sql).all() as HostRow[];
}

/** Names of the machines of which nothing is expected any more. */
export function forgottenHosts(db: Database): string[] {
  return db.prepare('SELECT name FROM host WHERE forgotten IS NOT NULL').pluck().all() as string[];
}

/** What was lost on the way, for each host that lost something. */
export function lostMessages(db: Database): LostMessages[] {
  // Beside the one max() SQLite takes a bare column, here `reason`, from the row that holds the maximum.
  const sql = `
    SELECT host.name AS host, sum(last - first + 1) AS messages, max(noticed) AS noticed, reason
    FROM gap JOIN spool ON spool.id = gap.spool JOIN host ON host.id = spool.host
    GROUP BY host.id ORDER BY host.name`;
  return db.prepare(sql).all() as LostMessages[];
}

/** How many dead letters wait, for each host that has some. */
export function deadLetterCounts(db: Database): DeadLetterCount[] {
  const sql = `
    SELECT host.name AS host, count(*) AS letters, count(parked) AS parked, min(received) AS since
    FROM dead_letter JOIN host ON host.id = dead_letter.host GROUP BY host.id ORDER BY host.name`;
  return db.prepare(sql).all() as DeadLetterCount[];
}
