import { type Column, FOREVER, type Relation } from '../../model/relation.ts';
import { sqlType } from './column.ts';
import { ROW, SINCE, TIME, TOLD, UNTIL } from './declaration.ts';
import { list, quoted } from './sql.ts';

/** A table as it is to be. */
export interface TableShape {
  name: string;
  /** Column by column: its name, and what stands behind it in CREATE TABLE. */
  columns: { name: string; definition: string }[];
  /** The primary key of a table without row ids; null where the row id is one. */
  primaryKey: string[] | null;
}

/** An index or view as it is to be. */
export interface Derived {
  name: string;
  sql: string;
}

/** A relation as SQLite has it. */
export interface Layout {
  relation: Relation;
  /** The table or view of the columns of the relation, by their names; what questions read. */
  source: string;
  tables: TableShape[];
  indexes: Derived[];
  view: Derived | null;
}

/** What is kept of each value of a metric that is rolled up. */
export const STATISTICS = ['count', 'min', 'max', 'sum', 'last'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Of a row rolled up: when its newest sample was taken, from which `last` is. */
export const NEWEST = 'newest';

export const sourceOf = (relation: string) => `relation:${relation}`;
export const seriesOf = (relation: string) => `series:${relation}`;
export const samplesOf = (relation: string) => `sample:${relation}`;
export const hoursOf = (relation: string) => `hour:${relation}`;
export const daysOf = (relation: string) => `day:${relation}`;
export const statisticOf = (column: string, statistic: Statistic) => `${column} ${statistic}`;

/** The condition by which SQLite sees that an index of what is so now will do: it must be written out. */
export const PRESENT = `${quoted(UNTIL)} = ${FOREVER}`;

/**
 * The tables of a relation. None takes a name that SQLite or the store itself could want.
 * @param retired columns that an earlier declaration had: their values stay
 */
export function layoutOf(relation: Relation, retired: readonly Column[] = []): Layout {
  if (relation.kind === 'metric') return metricLayout(relation, retired);
  const source = sourceOf(relation.name);
  const own = relation.kind === 'state' ? [SINCE, UNTIL] : [TOLD];
  const columns = [
    { name: ROW, definition: 'INTEGER PRIMARY KEY' },
    ...own.map(name => ({ name, definition: 'INTEGER NOT NULL' })),
    ...relation.key.map(column => (relation.kind === 'state' ? required(column) : optional(column))),
    ...[...relation.columns, ...retired].map(optional),
  ];
  const indexes = relation.kind === 'state' ? stateIndexes(relation) : eventIndexes(relation);
  return {
    relation,
    source,
    tables: [{ name: source, columns, primaryKey: null }],
    indexes: [...indexes, ...declaredIndexes(relation, source)],
    view: null,
  };
}

/** The column that says when an event was: its own where it has one, or when it was told. */
export function momentOf({ key, columns }: Relation): string {
  return [...key, ...columns].find(({ type }) => type === 'time')?.name ?? TOLD;
}

/**
 * The newest row of a key is found by (key, since), the present by the key alone, from either end of it: a question
 * knows the package and asks for the hosts. Nothing can be so twice at once, and SQLite sees to it.
 */
function stateIndexes(relation: Relation): Derived[] {
  const table = sourceOf(relation.name);
  const key = relation.key.map(({ name }) => name);
  return [
    index(table, [...key, SINCE], { unique: true }),
    index(table, key, { unique: true, present: true }),
    ...key.slice(1).map(name => index(table, [name, 'host'], { present: true })),
  ];
}

function eventIndexes(relation: Relation): Derived[] {
  return [index(sourceOf(relation.name), ['host', momentOf(relation)])];
}

function declaredIndexes(relation: Relation, table: string): Derived[] {
  return (relation.indexes ?? []).map(columns => index(table, columns, { declared: true }));
}

interface IndexOptions {
  unique?: boolean;
  present?: boolean;
  declared?: boolean;
}

function index(table: string, columns: string[], options: IndexOptions = {}): Derived {
  const { unique = false, present = false, declared = false } = options;
  const what = declared ? 'declared' : present ? 'present' : 'all';
  const name = `index:${table}:${what}:${JSON.stringify(columns)}`;
  const head = `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoted(name)} ON ${quoted(table)} (${list(columns)})`;
  return { name, sql: present ? `${head} WHERE ${PRESENT}` : head };
}

/** A text of fifty bytes for each sample would be twice the sample: the head of a metric is kept once. */
function metricLayout(relation: Relation, retired: readonly Column[]): Layout {
  const { name, key } = relation;
  const measured = [...relation.columns, ...retired];
  const series: TableShape = {
    name: seriesOf(name),
    columns: [{ name: ROW, definition: 'INTEGER PRIMARY KEY' }, ...key.map(required)],
    primaryKey: null,
  };
  const keyed = [ROW, TIME].map(column => ({ name: column, definition: 'INTEGER NOT NULL' }));
  const samples: TableShape = {
    name: samplesOf(name),
    columns: [...keyed, ...measured.map(optional)],
    primaryKey: [ROW, TIME],
  };
  const rolled = [hoursOf(name), daysOf(name)].map(table => ({
    name: table,
    columns: [...keyed, { name: NEWEST, definition: 'INTEGER NOT NULL' }, ...measured.flatMap(statistics)],
    primaryKey: [ROW, TIME],
  }));
  const names = key.map(column => column.name);
  return {
    relation,
    source: sourceOf(name),
    tables: [series, samples, ...rolled],
    indexes: [
      index(seriesOf(name), names, { unique: true }),
      ...rolled.map(table => index(table.name, [ROW, NEWEST])), // a tenth more room: the view asks by it
      ...declaredIndexes(relation, seriesOf(name)),
    ],
    view: metricView(relation),
  };
}

function statistics({ name, type }: Column): TableShape['columns'] {
  const definitions = {
    count: 'INTEGER',
    min: sqlType(type),
    max: sqlType(type),
    sum: 'REAL',
    last: sqlType(type),
  };
  return STATISTICS.map(statistic => ({
    name: statisticOf(name, statistic),
    definition: definitions[statistic],
  }));
}

/**
 * All there is of a metric as samples: what is rolled up shows its newest one, which was really measured then, so the
 * past has fewer samples than the last days, and none that never were.
 */
function metricView({ name, key, columns }: Relation): Derived {
  const head = key.map(column => `series.${quoted(column.name)}`).join(', ');
  const part = (table: string, time: string, value: (column: string) => string) => {
    const values = columns
      .map(column => `sample.${quoted(value(column.name))} AS ${quoted(column.name)}`)
      .join(', ');
    return `SELECT ${head}, sample.${quoted(time)} AS ${quoted(TIME)}, ${values}
      FROM ${quoted(seriesOf(name))} AS series JOIN ${quoted(table)} AS sample ON sample.${quoted(ROW)} = series.${quoted(ROW)}`;
  };
  const last = (column: string) => statisticOf(column, 'last');
  const parts = [
    part(samplesOf(name), TIME, column => column),
    part(hoursOf(name), NEWEST, last),
    part(daysOf(name), NEWEST, last),
  ];
  const view = sourceOf(name);
  return { name: view, sql: `CREATE VIEW ${quoted(view)} AS ${parts.join('\n    UNION ALL ')}` };
}

function required(column: Column): TableShape['columns'][number] {
  return { name: column.name, definition: `${typeText(column)} NOT NULL` };
}

function optional(column: Column): TableShape['columns'][number] {
  return { name: column.name, definition: typeText(column) };
}

function typeText({ name, type }: Column): string {
  return type === 'boolean' ? `INTEGER CHECK (${quoted(name)} IN (0, 1))` : sqlType(type);
}
