import { join } from 'node:path';
import { FOREVER, type Relation } from '../../src/model/relation.ts';
import { Catalog, type RelationTable } from '../../src/query/table.ts';
import type { Constant } from '../../src/query/term.ts';
import { openForWriting } from '../../src/store/database.ts';
import { openRelations } from '../../src/store/relation/open.ts';
import { quoted } from '../../src/store/relation/sql.ts';
import type { Random } from './random.ts';

const column = (name: string, type: Relation['columns'][number]['type']) => ({ name, type, doc: '' });
const relation = (
  name: string,
  kind: Relation['kind'],
  key: Relation['key'],
  columns: Relation['columns'],
): Relation => ({
  name,
  kind,
  key: [column('host', 'text'), ...key],
  columns,
  plugin: 'test',
  doc: '',
});

/** One of each kind, columns of every type, and names nobody should have to fear. */
export const RELATIONS: Relation[] = [
  relation(
    'installed',
    'state',
    [column('name', 'text')],
    [column('version', 'text'), column('size', 'integer')],
  ),
  relation('link', 'state', [column('to', 'text')], []),
  relation('edge', 'event', [column('a', 'integer'), column('b', 'integer')], []),
  relation(
    'run',
    'event',
    [column('tag', 'text'), column('start', 'time')],
    [column('status', 'integer'), column('good', 'boolean')],
  ),
  relation('load', 'metric', [column('cpu', 'integer')], [column('value', 'number')]),
  relation(
    '"; DROP TABLE',
    'state',
    [column('select', 'integer')],
    [column('ρ"', 'number'), column('up', 'boolean')],
  ),
];

export const TEXTS = ['a', 'b', '1', 'A', '\u{1F600}', '\uFF61'];
const WHOLE = [1, 2, 3, 0, 2n ** 53n + 1n];
const TIMES = [1, 2, 3, 4, 5];

/** What a column of a type may hold here: few values, so that joins meet. */
export function valuesOf(type: Relation['columns'][number]['type']): Constant[] {
  if (type === 'text') return TEXTS;
  if (type === 'boolean') return [true, false];
  if (type === 'number') return [1, 1.5, 2, 3];
  return type === 'integer' ? WHOLE : TIMES;
}

/** One of them, the first ones more often. */
export function aValueOf(type: Relation['columns'][number]['type'], random: Random): Constant {
  const values = valuesOf(type);
  return values[random.below(1 + random.below(values.length))]!;
}

/** Rows of a table as values of facts, with a value for each column of it. */
export type Rows = ReadonlyMap<string, Constant[][]>;

export interface SmallHerd {
  path: string;
  catalog: Catalog;
  rows: Rows;
}

/** A small store of random facts, and the same facts as JavaScript has them. */
export function smallHerd(directory: string, random: Random): SmallHerd {
  const path = join(directory, `herd-${random.below(2 ** 31)}.db`);
  const db = openForWriting(path, 0);
  db.pragma('synchronous = OFF');
  openRelations({ db, path, relations: RELATIONS, now: 0 });
  const catalog = Catalog.of(RELATIONS);
  const insert = (table: string, row: Record<string, Constant>) => {
    const names = Object.keys(row).map(quoted).join(', ');
    const values = Object.values(row).map(value => (typeof value === 'boolean' ? Number(value) : value));
    db.prepare(`INSERT OR IGNORE INTO ${quoted(table)} (${names}) VALUES (${values.map(() => '?')})`).run(
      ...values,
    );
  };
  db.transaction(() => {
    for (const declared of RELATIONS) {
      const count = 3 + random.below(8);
      for (let i = 0; i < count; i++) addRow(declared, random, insert);
    }
  })();
  const rows = new Map(catalog.tables.map(table => [table.name, readTable(db, table)]));
  db.close();
  return { path, catalog, rows };
}

function addRow(
  declared: Relation,
  random: Random,
  insert: (table: string, row: Record<string, Constant>) => void,
) {
  const { name, kind, key, columns } = declared;
  const row: Record<string, Constant> = {};
  key.forEach((each, i) => {
    row[each.name] = kind === 'event' && i > 0 && random.chance(0.2) ? null : aValueOf(each.type, random);
  });
  for (const each of columns) row[each.name] = random.chance(0.25) ? null : aValueOf(each.type, random);
  if (kind === 'state') {
    const since = random.pick(TIMES);
    const open = random.chance(0.6);
    insert(`relation:${name}`, { ...row, since, until: open ? FOREVER : since + 1 + random.below(3) });
  } else if (kind === 'event') insert(`relation:${name}`, { ...row, told: random.pick(TIMES) });
  else {
    const series = 1 + random.below(3);
    const head = { host: row.host!, cpu: row.cpu! };
    insert(`series:${name}`, { '#': series, ...head });
    const time = random.pick(TIMES);
    if (random.chance(0.6)) insert(`sample:${name}`, { '#': series, time, value: row.value! });
    else
      insert(`${random.pick(['hour', 'day'])}:${name}`, {
        '#': series,
        time,
        newest: time,
        'value last': row.value!,
      });
  }
}

type Reader = ReturnType<typeof openForWriting>;

function readTable(db: Reader, { source, columns }: RelationTable): Constant[][] {
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  const rows = db
    .prepare(`SELECT ${names} FROM ${quoted(source)}`)
    .raw()
    .safeIntegers()
    .all() as Constant[][];
  return rows.map(row =>
    row.map((value, i) => {
      if (value === null) return null;
      if (columns[i]!.type === 'boolean') return value === 1n;
      return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
    }),
  );
}
