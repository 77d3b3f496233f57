import { type CoreGoal, variablesOf } from './core.ts';
import { QuestionFault } from './fault.ts';
import { isGround, type Substitution } from './term.ts';

const NAMES: Partial<Record<CoreGoal['kind'], string>> = {
  not: 'a negation',
  aggregate: 'an aggregate',
  arithmetic: 'a calculation',
  unequal: 'an inequality',
  compare: 'a comparison',
  derived: 'a moment of time',
};

/** One way to make the goals true; what is pending could not be decided of variables that are unbound. */
export interface Solution {
  substitution: Substitution;
  pending: readonly CoreGoal[];
}

/** Goals that can never be decided are an error: any answer would be a guess. */
export function undecided(goals: readonly CoreGoal[], substitution: Substitution): QuestionFault {
  const goal = goals.find(({ kind }) => kind === 'not' || kind === 'aggregate') ?? goals[0]!;
  const waits =
    goal.kind === 'not' || goal.kind === 'aggregate' ? goal.outer : [...variablesOf(goal, new Set())];
  const unbound = waits.filter(variable => !isGround(variable, substitution)).map(({ name }) => `'${name}'`);
  const what = NAMES[goal.kind] ?? 'a constraint';
  return new QuestionFault(
    `${what} can never be decided: nothing binds ${unbound.join(', ') || 'its variables'}`,
    'bind the variable by a relation beside it, or use it nowhere else',
    goal.place,
  );
}
