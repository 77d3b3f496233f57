import type { Database } from './database.ts';

/** One message as it was received. */
export interface MessageRow {
  seq: number;
  host: string;
  /** The spool its sender numbered it in; null for one that came without a number. */
  spool: string | null;
  number: number | null;
  id: string;
  plugin: string;
  /** When it happened, by the sender's clock: milliseconds since 1970, as are the other times. */
  time: number;
  /** When it was handed to the queue, by the sender's clock. */
  sent: number | null;
  received: number;
  /** The envelope as it arrived: JSON. */
  envelope: string;
}

/** How long the newest message of a host was on its way through the queue. */
export interface Transit {
  host: string;
  /** Milliseconds; by two clocks, where sender and receiver are two machines. */
  waited: number;
}

const MESSAGE = `
  SELECT seq, host.name AS host, spool.name AS spool, number, message.id, plugin, time, sent, received, envelope
  FROM message JOIN host ON host.id = message.host LEFT JOIN spool ON spool.id = message.spool`;

/** At most `limit` messages whose id begins with `prefix`. */
export function messagesByPrefix(db: Database, prefix: string, limit: number): MessageRow[] {
  const sql = `${MESSAGE} WHERE message.id >= @prefix AND message.id < @prefix || char(0x10ffff)
    ORDER BY message.id, host.name LIMIT @limit`;
  return db.prepare(sql).all({ prefix, limit }) as MessageRow[];
}

/** The message of a row. */
export function messageBySeq(db: Database, seq: number): MessageRow | undefined {
  return db.prepare(`${MESSAGE} WHERE seq = ?`).get(seq) as MessageRow | undefined;
}

/** The way of the newest message of each host, of those received since `since` and among the newest there are. */
export function recentTransits(db: Database, since: number): Transit[] {
  const sql = `
    SELECT host.name AS host, received - sent AS waited
    FROM (
      SELECT host, max(seq) AS seq
      FROM (SELECT host, seq FROM message WHERE sent IS NOT NULL ORDER BY seq DESC LIMIT 5000) GROUP BY host
    ) AS newest
    JOIN message USING (seq) JOIN host ON host.id = message.host
    WHERE received >= ? ORDER BY host.name`;
  return db.prepare(sql).all(since) as Transit[];
}
