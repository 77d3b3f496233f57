import { ANY } from '../model/effect.ts';
import type { Aggregate, All, Any, Arithmetic, Constraint, Not } from './goal.ts';
import type { RelationTable } from './table.ts';
import { collectVariables, isCompound, type Term, Variable } from './term.ts';

/**
 * Goals as the planner has them: relations are tables, windows of time are comparisons, definitions that cannot reach
 * themselves are put in, and each negation and aggregate knows which of its variables are bound elsewhere.
 */
export type CoreGoal =
  | Scan
  | Constraint
  | Arithmetic
  | Derived
  | All<CoreGoal>
  | Any<CoreGoal>
  | CoreNot
  | CoreAggregate;

/** A row of a table, with a term for every column. */
export interface Scan {
  readonly kind: 'scan';
  readonly table: RelationTable;
  readonly terms: readonly (Term | typeof ANY)[];
  readonly place?: unknown;
}

/** A row of a relation defined by itself. */
export interface Derived {
  readonly kind: 'derived';
  readonly definition: CoreDefinition;
  readonly terms: readonly Term[];
  readonly place?: unknown;
}

/** A relation defined by itself. Its rows are a set: those that follow from its body, and no others. */
export interface CoreDefinition {
  readonly name: string;
  readonly parameters: readonly Variable[];
  body: CoreGoal;
  /** The last so many parameters are handed on unchanged and must be bound before. */
  readonly given: number;
  /** The same relation, said so that other parameters stay the same in every step. */
  mirror: CoreDefinition | null;
  readonly place: unknown;
}

export interface CoreNot extends Not<CoreGoal> {
  readonly outer: readonly Variable[];
}

export interface CoreAggregate extends Aggregate<CoreGoal> {
  readonly outer: readonly Variable[];
}

/** The terms of a goal itself, without those of goals within it. */
export function termsWithin(goal: CoreGoal): readonly (Term | typeof ANY)[] {
  switch (goal.kind) {
    case 'scan':
    case 'derived':
      return goal.terms;
    case 'equal':
    case 'unequal':
    case 'compare':
      return [goal.left, goal.right];
    case 'arithmetic':
      return [goal.left, goal.right, goal.result];
    case 'member':
    case 'like':
    case 'match':
    case 'type':
      return [goal.term];
    case 'aggregate':
      return [goal.result, goal.value];
    default:
      return [];
  }
}

/** The goals a goal is made of. */
export function goalsWithin(goal: CoreGoal): readonly CoreGoal[] {
  switch (goal.kind) {
    case 'all':
      return goal.goals;
    case 'any':
      return goal.branches;
    case 'not':
    case 'aggregate':
      return [goal.goal];
    default:
      return [];
  }
}

/** Puts all variables of a goal into a set. */
export function variablesOf(goal: CoreGoal, into: Set<Variable>): Set<Variable> {
  for (const term of termsWithin(goal)) if (term !== ANY) collectVariables(term, into);
  for (const inner of goalsWithin(goal)) variablesOf(inner, into);
  return into;
}

/** The goals of a conjunction, however nested. */
export function flatten(goals: readonly CoreGoal[], into: CoreGoal[] = []): CoreGoal[] {
  for (const goal of goals)
    if (goal.kind === 'all') flatten(goal.goals, into);
    else into.push(goal);
  return into;
}

/** The goal with terms for some variables, and new variables for all others but those to keep. */
export function instantiate(
  goal: CoreGoal,
  terms: ReadonlyMap<Variable, Term>,
  keep: ReadonlySet<Variable>,
): CoreGoal {
  const mapping = new Map(terms);
  const variable = (v: Variable): Term => {
    if (keep.has(v)) return v;
    if (!mapping.has(v)) mapping.set(v, new Variable(v.name));
    return mapping.get(v)!;
  };
  const term = (t: Term): Term => (t instanceof Variable ? variable(t) : isCompound(t) ? t.map(term) : t);
  return mapTerms(goal, term);
}

function mapTerms(goal: CoreGoal, term: (term: Term) => Term): CoreGoal {
  const inner = (g: CoreGoal) => mapTerms(g, term);
  const outer = (variables: readonly Variable[]) => {
    const found = new Set<Variable>();
    for (const variable of variables) collectVariables(term(variable), found);
    return [...found];
  };
  switch (goal.kind) {
    case 'scan':
      return { ...goal, terms: goal.terms.map(t => (t === ANY ? ANY : term(t))) };
    case 'derived':
      return { ...goal, terms: goal.terms.map(term) };
    case 'equal':
    case 'unequal':
    case 'compare':
      return { ...goal, left: term(goal.left), right: term(goal.right) };
    case 'arithmetic':
      return { ...goal, left: term(goal.left), right: term(goal.right), result: term(goal.result) };
    case 'all':
      return { ...goal, goals: goal.goals.map(inner) };
    case 'any':
      return { ...goal, branches: goal.branches.map(inner) };
    case 'not':
      return { ...goal, goal: inner(goal.goal), outer: outer(goal.outer) };
    case 'aggregate': {
      const { result, value } = goal;
      return {
        ...goal,
        result: term(result),
        value: term(value),
        goal: inner(goal.goal),
        outer: outer(goal.outer),
      };
    }
    default:
      return { ...goal, term: term(goal.term) };
  }
}
