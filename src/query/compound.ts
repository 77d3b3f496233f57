import { constantExpression, type Expression } from './expression.ts';
import { from, join, sql, where } from './fragment.ts';
import { conditionsOf, type Selection } from './selection.ts';
import { type Arrangement, orderOf, type Statement } from './statement.ts';
import { Variable, walk } from './term.ts';

/**
 * Several ways to answer as one SELECT, where their answers are to be distinct or in order; null where they need not
 * be, or where a column would have values of more than one type.
 */
export function compoundStatement(
  selections: readonly Selection[],
  arrangement: Arrangement,
): Statement | null {
  const { outputs, orderBy = [], distinct = false } = arrangement;
  if (outputs.length === 0 || (orderBy.length === 0 && !distinct)) return null;
  const rows = selections.map(selection => outputs.map(output => expressionOf(output, selection)));
  const columns = outputs.map((_, i) => mergedColumn(rows.map(row => row[i])));
  if (!columns.every(column => column !== null)) return null;
  const selects = selections.map((selection, i) => {
    const list = rows[i]!.map(expression => expression!.fragment);
    return sql`SELECT ${join(list, ', ')}${from(selection.from)}${where(conditionsOf(selection))}`;
  });
  const fragment = sql`${join(selects, distinct ? ' UNION ' : ' UNION ALL ')}${orderOf(orderBy, outputs)}`;
  return { fragment, variables: outputs, columns, required: [] };
}

function expressionOf(output: Variable, { known, substitution }: Selection): Expression | undefined {
  const term = walk(output, substitution);
  return term instanceof Variable ? known.get(term) : constantExpression(term);
}

function mergedColumn(parts: readonly (Expression | undefined)[]): Expression | null {
  const [first] = parts;
  if (!first || !parts.every(part => part?.family === first.family)) return null;
  const long = parts.find(part => part!.bits !== null);
  return { ...first, bits: long ? long.bits : null, nullable: true };
}
