import type { Database } from './database.ts';

/** A message that could not be kept, for a fault of its own. */
export interface DeadLetter {
  id: number;
  host: number;
  hostName: string;
  spool: number | null;
  number: number | null;
  /** Milliseconds since 1970, by the receiver's clock. */
  received: number;
  reason: string;
  /** The envelope's version, when it is too new for the program that received it; else null. */
  parked: number | null;
  text: string;
}

/** The dead letters, oldest first; all of them where no ids are given. */
export function deadLetters(db: Database, ids: number[] | null): DeadLetter[] {
  const select = `SELECT dead_letter.*, host.name AS hostName FROM dead_letter JOIN host ON host.id = dead_letter.host`;
  if (ids === null) return db.prepare(`${select} ORDER BY dead_letter.id`).all() as DeadLetter[];
  const one = db.prepare(`${select} WHERE dead_letter.id = ?`);
  return ids.map(id => one.get(id) as DeadLetter | undefined).filter(letter => letter !== undefined);
}
