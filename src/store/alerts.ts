import type { AlertRow, DogWatch, NamedStanding, Silence, Standing, SubjectName } from '../model/alert.ts';
import { ALERT_RELATION } from '../model/core-relations.ts';
import type { Database } from './database.ts';
import { sourceOf } from './relation/layout.ts';
import { quoted } from './relation/sql.ts';
import { OF_NAMES } from './subjects.ts';

/** What is decided of subjects, as rows. Who reads and writes them also keeps them in memory: see src/alert/. */
export class AlertTables {
  readonly #db: Database;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = prepare(db);
  }

  /** Changes whenever another process has changed the store. */
  version(): number {
    return this.#db.pragma('data_version', { simple: true }) as number;
  }

  all(): NamedStanding[] {
    return (this.#statements.all.all() as StandingRow[]).map(standingOf);
  }

  /** @param standing null where there is nothing to remember */
  set({ host, plugin, subject }: SubjectName, standing: Standing | null): void {
    if (standing === null) this.#statements.remove.run(host, plugin, subject);
    else this.#statements.set.run(host, plugin, subject, ...valuesOf(standing));
  }

  silences(): Silence[] {
    return this.#statements.silences.all() as Silence[];
  }

  /** @returns its id */
  silence({ host, plugin, subject, until, reason, author, made }: Omit<Silence, 'id'>): number {
    const values = [host, plugin, subject, until, reason, author, made];
    return Number(this.#statements.silence.run(...values).lastInsertRowid);
  }

  /** A person ends it now: `until` tells the daemon, which has to announce it. */
  endSilence(id: number, now: number): boolean {
    return this.#statements.endSilence.run(now, id).changes > 0;
  }

  /** It is over, and that is told where it has to be. */
  silenceOver(id: number, now: number): void {
    this.#statements.silenceOver.run(now, id);
  }

  /** The clock was set: they go on for as long as they had to. */
  shiftSilences(by: number): void {
    this.#statements.shiftSilences.run(by);
  }

  watch(): DogWatch | null {
    const row = this.#statements.watch.get() as (Omit<DogWatch, 'left'> & { left: number }) | undefined;
    return row ? { ...row, left: row.left === 1 } : null;
  }

  /** It looked, or leaves. */
  setWatch(alive: number, left: boolean): void {
    this.#statements.setWatch.run(alive, Number(left));
  }

  /** What it doubts after it looked. */
  setDoubt({ deaf, told }: Pick<DogWatch, 'deaf' | 'told'>): void {
    this.#statements.setDoubt.run(deaf, told);
  }

  /** When each host was last heard from, and within what it promised to be: milliseconds; null for one that did not. */
  heard(): { host: string; last: number; interval: number | null }[] {
    return this.#statements.heard.all() as { host: string; last: number; interval: number | null }[];
  }
}

/** The silences that hold. */
export function silences(db: Database): Silence[] {
  return db.prepare(SILENCES).all() as Silence[];
}

/** The decisions of subjects of these names or globs since a time, oldest first; at most `limit`, the newest. */
export function trail(db: Database, names: SubjectName, since: number, limit: number): AlertRow[] {
  if (!db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(TRAIL)) return [];
  const sql = `
    SELECT host, plugin, subject, time, event, level, reason, notice FROM ${quoted(TRAIL)}
    WHERE ${OF_NAMES} AND time >= @since
    ORDER BY "#" DESC LIMIT @limit`;
  return (db.prepare(sql).all({ ...names, since, limit }) as AlertRow[]).reverse();
}

/** How these subjects stand that are not simply well. */
export function standings(db: Database, names: SubjectName | null = null): NamedStanding[] {
  const where = names ? `WHERE ${OF_NAMES}` : '';
  const select = db.prepare(`SELECT ${ROW} FROM alert ${where} ORDER BY host, plugin, subject`);
  return (names ? select.all({ ...names }) : select.all()).map(row => standingOf(row as StandingRow));
}

const TRAIL = sourceOf(ALERT_RELATION.name);
const COLUMNS = [
  ...[
    'level',
    'since',
    'count',
    'text',
    'value',
    'limit',
    'show',
    'inform',
    'bad',
    'began',
    'due',
    'changes',
  ],
  ...['changed', 'flapping', 'told', 'toldAt', 'want', 'wantedAt', 'quiet', 'thread', 'gone'],
].map(name => `"${name}"`);
const ROW = ['host', 'plugin', 'subject', ...COLUMNS].join(', ');
const SILENCES = `SELECT id, host, plugin, subject, until, reason, author, made FROM silence WHERE ended IS NULL ORDER BY id`;

type StandingRow = SubjectName &
  Omit<Standing, 'inform' | 'changes' | 'bad' | 'flapping' | 'gone'> & {
    inform: string;
    changes: string;
    bad: number;
    flapping: number;
    gone: number;
  };

function standingOf({ host, plugin, subject, ...row }: StandingRow): NamedStanding {
  const standing: Standing = {
    ...row,
    inform: JSON.parse(row.inform) as string[],
    changes: JSON.parse(row.changes) as number[],
    bad: row.bad === 1,
    flapping: row.flapping === 1,
    gone: row.gone === 1,
  };
  return { name: { host, plugin, subject }, standing };
}

function valuesOf(s: Standing): unknown[] {
  return [
    ...[s.level, s.since, s.count, s.text, s.value, s.limit, s.show, list(s.inform), Number(s.bad), s.began],
    ...[s.due, list(s.changes), s.changed, Number(s.flapping), s.told, s.toldAt, s.want, s.wantedAt],
    ...[s.quiet, s.thread, Number(s.gone)],
  ];
}

const list = (values: readonly unknown[]) => (values.length === 0 ? '[]' : JSON.stringify(values));

function prepare(db: Database) {
  const updates = COLUMNS.map(name => `${name} = excluded.${name}`).join(', ');
  const marks = ['host', 'plugin', 'subject', ...COLUMNS].map(() => '?').join(', ');
  return {
    all: db.prepare(`SELECT ${ROW} FROM alert`),
    set: db.prepare(
      `INSERT INTO alert (${ROW}) VALUES (${marks}) ON CONFLICT (host, plugin, subject) DO UPDATE SET ${updates}`,
    ),
    remove: db.prepare('DELETE FROM alert WHERE host = ? AND plugin = ? AND subject = ?'),
    silences: db.prepare(SILENCES),
    silence: db.prepare(
      'INSERT INTO silence (host, plugin, subject, until, reason, author, made) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    endSilence: db.prepare('UPDATE silence SET until = ? WHERE id = ? AND ended IS NULL'),
    shiftSilences: db.prepare('UPDATE silence SET until = until + ? WHERE ended IS NULL'),
    silenceOver: db.prepare('UPDATE silence SET ended = ? WHERE id = ?'),
    watch: db.prepare('SELECT alive, left, deaf, told FROM watch'),
    setWatch: db.prepare(
      'INSERT INTO watch (id, alive, left) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET alive = excluded.alive, left = excluded.left',
    ),
    setDoubt: db.prepare('UPDATE watch SET deaf = ?, told = ?'),
    heard: db.prepare(
      'SELECT name AS host, last_heard AS last, heartbeat AS interval FROM host WHERE forgotten IS NULL',
    ),
  };
}
