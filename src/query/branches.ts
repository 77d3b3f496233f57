import { type CoreGoal, flatten } from './core.ts';
import { type Substitution, unify } from './term.ts';

/** A conjunction with its `equal` goals put into a substitution. */
export interface Conjunction {
  goals: CoreGoal[];
  substitution: Substitution;
}

/** More than this many ways through the choices of a conjunction are not tried as one SELECT each. */
export const MOST_BRANCHES = 48;

/** The conjunctions a conjunction of choices stands for; null where there are too many. */
export function expand(goals: readonly CoreGoal[], most = MOST_BRANCHES): CoreGoal[][] | null {
  let ways: CoreGoal[][] = [[]];
  for (const goal of flatten(goals)) {
    const own = goal.kind === 'any' ? expandAny(goal.branches, most) : [[goal]];
    if (own === null || ways.length * own.length > most) return null;
    ways = ways.flatMap(way => own.map(branch => [...way, ...branch]));
  }
  return ways;
}

function expandAny(branches: readonly CoreGoal[], most: number): CoreGoal[][] | null {
  const all: CoreGoal[][] = [];
  for (const branch of branches) {
    const ways = expand([branch], most);
    if (ways === null || all.length + ways.length > most) return null;
    all.push(...ways);
  }
  return all;
}

/** Does the `equal` goals of a flat conjunction; undefined where they cannot all be so. */
export function unifyEquals(goals: readonly CoreGoal[], substitution: Substitution): Conjunction | undefined {
  let result: Substitution | undefined = substitution;
  const rest: CoreGoal[] = [];
  for (const goal of goals) {
    if (goal.kind !== 'equal') rest.push(goal);
    else {
      result = unify(goal.left, goal.right, result);
      if (result === undefined) return undefined;
    }
  }
  return { goals: rest, substitution: result };
}
