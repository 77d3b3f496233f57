import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { NamedEffect } from '../../../src/model/effect.ts';
import type { Relation } from '../../../src/model/relation.ts';
import { type Database, openForWriting } from '../../../src/store/database.ts';
import { openRelations } from '../../../src/store/relation/open.ts';
import type { Relations } from '../../../src/store/relation/relations.ts';
import type { Telling } from '../../../src/store/relation/telling.ts';
import { testDirectory } from '../../support/directory.ts';

/** A store of the test's own, with relations in it. */
export class RelationStore {
  readonly path = join(testDirectory(), 'sheepdog.db');
  readonly db: Database = openForWriting(this.path, 0);
  relations: Relations;

  constructor(...relations: Relation[]) {
    onTestFinished(() => void this.db.close());
    this.relations = this.open(...relations);
  }

  /** Opens the store's relations anew, as a daemon does that starts with other plugins. */
  open(...relations: Relation[]): Relations {
    this.relations = openRelations({ db: this.db, path: this.path, relations, now: 1_000_000 });
    return this.relations;
  }

  /** What a message from tux01 does, received when it was sent unless said otherwise; the number of changes. */
  tell(time: number, effects: NamedEffect[], telling: Partial<Telling> = {}): number {
    const whole = { host: 'tux01', plugin: 'test', time, received: time, belated: false, ...telling };
    return this.relations.transaction(() => this.relations.apply(effects, whole));
  }

  rows(sql: string, ...values: unknown[]): unknown[][] {
    return this.db
      .prepare(sql)
      .raw()
      .all(...values) as unknown[][];
  }

  /** All rows of a table or view, these columns of it; FOREVER as `forever`. */
  table(name: string, columns = '*', order = '1'): unknown[][] {
    const rows = this.rows(`SELECT ${columns} FROM "${name.replaceAll('"', '""')}" ORDER BY ${order}`);
    return rows.map(row => row.map(value => (value === Number.MAX_SAFE_INTEGER ? 'forever' : value)));
  }
}
