import type { Definition, Goal } from '../query/goal.ts';
import { isCompound, type Term, Variable } from '../query/term.ts';
import { boundBy, variablesIn } from './bound.ts';

/**
 * Can the planner decide a goal where these variables are bound? What waits for others is for the search, which knows
 * how to tell of it.
 * @param elsewhere variables that occur outside of the goal too
 */
export function isDecidable(
  goal: Goal,
  known: ReadonlySet<Variable>,
  elsewhere: ReadonlySet<Variable>,
): boolean {
  const allKnown = (variables: Iterable<Variable>) => [...variables].every(variable => known.has(variable));
  switch (goal.kind) {
    case 'unequal':
    case 'compare':
    case 'like':
    case 'match':
    case 'type':
    case 'arithmetic':
      return allKnown(variablesIn(goal));
    case 'not':
      return allKnown(shared(goal.goal, elsewhere)) && isInnerDecidable(goal.goal, known, elsewhere);
    case 'aggregate': {
      const around = new Set([...elsewhere, ...variablesOf(goal.result)]);
      return allKnown(shared(goal, around, goal.result)) && isInnerDecidable(goal.goal, known, elsewhere);
    }
    case 'window':
      return allKnown([goal.from, goal.to].flatMap(variablesOf)) && isDecidable(goal.goal, known, elsewhere);
    case 'all':
      return areDecidable(goal.goals, known, elsewhere);
    case 'any':
      return goal.branches.every(branch => areDecidable([branch], known, elsewhere));
    case 'call':
      return isCallDecidable(goal.definition, goal.terms, known);
    default:
      return true;
  }
}

/** The same of a conjunction. */
export function areDecidable(
  goals: readonly Goal[],
  before: ReadonlySet<Variable>,
  elsewhere: ReadonlySet<Variable>,
): boolean {
  const known = boundBy(goals, before);
  return goals.every((goal, i) => {
    const others = goals.flatMap((other, j) => (i === j ? [] : [...variablesIn(other)]));
    return isDecidable(goal, known, new Set([...elsewhere, ...others]));
  });
}

function isInnerDecidable(
  goal: Goal,
  known: ReadonlySet<Variable>,
  elsewhere: ReadonlySet<Variable>,
): boolean {
  return areDecidable(goal.kind === 'all' ? goal.goals : [goal], known, elsewhere);
}

const looking = new Set<Definition>();

function isCallDecidable(
  definition: Definition,
  terms: readonly Term[],
  known: ReadonlySet<Variable>,
): boolean {
  if (looking.has(definition)) return true;
  looking.add(definition);
  try {
    const { parameters, body } = definition;
    const given = parameters.filter((_, i) => variablesOf(terms[i]!).every(variable => known.has(variable)));
    return areDecidable([body], new Set(given), new Set(parameters));
  } finally {
    looking.delete(definition);
  }
}

function shared(goal: Goal, elsewhere: ReadonlySet<Variable>, result: Term | null = null): Variable[] {
  const within =
    goal.kind === 'aggregate' ? [...variablesIn(goal.goal), ...variablesOf(goal.value)] : variablesIn(goal);
  const own = new Set(variablesOf(result));
  return [...within].filter(variable => elsewhere.has(variable) || own.has(variable));
}

function variablesOf(term: Term | null): Variable[] {
  if (term instanceof Variable) return [term];
  return term !== null && isCompound(term) ? term.flatMap(variablesOf) : [];
}
