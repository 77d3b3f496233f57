import { ANY } from '../model/effect.ts';
import {
  DEFAULT_GRACE,
  EXPECTED_RELATION,
  type Expectation,
  type ExpectationSource,
} from '../model/expected.ts';
import type { JobReport } from '../model/job.ts';
import type { Database } from './database.ts';
import { SINCE } from './relation/declaration.ts';
import { PRESENT, sourceOf } from './relation/layout.ts';
import type { Relations } from './relation/relations.ts';
import { quoted } from './relation/sql.ts';

/** An expectation, and since when there is such: milliseconds since 1970, by the receiver's clock. */
export type ExpectationRow = Expectation & { since: number };

const TABLE = quoted(sourceOf(EXPECTED_RELATION.name));
const COLUMNS = `host, tag, schedule, timezone, grace, longest, source, ${quoted(SINCE)} AS since`;

/** All jobs that should run now; none in a store from before there were such. */
export function expectations(db: Database): ExpectationRow[] {
  if (!db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(sourceOf(EXPECTED_RELATION.name)))
    return [];
  return db
    .prepare(`SELECT ${COLUMNS} FROM ${TABLE} WHERE ${PRESENT} ORDER BY host, tag`)
    .all() as ExpectationRow[];
}

/** What should run: as configured, and as wrappers announce it. */
export class Expectations {
  readonly #db: Database;
  readonly #relations: Relations;
  readonly #source;
  /** Jobs that were announced at some time: of all others a report that announces nothing need not be looked at. */
  readonly #announced: Set<string>;

  constructor(db: Database, relations: Relations) {
    this.#db = db;
    this.#relations = relations;
    this.#source = db
      .prepare<[string, string], ExpectationSource>(
        `SELECT source FROM ${TABLE} WHERE ${PRESENT} AND host = ? AND tag = ?`,
      )
      .pluck();
    this.#announced = new Set(
      this.all()
        .filter(({ source }) => source === 'wrapper')
        .map(keyOf),
    );
  }

  all(): ExpectationRow[] {
    return expectations(this.#db);
  }

  /** Who says that a job should run; null where nobody does. */
  sourceOf(host: string, tag: string): ExpectationSource | null {
    return this.#source.get(host, tag) ?? null;
  }

  /** Takes what a run's wrapper says of its schedule; the configuration knows better. */
  announced(host: string, { tag, expect, timezone }: JobReport, now: number): void {
    const key = keyOf({ host, tag });
    if (expect === null && !this.#announced.has(key)) return;
    const source = this.sourceOf(host, tag);
    if (source === 'configuration') return;
    if (expect !== null) {
      this.#announced.add(key);
      this.expect(
        { host, tag, schedule: expect, timezone, grace: DEFAULT_GRACE, longest: null, source: 'wrapper' },
        now,
      );
    } else if (source) this.expectNoLonger(host, tag, now);
  }

  /** @param now milliseconds since 1970 */
  expect({ host, tag, schedule, timezone, grace, longest, source }: Expectation, now: number): void {
    const values = [host, tag, schedule, timezone, grace, longest, source];
    this.#relations.apply(
      [{ kind: 'fact', fact: { relation: EXPECTED_RELATION.name, values } }],
      said(host, now),
    );
  }

  expectNoLonger(host: string, tag: string, now: number): void {
    const pattern = [host, tag, ...EXPECTED_RELATION.columns.map(() => ANY)] as (string | typeof ANY)[];
    this.#relations.apply([{ kind: 'retract', relation: EXPECTED_RELATION.name, pattern }], said(host, now));
  }
}

const keyOf = ({ host, tag }: { host: string; tag: string }) => `${host}\0${tag}`;

const said = (host: string, now: number) => ({
  host,
  plugin: EXPECTED_RELATION.plugin,
  time: now,
  received: now,
  belated: false,
  ownWord: true as const,
});
