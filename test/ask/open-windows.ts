import type { Goal } from '../../src/query/goal.ts';
import { Variable } from '../../src/query/term.ts';
import { distinctVariables } from '../query/naive-scope.ts';

/**
 * Is there a window of time with an end that nothing binds in some way through its choices? It can never be decided; a
 * scan that finds no row for it has nothing to decide.
 */
export function hasOpenWindow(goal: Goal, outside: ReadonlySet<Variable> = new Set()): boolean {
  const bound = new Set([...outside, ...boundBy(goal)]);
  return hasOpenEnd(goal, bound);
}

function hasOpenEnd(goal: Goal, bound: ReadonlySet<Variable>): boolean {
  switch (goal.kind) {
    case 'not':
    case 'aggregate':
      return hasOpenWindow(goal.goal, bound);
    case 'all':
      return goal.goals.some(inner => hasOpenEnd(inner, bound));
    case 'any':
      return goal.branches.some(branch => hasOpenWindow(branch, bound));
    case 'window':
      return (
        [goal.from, goal.to].some(end => end instanceof Variable && !bound.has(end)) ||
        hasOpenEnd(goal.goal, bound)
      );
    default:
      return false;
  }
}

/** What is bound in every way through the goal. */
function boundBy(goal: Goal): Variable[] {
  switch (goal.kind) {
    case 'relation':
    case 'lasting':
    case 'equal':
    case 'member':
    case 'closure':
    case 'call':
      return distinctVariables(goal);
    case 'aggregate':
      return goal.result instanceof Variable ? [goal.result] : [];
    case 'all':
      return goal.goals.flatMap(boundBy);
    case 'any': {
      const [first = [], ...others] = goal.branches.map(boundBy);
      return first.filter(variable => others.every(other => other.includes(variable)));
    }
    case 'window':
      return boundBy(goal.goal);
    default:
      return [];
  }
}
