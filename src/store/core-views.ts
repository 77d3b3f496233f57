import { HEARTBEAT_RELATION, JOB_RUN_RELATION, NOTIFICATION_RELATION } from '../model/core-relations.ts';
import type { Relation } from '../model/relation.ts';
import type { Database } from './database.ts';
import { sourceOf } from './relation/layout.ts';
import { quoted } from './relation/sql.ts';

const SELECTS: readonly (readonly [Relation, string])[] = [
  [
    JOB_RUN_RELATION,
    `SELECT job_run.id AS "#", host.name AS host, tag, start AS time, exit AS status, state, elapsed, signal, user, command, run
     FROM job_run JOIN host ON host.id = job_run.host`,
  ],
  [
    HEARTBEAT_RELATION,
    `SELECT id AS "#", name AS host, last_heard AS last, heartbeat AS every, first_heard AS first
     FROM host WHERE forgotten IS NULL`,
  ],
  [
    NOTIFICATION_RELATION,
    `SELECT delivery.id AS "#", ${['host', 'plugin', 'subject'].map(ofTrouble).join(', ')},
       delivery.created AS time, kind, delivery.notifier, address AS "to", state, tried, tries, error AS trouble,
       letter.subject AS title, notice, message
     FROM letter JOIN delivery ON delivery.letter = letter.id LEFT JOIN json_each(letter.content, '$.troubles') AS about`,
  ],
];

/** A letter that tells of no trouble has one row all the same. */
function ofTrouble(name: string): string {
  return `coalesce(about.value ->> '$.${name}', '-') AS ${name}`;
}

/** Relations the store keeps in tables of its own, beside those that plugins declare. */
export const VIEWED_RELATIONS: readonly Relation[] = SELECTS.map(([relation]) => relation);

/** Lets a connection that reads see them as it sees the others; the store itself is not changed. */
export function viewCoreTables(db: Database): void {
  db.exec(
    SELECTS.map(([{ name }, select]) => `CREATE TEMP VIEW ${quoted(sourceOf(name))} AS ${select};`).join(
      '\n',
    ),
  );
}
