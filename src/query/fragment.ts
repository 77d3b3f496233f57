import { FOREVER } from '../model/relation.ts';
import type { SqlValue } from '../store/relation/column.ts';
import { quoted } from '../store/relation/sql.ts';

/** SQL text with the values of its question marks, in order. Values are never part of the text. */
export interface Fragment {
  readonly text: string;
  readonly parameters: readonly SqlValue[];
}

/** A fragment written as a template; what is put in are fragments. */
export function sql(strings: TemplateStringsArray, ...parts: Fragment[]): Fragment {
  let text = strings[0]!;
  const parameters: SqlValue[] = [];
  parts.forEach((part, i) => {
    text += part.text + strings[i + 1];
    parameters.push(...part.parameters);
  });
  return { text, parameters };
}

/** A name, quoted. */
export function name(text: string): Fragment {
  return { text: quoted(text), parameters: [] };
}

/** A column of a table that goes by an alias. */
export function columnOf(alias: string, column: string): Fragment {
  return { text: `${alias}.${quoted(column)}`, parameters: [] };
}

/** SQL of the planner's own: an alias, a number of a column. */
export function raw(text: string): Fragment {
  return { text, parameters: [] };
}

/**
 * A constant. FOREVER is written out: only then does SQLite see that the index of what is so now will do.
 */
export function constant(value: SqlValue | boolean): Fragment {
  if (value === FOREVER) return raw(String(FOREVER));
  return { text: '?', parameters: [typeof value === 'boolean' ? Number(value) : value] };
}

export function join(fragments: readonly Fragment[], separator: string): Fragment {
  return {
    text: fragments.map(fragment => fragment.text).join(separator),
    parameters: fragments.flatMap(fragment => fragment.parameters),
  };
}

/** ` WHERE a AND b`, or nothing where nothing has to be so. */
export function where(conditions: readonly Fragment[]): Fragment {
  return conditions.length === 0 ? raw('') : sql` WHERE ${join(conditions, ' AND ')}`;
}

/** ` FROM a, b`, or nothing. */
export function from(tables: readonly Fragment[]): Fragment {
  return tables.length === 0 ? raw('') : sql` FROM ${join(tables, ', ')}`;
}
