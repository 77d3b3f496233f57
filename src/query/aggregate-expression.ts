import type { CoreAggregate } from './core.ts';
import { constantExpression, type Expression } from './expression.ts';
import { constant, type Fragment, from, join, raw, sql, where } from './fragment.ts';
import { conditionsOf, type Never, type Selection } from './selection.ts';
import { Variable, walk } from './term.ts';

const COUNT = { family: 'number', nullable: false, bits: 53 } as const;

/** The aggregate over the rows of some SELECTs, as a SELECT of one value within another. */
export function aggregateExpression(
  goal: CoreAggregate,
  selections: readonly Selection[],
  known: ReadonlyMap<Variable, Expression>,
): Expression | Never | { residual: string } {
  const { operator } = goal;
  if (operator === 'count') {
    if (selections.length === 0) return { ...COUNT, fragment: constant(0n) };
    return { ...COUNT, fragment: counted(selections) };
  }
  const values = selections.map(selection => valueIn(goal, selection, known));
  if (!values.every(value => value !== undefined))
    return { residual: 'nothing here binds what it is an aggregate of' };
  const family = values[0]?.family ?? 'number';
  if (values.some(value => value.family !== family))
    return { residual: 'its choices are of different types' };
  const isSum = operator === 'sum';
  const isEmpty = values.length === 0 || ((isSum || operator === 'average') && family !== 'number');
  if (isEmpty)
    return isSum
      ? { ...COUNT, fragment: constant(0n) }
      : { never: `there is nothing to take the ${operator} of` };
  // Of a value from outside alone, SQL takes the aggregate there: so the value is made a column of rows within.
  const value = raw('"value"');
  const fragment = aggregated(
    CALLS[operator](value),
    selections,
    selection => values[selections.indexOf(selection)]!.fragment,
  );
  const isWhole = values.every(({ bits }) => bits !== null) && operator !== 'average';
  const bits = isWhole ? Math.max(...values.map(({ bits }) => (isSum ? 63 : bits!))) : null;
  return { fragment, family, nullable: !isSum, bits };
}

const CALLS = {
  max: (value: Fragment) => sql`max(${value})`,
  min: (value: Fragment) => sql`min(${value})`,
  sum: (value: Fragment) => sql`coalesce(sum(${value}), 0)`,
  average: (value: Fragment) => sql`avg(${value})`,
};

function valueIn(
  goal: CoreAggregate,
  selection: Selection,
  known: ReadonlyMap<Variable, Expression>,
): Expression | undefined {
  const value = walk(goal.value, selection.substitution);
  if (value instanceof Variable) return selection.known.get(value) ?? known.get(value);
  return constantExpression(value);
}

function counted(selections: readonly Selection[]): Fragment {
  if (selections.length > 1) return aggregated(raw('count(*)'), selections, () => raw('1'));
  const [only] = selections as [Selection];
  return sql`(SELECT count(*)${from(only.from)}${where(conditionsOf(only))})`;
}

function aggregated(
  call: Fragment,
  selections: readonly Selection[],
  valueFor: (selection: Selection) => Fragment,
): Fragment {
  const parts = selections.map(
    selection =>
      sql`SELECT ${valueFor(selection)} AS "value"${from(selection.from)}${where(conditionsOf(selection))}`,
  );
  return sql`(SELECT ${call} FROM (${join(parts, ' UNION ALL ')}))`;
}
