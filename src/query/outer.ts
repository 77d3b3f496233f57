import { type CoreGoal, variablesOf } from './core.ts';
import { collectVariables, type Variable } from './term.ts';

/**
 * Tells each negation and aggregate which of its variables occur elsewhere too: those it waits for. Branches of a
 * choice are not elsewhere for one another. Decided before anything runs, so the order of goals cannot change it.
 */
export function annotate(goal: CoreGoal, outside: ReadonlySet<Variable>): CoreGoal {
  switch (goal.kind) {
    case 'all': {
      const counts = countUses(goal.goals);
      return { ...goal, goals: goal.goals.map(inner => annotate(inner, elsewhere(inner, counts, outside))) };
    }
    case 'any':
      return { ...goal, branches: goal.branches.map(branch => annotate(branch, outside)) };
    case 'not':
      return { ...goal, outer: shared(goal.goal, outside), goal: annotate(goal.goal, outside) };
    case 'aggregate': {
      const around = collectVariables(goal.result, new Set(outside));
      const within = collectVariables(goal.value, variablesOf(goal.goal, new Set()));
      const outer = [...within].filter(variable => around.has(variable));
      return { ...goal, outer, goal: annotate(goal.goal, collectVariables(goal.value, around)) };
    }
    default:
      return goal;
  }
}

function shared(goal: CoreGoal, outside: ReadonlySet<Variable>): Variable[] {
  return [...variablesOf(goal, new Set())].filter(variable => outside.has(variable));
}

/** In how many of the goals each variable occurs. */
function countUses(goals: readonly CoreGoal[]): Map<Variable, number> {
  const counts = new Map<Variable, number>();
  for (const goal of goals)
    for (const variable of seenFrom(goal)) counts.set(variable, (counts.get(variable) ?? 0) + 1);
  return counts;
}

function elsewhere(
  goal: CoreGoal,
  counts: Map<Variable, number>,
  outside: ReadonlySet<Variable>,
): Set<Variable> {
  const found = new Set(outside);
  const own = seenFrom(goal);
  for (const [variable, count] of counts) if (count > (own.has(variable) ? 1 : 0)) found.add(variable);
  return found;
}

const seenFrom = (goal: CoreGoal) => variablesOf(goal, new Set());
