import { Fault } from '../../model/fault.ts';
import { type Column, type ColumnType, type FactValue, misfit, type Relation } from '../../model/relation.ts';

/** A value as SQLite takes it. */
export type SqlValue = string | number | bigint | null;

const SQL_TYPES: Record<ColumnType, 'TEXT' | 'INTEGER' | 'REAL'> = {
  text: 'TEXT',
  integer: 'INTEGER',
  number: 'REAL',
  boolean: 'INTEGER',
  time: 'INTEGER',
  duration: 'INTEGER',
};

/** What SQLite calls the type of a column. */
export function sqlType(type: ColumnType): 'TEXT' | 'INTEGER' | 'REAL' {
  return SQL_TYPES[type];
}

/**
 * A value as SQLite keeps it in a column. Whole numbers may go as JavaScript's: SQLite makes an INTEGER of a REAL
 * without a fraction, in an INTEGER column and in a comparison with one, and a BigInt costs a tenth more.
 * @throws Fault where the value does not fit
 */
export function encode(relation: Relation, column: Column, value: FactValue): SqlValue {
  const wanted = misfit(column.type, value);
  if (wanted !== null) {
    const place = `column '${column.name}' of '${relation.name}'`;
    throw new Fault(`${place} takes ${wanted}, not ${shown(value)}`, `it is declared as ${column.type}`);
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint' && (column.type === 'number' || Number.isSafeInteger(Number(value))))
    return Number(value); // one spelling for each value: the same ones are equal
  return value;
}

function shown(value: FactValue): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * The values of a fact as SQLite keeps them, those of the key first.
 * @throws Fault where one does not fit, is missing from the key, or there are too many or too few
 */
export function encodeFact(relation: Relation, values: FactValue[]): SqlValue[] {
  const { name, key, columns, kind } = relation;
  if (values.length !== key.length + columns.length)
    throw new Fault(
      `a fact of '${name}' has ${key.length + columns.length} columns, not ${values.length}`,
      `they are ${[...key, ...columns].map(column => column.name).join(', ')}`,
    );
  return values.map((value, i) => {
    const column = i < key.length ? key[i]! : columns[i - key.length]!;
    if (value === null && i < key.length && (kind !== 'event' || i === 0))
      throw new Fault(`a fact of '${name}' needs a value for '${column.name}'`, 'it is part of the key');
    return encode(relation, column, value);
  });
}
