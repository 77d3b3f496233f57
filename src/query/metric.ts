import type { CoreGoal, Scan } from './core.ts';
import { Variable } from './term.ts';

/**
 * A goal over the view of a metric as one over the tables behind it. SQLite cannot look into a view of several SELECTs
 * with what another table of the join says: it would read the samples of all machines to find those of one.
 */
export function overParts(goal: CoreGoal): CoreGoal {
  if (goal.kind === 'all') return { ...goal, goals: goal.goals.map(overParts) };
  return goal.kind === 'scan' && goal.table.parts ? apart(goal) : goal;
}

function apart({ table, terms, place }: Scan): CoreGoal {
  const { series, samples } = table.parts!;
  const row = new Variable('series');
  const heads = series.columns.length - 1;
  const branches = samples.map(
    (part): Scan => ({ kind: 'scan', table: part, terms: [row, ...terms.slice(heads)], place }),
  );
  const head: Scan = { kind: 'scan', table: series, terms: [row, ...terms.slice(0, heads)], place };
  return { kind: 'all', goals: [head, { kind: 'any', branches }] };
}
