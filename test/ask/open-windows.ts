import type { Goal } from '../../src/query/goal.ts';
import { Variable } from '../../src/query/term.ts';
import { distinctVariables } from '../query/naive-scope.ts';

/**
 * Is there, within a negation or an aggregate, a window of time with an end that nothing binds? That can never be decided;
 * a scan that finds no row for it has nothing to decide.
 */
export function hasOpenWindow(
  goal: Goal,
  outside: ReadonlySet<Variable> = new Set(),
  isWithin = false,
): boolean {
  const here = [...atOneLevel(goal)];
  const bound = new Set(outside);
  for (const one of here) for (const variable of boundBy(one)) bound.add(variable);
  return here.some(one => {
    if (one.kind === 'not' || one.kind === 'aggregate') return hasOpenWindow(one.goal, bound, true);
    if (one.kind !== 'window' || !isWithin) return false;
    return [one.from, one.to].some(end => end instanceof Variable && !bound.has(end));
  });
}

function* atOneLevel(goal: Goal): Generator<Goal> {
  yield goal;
  const inner = goal.kind === 'all' ? goal.goals : goal.kind === 'any' ? goal.branches : [];
  for (const each of goal.kind === 'window' ? [goal.goal] : inner) yield* atOneLevel(each);
}

function boundBy(goal: Goal): readonly Variable[] {
  switch (goal.kind) {
    case 'relation':
    case 'lasting':
    case 'equal':
    case 'member':
    case 'closure':
    case 'call':
    case 'arithmetic':
      return distinctVariables(goal);
    case 'aggregate':
      return goal.result instanceof Variable ? [goal.result] : [];
    default:
      return [];
  }
}
