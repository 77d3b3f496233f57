import type { Finding } from '../model/finding.ts';
import type { Level } from '../model/level.ts';
import type { Database } from './database.ts';

/** What watching says of a subject, and what its plugin said of it. */
export interface CoverRow {
  host: string;
  plugin: string;
  subject: string;
  said: { level: Level; text: string };
  /** Null where the plugin never spoke of it. */
  beneath: Finding | null;
}

/** The subjects of which watching says something else than their plugins did. */
export class Covers {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#statements = prepare(db);
  }

  all(): CoverRow[] {
    return (this.#statements.all.all() as Row[]).map(({ level, text, beneath, ...key }) => ({
      ...key,
      said: { level, text },
      beneath: beneath === null ? null : (JSON.parse(beneath) as Finding),
    }));
  }

  put({ host, plugin, subject, said, beneath }: CoverRow): void {
    const text = beneath === null ? null : JSON.stringify(beneath);
    this.#statements.put.run(host, plugin, subject, said.level, said.text, text);
  }

  remove(host: string, plugin: string, subject: string): void {
    this.#statements.remove.run(host, plugin, subject);
  }
}

interface Row {
  host: string;
  plugin: string;
  subject: string;
  level: Level;
  text: string;
  beneath: string | null;
}

function prepare(db: Database) {
  return {
    all: db.prepare('SELECT host, plugin, subject, level, text, beneath FROM cover'),
    put: db.prepare(
      'INSERT OR REPLACE INTO cover (host, plugin, subject, level, text, beneath) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    remove: db.prepare('DELETE FROM cover WHERE host = ? AND plugin = ? AND subject = ?'),
  };
}
