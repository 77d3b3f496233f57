import type { Database } from '../database.ts';
import { type Entry, makeCatalog, writeEntry } from './catalog.ts';
import type { Change } from './change.ts';
import { type Derived, type Layout, layoutOf, type TableShape } from './layout.ts';
import { list, quoted } from './sql.ts';

/** What has to be done for a change of declaration. */
export interface Migration {
  after: Entry;
  /** In this order. */
  statements: string[];
  /** Are rows that are there touched? */
  rewrites: boolean;
}

/** What the store has. */
interface Schema {
  /** The columns of each table. */
  tables: Map<string, Set<string>>;
  /** The text of each index and view, and the table it is of. */
  derived: Map<string, { table: string; sql: string }>;
}

/** Looks at what the store has. */
export function schemaOf(db: Database): Schema {
  const tables = new Map<string, Set<string>>();
  const columns = db
    .prepare(
      `SELECT entry.name, info.name FROM sqlite_schema AS entry, pragma_table_info(entry.name) AS info
       WHERE entry.type = 'table'`,
    )
    .raw()
    .all() as [string, string][];
  for (const [table, column] of columns) tables.set(table, (tables.get(table) ?? new Set()).add(column));
  const derived = db
    .prepare(
      `SELECT name, tbl_name, sql FROM sqlite_schema WHERE type IN ('index', 'view') AND sql IS NOT NULL`,
    )
    .raw()
    .all() as [string, string, string][];
  return { tables, derived: new Map(derived.map(([name, table, sql]) => [name, { table, sql }])) };
}

/** What has to be done for a change; null where nothing has. */
export function migrationOf({ before, after }: Change, schema: Schema): Migration | null {
  const layout = layoutOf(after.relation, after.retired);
  const old = before && layoutOf(before.relation, before.retired);
  const work = layout.tables.map(table => tableWork(table, old, schema));
  const rebuilt = new Set(work.filter(({ rebuilt }) => rebuilt).map(({ table }) => table));
  const tables = work.flatMap(({ statements }) => statements);
  const wanted = new Map(layout.indexes.map(index => [index.name, index]));
  const present = [...schema.derived].filter(([, { table }]) =>
    layout.tables.some(({ name }) => name === table),
  );
  const stale = present.filter(
    ([name, { sql, table }]) => !rebuilt.has(table) && wanted.get(name)?.sql !== sql,
  );
  const kept = new Set(
    present.filter(entry => !stale.includes(entry) && !rebuilt.has(entry[1].table)).map(([name]) => name),
  );
  const view = viewWork(layout.view, tables.length > 0, schema);
  const statements = [
    ...view.drop,
    ...stale.map(([name]) => `DROP INDEX ${quoted(name)}`),
    ...tables,
    ...layout.indexes.filter(({ name }) => !kept.has(name)).map(({ sql }) => sql),
    ...view.create,
  ];
  if (statements.length === 0 && before && JSON.stringify(before) === JSON.stringify(after)) return null;
  return { after, statements, rewrites: work.some(({ rewrites }) => rewrites) };
}

/** Does it, and notes it in the catalog: all of it or, whatever happens, nothing. */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  db.transaction(() => {
    makeCatalog(db);
    for (const { statements, after } of migrations) {
      for (const statement of statements) db.exec(statement);
      writeEntry(db, after);
    }
  }).immediate();
}

interface TableWork {
  table: string;
  statements: string[];
  rebuilt: boolean;
  rewrites: boolean;
}

function tableWork(table: TableShape, old: Layout | null, schema: Schema): TableWork {
  const work = (statements: string[], rebuilt: boolean, rewrites: boolean) => ({
    table: table.name,
    statements,
    rebuilt,
    rewrites,
  });
  const there = schema.tables.get(table.name);
  if (!there) return work([createTable(table)], false, false);
  const was = new Map(
    old?.tables.find(({ name }) => name === table.name)?.columns.map(c => [c.name, c.definition]),
  );
  const retyped = table.columns.some(({ name, definition }) => (was.get(name) ?? definition) !== definition);
  if (retyped) return work(rebuild(table, there), true, true);
  const missing = table.columns.filter(({ name }) => !there.has(name));
  const add = missing.map(
    ({ name, definition }) => `ALTER TABLE ${quoted(table.name)} ADD COLUMN ${quoted(name)} ${definition}`,
  );
  return work(add, false, add.length > 0);
}

/** SQLite cannot change the type of a column, so its table is written anew. */
function rebuild(table: TableShape, there: Set<string>): string[] {
  const anew = `new:${table.name}`;
  const columns = list(table.columns.map(({ name }) => name).filter(name => there.has(name)));
  return [
    createTable({ ...table, name: anew }),
    `INSERT INTO ${quoted(anew)} (${columns}) SELECT ${columns} FROM ${quoted(table.name)}`,
    `DROP TABLE ${quoted(table.name)}`,
    `ALTER TABLE ${quoted(anew)} RENAME TO ${quoted(table.name)}`,
  ];
}

function createTable({ name, columns, primaryKey }: TableShape): string {
  const lines = columns.map(column => `${quoted(column.name)} ${column.definition}`);
  if (primaryKey) lines.push(`PRIMARY KEY (${list(primaryKey)})`);
  return `CREATE TABLE ${quoted(name)} (\n  ${lines.join(',\n  ')}\n) STRICT${primaryKey ? ', WITHOUT ROWID' : ''}`;
}

/** A view stands in the way of changes to its tables. */
function viewWork(
  view: Derived | null,
  tablesChange: boolean,
  schema: Schema,
): { drop: string[]; create: string[] } {
  if (!view) return { drop: [], create: [] };
  const there = schema.derived.get(view.name);
  if (there?.sql === view.sql && !tablesChange) return { drop: [], create: [] };
  return { drop: there ? [`DROP VIEW ${quoted(view.name)}`] : [], create: [view.sql] };
}
