import type { Column, Relation } from '../../model/relation.ts';
import type { Database } from '../database.ts';
import { type Layout, layoutOf } from './layout.ts';

/** A relation the store has tables of. */
export interface Entry {
  relation: Relation;
  /** Columns of earlier declarations: their values stay, and they can come back. */
  retired: Column[];
  /** Since when nobody declares it; null while somebody does. Milliseconds since 1970. */
  unused: number | null;
}

/** The declarations by which the tables were made, so that a question needs no plugin. */
const CATALOG = `
  CREATE TABLE IF NOT EXISTS relation (
    name TEXT PRIMARY KEY,
    declaration TEXT NOT NULL,    -- JSON of a Relation
    retired TEXT NOT NULL,        -- JSON of its former columns
    unused INTEGER                -- when it was last found declared by nobody
  ) STRICT;
  CREATE TABLE IF NOT EXISTS renewed ( -- when a plugin last spoke for a host: unchanged facts write nothing else
    host TEXT NOT NULL,
    plugin TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (host, plugin)
  ) STRICT, WITHOUT ROWID;
`;

interface Row {
  declaration: string;
  retired: string;
  unused: number | null;
}

export function makeCatalog(db: Database): void {
  db.exec(CATALOG);
}

/** All relations there are tables of, by name. */
export function readCatalog(db: Database): Map<string, Entry> {
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'relation'").get()) return new Map();
  const rows = db.prepare('SELECT declaration, retired, unused FROM relation ORDER BY name').all() as Row[];
  const entries = rows.map(({ declaration, retired, unused }) => ({
    relation: JSON.parse(declaration) as Relation,
    retired: JSON.parse(retired) as Column[],
    unused,
  }));
  return new Map(entries.map(entry => [entry.relation.name, entry]));
}

export function writeEntry(db: Database, { relation, retired, unused }: Entry): void {
  db.prepare(
    `INSERT INTO relation (name, declaration, retired, unused) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET declaration = excluded.declaration, retired = excluded.retired, unused = excluded.unused`,
  ).run(relation.name, JSON.stringify(relation), JSON.stringify(retired), unused);
}

/** The relations that somebody declares, as a question finds them; those of a store without any are none. */
export function readLayouts(db: Database): Layout[] {
  const used = [...readCatalog(db).values()].filter(({ unused }) => unused === null);
  return used.map(({ relation, retired }) => layoutOf(relation, retired));
}
