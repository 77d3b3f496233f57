import type { Relation } from '../../model/relation.ts';
import type { Database } from '../database.ts';
import { ROW, TIME, TOLD, UNTIL } from './declaration.ts';
import { daysOf, hoursOf, samplesOf, seriesOf, sourceOf } from './layout.ts';
import { quoted } from './sql.ts';

/** Rows looked at in one slice: some milliseconds. */
const SLICE = 1000;

const row = quoted(ROW);

/** Forgets the states that ended before `before`, walking once through all rows; one slice for each `next`. */
export function expireHistory(db: Database, { name }: Relation, before: number): Generator<void> {
  return walk(db, sourceOf(name), `${quoted(UNTIL)} < ?`, before);
}

/** Forgets the days of a metric before `before`: a look at each series, and no more where it is young. */
export function* expireDays(db: Database, { name }: Relation, before: number): Generator<void> {
  const [days, time] = [quoted(daysOf(name)), quoted(TIME)];
  const remove = db.prepare(
    `DELETE FROM ${days} WHERE (${row}, ${time}) IN (
       SELECT day.${row}, day.${time} FROM ${quoted(seriesOf(name))} AS series
       JOIN ${days} AS day ON day.${row} = series.${row} AND day.${time} < ?
       WHERE series.${row} > ? AND series.${row} <= ?)`,
  );
  for (const [from, to] of slices(db, seriesOf(name))) {
    remove.run(before, from, to);
    yield;
  }
}

/** Forgets the series of which nothing is left. */
export function expireSeries(db: Database, { name }: Relation): Generator<void> {
  const series = quoted(seriesOf(name));
  const none = [samplesOf, hoursOf, daysOf].map(table => {
    const kept = quoted(table(name));
    return `NOT EXISTS (SELECT 1 FROM ${kept} WHERE ${kept}.${row} = ${series}.${row})`;
  });
  return walk(db, seriesOf(name), none.join(' AND '));
}

/**
 * Forgets the events told before `before`. Rows are numbered as they come, so the oldest are the first, and what came
 * late is forgotten late.
 */
export function* expireEvents(db: Database, { name }: Relation, before: number): Generator<void> {
  const table = quoted(sourceOf(name));
  const remove = db.prepare(
    `DELETE FROM ${table} WHERE ${row} IN (SELECT ${row} FROM ${table} ORDER BY ${row} LIMIT ${SLICE})
     AND ${quoted(TOLD)} < ?`,
  );
  while (remove.run(before).changes > 0) yield;
}

function* walk(db: Database, table: string, condition: string, ...values: number[]): Generator<void> {
  const remove = db.prepare(`DELETE FROM ${quoted(table)} WHERE ${row} > ? AND ${row} <= ? AND ${condition}`);
  for (const [from, to] of slices(db, table)) {
    remove.run(from, to, ...values);
    yield;
  }
}

/** Ranges of rows, each of at most SLICE, through all there are. */
function* slices(db: Database, table: string): Generator<[number, number]> {
  const last = db
    .prepare<[number], number | null>(
      `SELECT max(${row}) FROM (SELECT ${row} FROM ${quoted(table)} WHERE ${row} > ? ORDER BY ${row} LIMIT ${SLICE})`,
    )
    .pluck();
  let from = -1;
  for (let to = last.get(from); to !== null && to !== undefined; to = last.get(from)) {
    yield [from, to];
    from = to;
  }
}
