import type { Relation } from '../../model/relation.ts';
import type { Database } from '../database.ts';
import { ROW, TIME } from './declaration.ts';
import { daysOf, hoursOf, NEWEST, STATISTICS, type Statistic, samplesOf, statisticOf } from './layout.ts';
import { list, quoted } from './sql.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Rows folded, or series looked at, in one slice: some milliseconds. */
const SLICE_ROWS = 1000;
const SLICE_SERIES = 500;

/** Buckets folded at a time: what a store catches up with that was away for a while. */
const PIECE = 6;

/** One step of rolling up: rows of one table become fewer rows of another. */
interface Fold {
  from: string;
  to: string;
  /** Of a bucket: milliseconds. */
  width: number;
  /** When the newest sample of a row of `from` was taken. */
  newest: string;
  /** What a statistic of a column is made of. */
  aggregate(column: string, statistic: Exclude<Statistic, 'last'>): string;
  /** The column of `from` that holds the last value. */
  last(column: string): string;
}

/** Rolls the samples of a metric up by the hour, where they were taken before `before`; one slice for each `next`. */
export function foldSamples(db: Database, relation: Relation, before: number): Generator<void> {
  const functions = { count: 'count', min: 'min', max: 'max', sum: 'total' };
  return fold(db, relation, before, {
    from: samplesOf(relation.name),
    to: hoursOf(relation.name),
    width: HOUR,
    newest: TIME,
    aggregate: (column, statistic) => `${functions[statistic]}(${quoted(column)})`,
    last: column => column,
  });
}

/** Rolls the hours of a metric up by the day (of UTC). */
export function foldHours(db: Database, relation: Relation, before: number): Generator<void> {
  const functions = { count: 'sum', min: 'min', max: 'max', sum: 'total' };
  return fold(db, relation, before, {
    from: hoursOf(relation.name),
    to: daysOf(relation.name),
    width: DAY,
    newest: NEWEST,
    aggregate: (column, statistic) => `${functions[statistic]}(${quoted(statisticOf(column, statistic))})`,
    last: column => statisticOf(column, 'last'),
  });
}

/**
 * Whole buckets only, so that each sample is in one table at a time. What comes late, when its bucket is folded
 * already, is added to it in the next pass.
 */
function* fold(db: Database, relation: Relation, before: number, step: Fold): Generator<void> {
  const row = quoted(ROW);
  const [from, time] = [quoted(step.from), quoted(TIME)];
  const oldest = db
    .prepare<number[], [number, number]>(
      `SELECT ${row}, ${time} FROM ${from} WHERE ${row} >= ? ORDER BY ${row}, ${time} LIMIT 1`,
    )
    .raw();
  const insert = db.prepare(foldSql(relation, step));
  const remove = db.prepare(`DELETE FROM ${from} WHERE ${row} = ? AND ${time} >= ? AND ${time} < ?`);
  const end = before - (before % step.width);
  let rows = 0;
  let looks = 0;
  for (let next = oldest.get(0); next; ) {
    const [series, first] = next;
    if (first < end) {
      const start = first - (first % step.width);
      const range = [series, start, Math.min(end, start + PIECE * step.width)];
      insert.run(...range);
      rows += remove.run(...range).changes;
    }
    if (rows >= SLICE_ROWS || ++looks >= SLICE_SERIES) {
      yield;
      rows = looks = 0;
    }
    next = oldest.get(first < end ? series : series + 1);
  }
}

/** Takes a series and a range of times; the buckets in it are added to those that are there. */
function foldSql({ columns }: Relation, { from, to, width, newest, aggregate, last }: Fold): string {
  const time = quoted(TIME);
  const names = columns.map(({ name }) => name);
  const folded = STATISTICS.filter(statistic => statistic !== 'last');
  const aggregates = names.flatMap(name =>
    folded.map(statistic => `${aggregate(name, statistic)} AS ${quoted(statisticOf(name, statistic))}`),
  );
  const targets = names.flatMap(name => STATISTICS.map(statistic => statisticOf(name, statistic)));
  const values = names.flatMap(name => [
    ...folded.map(statistic => `bucket.${quoted(statisticOf(name, statistic))}`),
    `newest.${quoted(last(name))}`,
  ]);
  return `
    INSERT INTO ${quoted(to)} (${list([ROW, TIME, NEWEST, ...targets])})
    SELECT ${[`bucket.${quoted(ROW)}`, 'bucket.start', 'bucket.newest', ...values].join(', ')}
    FROM (
      SELECT ${[quoted(ROW), `${time} - ${time} % ${width} AS start`, `max(${time}) AS final`, `max(${quoted(newest)}) AS newest`, ...aggregates].join(', ')}
      FROM ${quoted(from)} WHERE ${quoted(ROW)} = ? AND ${time} >= ? AND ${time} < ? GROUP BY start
    ) AS bucket
    JOIN ${quoted(from)} AS newest ON newest.${quoted(ROW)} = bucket.${quoted(ROW)} AND newest.${time} = bucket.final
    WHERE TRUE
    ON CONFLICT (${list([ROW, TIME])}) DO UPDATE SET ${NEWEST} = max(${NEWEST}, excluded.${NEWEST}), ${names.map(merge).join(', ')}`;
}

/** How the statistics of a column come together; of a column that is younger than the bucket there are none yet. */
function merge(column: string): string {
  const both = (statistic: Statistic, operation: (a: string, b: string) => string) => {
    const mine = quoted(statisticOf(column, statistic));
    return `${mine} = ${operation(mine, `excluded.${mine}`)}`;
  };
  const known = (result: string, a: string, b: string) => `coalesce(${result}, ${a}, ${b})`;
  return [
    both('count', (a, b) => known(`${a} + ${b}`, a, b)),
    both('min', (a, b) => known(`min(${a}, ${b})`, a, b)),
    both('max', (a, b) => known(`max(${a}, ${b})`, a, b)),
    both('sum', (a, b) => known(`${a} + ${b}`, a, b)),
    both('last', (a, b) => `CASE WHEN excluded.${NEWEST} >= ${NEWEST} THEN ${b} ELSE ${a} END`),
  ].join(', ');
}
