import type { AggregateOperator } from './goal.ts';
import { add } from './number.ts';
import type { Term } from './term.ts';
import { compareForOrder, familyOf } from './value.ts';

/** The aggregate of some values, null standing for none of them; undefined where there is no such thing. */
export function aggregateOf(operator: AggregateOperator, values: readonly Term[]): Term | undefined {
  if (operator === 'count') return values.length;
  const numbers = values.filter(value => familyOf(value) === 'number') as (number | bigint)[];
  const sum = numbers.reduce(add, 0);
  if (operator === 'sum') return sum;
  if (operator === 'average') return numbers.length === 0 ? undefined : Number(sum) / numbers.length;
  const some = values.filter(value => familyOf(value) !== null);
  const sign = operator === 'max' ? 1 : -1;
  const best = (a: Term, b: Term) => (compareForOrder(b, a) * sign > 0 ? b : a);
  return some.length === 0 ? undefined : some.reduce(best);
}
