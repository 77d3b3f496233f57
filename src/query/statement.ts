import type { SqlValue } from '../store/relation/column.ts';
import type { Connection } from './connection.ts';
import type { Expression } from './expression.ts';
import { type Fragment, from, join, raw, sql, where } from './fragment.ts';
import type { Selection } from './selection.ts';
import type { Constant, Variable } from './term.ts';

/** A SELECT that can be run: a column for each variable asked for. */
export interface Statement {
  fragment: Fragment;
  variables: readonly Variable[];
  columns: readonly Expression[];
  /** Columns of which a row must have a value to count. */
  required: readonly number[];
}

/** What answers are put in the order of. */
export interface Order {
  variable: Variable;
  descending: boolean;
}

/** What answers are made of, and how they are put. */
export interface Arrangement {
  /** An answer has a term for each. A variable that other goals use too, beyond these, must be among them. */
  outputs: readonly Variable[];
  orderBy?: readonly Order[];
  distinct?: boolean;
}

interface StatementOptions {
  distinct?: boolean;
  orderBy?: readonly Order[];
}

/** @param variables which the selection knows */
export function statementOf(
  selection: Selection,
  variables: readonly Variable[],
  { distinct = false, orderBy = [] }: StatementOptions = {},
): Statement {
  const { known, required } = selection;
  const columns = variables.map(variable => known.get(variable)!);
  const list =
    columns.length === 0
      ? raw('1')
      : join(
          columns.map(column => column.fragment),
          ', ',
        );
  const unseen = [...required].filter(variable => !variables.includes(variable));
  const conditions = [
    ...selection.where,
    ...unseen.map(variable => sql`${known.get(variable)!.fragment} IS NOT NULL`),
  ];
  const rows = sql`${raw(distinct ? 'DISTINCT ' : '')}${list}${from(selection.from)}${where(conditions)}`;
  const order = orderOf(orderBy, variables);
  return {
    fragment: sql`SELECT ${rows}${order}`,
    variables,
    columns,
    required: variables.flatMap((variable, i) => (required.has(variable) ? [i] : [])),
  };
}

/** ` ORDER BY 2 DESC`, or nothing. */
export function orderOf(orderBy: readonly Order[], variables: readonly Variable[]): Fragment {
  const keys = orderBy.map(({ variable, descending }) =>
    raw(`${variables.indexOf(variable) + 1}${descending ? ' DESC' : ''}`),
  );
  return keys.length === 0 ? raw('') : sql` ORDER BY ${join(keys, ', ')}`;
}

/** All rows of a statement at once, as values of facts. */
export function readAll(connection: Connection, statement: Statement): Constant[][] {
  const { fragment, required } = statement;
  const all = connection.all(fragment);
  const rows = required.length === 0 ? all : all.filter(row => required.every(i => row[i] !== null));
  const decode = decoder(statement);
  if (decode === null) return rows;
  const decoded: Constant[][] = [];
  for (const row of rows) {
    const values = decode(row);
    if (values === null) return [...readExactly(connection, statement, 0)];
    decoded.push(values);
  }
  return decoded;
}

/** The rows of a statement as values of facts, read as they are asked for. */
export function* readRows(connection: Connection, statement: Statement): Generator<Constant[], void> {
  const decode = decoder(statement);
  const { fragment, required } = statement;
  let done = 0;
  for (const row of connection.rows(fragment)) {
    if (!required.every(i => row[i] !== null)) {
      done++;
      continue;
    }
    const decoded = decode === null ? row : decode(row);
    if (decoded === null) return yield* readExactly(connection, statement, done);
    done++;
    yield decoded;
  }
}

/**
 * Reads again from a row that has a number too long for a JavaScript one: as BigInts, which take longer. Within one
 * snapshot a statement gives its rows in one order.
 */
function* readExactly(
  connection: Connection,
  statement: Statement,
  skip: number,
): Generator<Constant[], void> {
  const { columns, required } = statement;
  let index = 0;
  for (const row of connection.rows(statement.fragment, true)) {
    if (index++ < skip || !required.every(i => row[i] !== null)) continue;
    yield row.map((value, i) =>
      columns[i]?.family === 'boolean' && value !== null ? value === 1n : shortened(value),
    );
  }
}

function shortened(value: SqlValue): SqlValue {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Turns a row as SQLite has it into values; null for a row with a number too long to be read so, and where there is nothing to turn. */
function decoder({ columns }: Statement): ((row: SqlValue[]) => Constant[] | null) | null {
  const booleans = columns.flatMap(({ family }, i) => (family === 'boolean' ? [i] : []));
  const whole = columns.flatMap(({ family, bits }, i) => (family === 'number' && bits !== null ? [i] : []));
  if (booleans.length + whole.length === 0) return null;
  return row => {
    for (const i of whole) if (row[i] !== null && !Number.isSafeInteger(row[i])) return null;
    if (booleans.length === 0) return row;
    const values: Constant[] = [...row];
    for (const i of booleans) values[i] = row[i] === null ? null : row[i] === 1;
    return values;
  };
}
