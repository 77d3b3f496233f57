import { columnOf, type Fragment, raw, sql } from './fragment.ts';
import type { RelationTable } from './table.ts';

/** The function in SQL that ends the question, by throwing, when its time is over. */
export const GOES_ON = 'sheepdog_goes_on';

/**
 * True, but for about one row in 4096 it asks first whether the question may go on: SQLite has no other way to be
 * stopped from within the thread it works in. SQLite is told that it changes nothing, or it would plan by it. Chance
 * picks the rows, for a join of small tables has many and none of a high number; the column ties it to the table's loop.
 */
export function guard(alias: string, { columns, rowColumn }: RelationTable): Fragment {
  const number = columnOf(alias, rowColumn ?? columns.at(-1)!.name);
  return sql`likelihood(((${number} + random() % 4096) & 4095) <> 0 OR ${raw(GOES_ON)}(), 1.0)`;
}
