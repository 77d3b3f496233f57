import { aggregateOf } from './aggregate-value.ts';
import { calculate } from './arithmetic.ts';
import { expand, unifyEquals } from './branches.ts';
import { SelectionBuilder } from './builder.ts';
import type { Connection } from './connection.ts';
import {
  type CoreAggregate,
  type CoreGoal,
  type CoreNot,
  type Derived,
  flatten,
  variablesOf,
} from './core.ts';
import { decide } from './decide.ts';
import { QuestionFault } from './fault.ts';
import { givenOf, preferred, seedsOf } from './recursion.ts';
import { Context, type Reach, type Selection } from './selection.ts';
import { type Solution, undecided } from './solution.ts';
import { readRows, statementOf } from './statement.ts';
import type { Stop } from './stop.ts';
import { type TableGroup, Tables } from './tabling.ts';
import {
  collectVariables,
  extend,
  isGround,
  type Substitution,
  type Term,
  unify,
  Variable,
  walk,
} from './term.ts';

const NOTHING: readonly CoreGoal[] = [];

/**
 * Answers goals: as many as can be in one SELECT, and for each of its rows the others, until none is left. Depth first;
 * nothing here has infinitely many answers but a recursion that computes.
 */
export class Search {
  readonly #connection: Connection;
  readonly #stop: Stop;
  readonly #context: Context;
  readonly #tables: Tables;
  readonly #group: TableGroup | null;

  constructor(
    connection: Connection,
    stop: Stop,
    reach: Reach,
    tables = new Tables(),
    group: TableGroup | null = null,
  ) {
    this.#connection = connection;
    this.#stop = stop;
    this.#context = new Context(reach, stop.isGuarded);
    this.#tables = tables;
    this.#group = group;
  }

  /** @param wanted terms that whoever asks will look at */
  *solve(
    given: readonly CoreGoal[],
    start: Substitution,
    wanted: readonly Term[],
  ): Generator<Solution, void> {
    const conjunction = unifyEquals(flatten(given), start);
    if (!conjunction) return;
    const { substitution } = conjunction;
    const goals = stillOpen(conjunction.goals, substitution);
    if (!goals) return;
    if (goals.some(goal => goal.kind === 'any')) {
      const ways = expand(goals);
      if (ways === null && !goals.some(goal => goal.kind === 'scan'))
        return yield* this.#step(goals, substitution, wanted);
      if (ways !== null) {
        for (const way of ways) yield* this.solve(way, substitution, wanted);
        return;
      }
    }
    const selection = new SelectionBuilder(this.#context, substitution).build(goals);
    if ('never' in selection) return;
    if (selection.residual.length === goals.length) yield* this.#step(goals, substitution, wanted);
    else yield* this.#rows(selection, wanted);
  }

  /** The goal's answers where nothing may be left open. */
  *#solveFully(
    goal: CoreGoal,
    substitution: Substitution,
    wanted: readonly Term[],
  ): Generator<Substitution, void> {
    // Within a negation, tables that are not finished would be taken for what they are not.
    const search = this.#child(null);
    for (const solution of search.solve([goal], substitution, wanted)) {
      if (solution.pending.length > 0) throw undecided(solution.pending, solution.substitution);
      yield solution.substitution;
    }
  }

  #child(group: TableGroup | null): Search {
    return new Search(this.#connection, this.#stop, this.#context.reach, this.#tables, group);
  }

  *#rows(selection: Selection, wanted: readonly Term[]): Generator<Solution, void> {
    const { substitution, known } = selection;
    const goals = selection.residual.map(({ goal }) => goal);
    const needed = new Set<Variable>();
    for (const term of wanted) collectVariables(term, needed, substitution);
    for (const goal of goals)
      for (const variable of variablesOf(goal, new Set())) collectVariables(variable, needed, substitution);
    const variables = [...needed].filter(variable => known.has(variable));
    if (selection.from.length + selection.where.length + known.size === 0)
      return yield* this.solve(goals, substitution, wanted);
    const statement = statementOf(selection, variables);
    for (const row of readRows(this.#connection, statement)) {
      this.#stop.check();
      let extended = substitution;
      for (let i = 0; i < variables.length; i++) extended = extend(extended, variables[i]!, row[i]!);
      if (goals.length === 0) yield { substitution: extended, pending: NOTHING };
      else yield* this.solve(goals, extended, wanted);
    }
  }

  /** Does one goal that no SELECT can do, the ones that bind first. */
  *#step(
    goals: readonly CoreGoal[],
    substitution: Substitution,
    wanted: readonly Term[],
  ): Generator<Solution, void> {
    this.#stop.check();
    if (goals.length === 0) return yield { substitution, pending: NOTHING };
    for (const kind of ['derived', 'any', 'member', 'aggregate', 'arithmetic', 'not'] as const)
      for (const goal of goals) {
        if (goal.kind !== kind) continue;
        const ways = this.#waysOf(goal, substitution);
        if (ways === null) continue;
        const others = goals.filter(other => other !== goal);
        for (const way of ways) yield* this.solve([...way.goals, ...others], way.substitution, wanted);
        return;
      }
    yield { substitution, pending: goals };
  }

  /** What doing a goal leads to; null where it has to wait. */
  #waysOf(goal: CoreGoal, substitution: Substitution): Iterable<Way> | null {
    switch (goal.kind) {
      case 'derived':
        return this.#derived(goal, substitution);
      case 'any':
        return goal.branches.map(branch => ({ goals: [branch], substitution }));
      case 'member':
        return goal.values.map(value => ({
          goals: [],
          substitution: extend(substitution, walk(goal.term, substitution) as Variable, value),
        }));
      case 'aggregate':
        return this.#aggregate(goal, substitution);
      case 'arithmetic': {
        const result = calculate(goal, substitution);
        if (result === 'wait') return null;
        return result === undefined ? [] : [{ goals: [], substitution: result }];
      }
      case 'not':
        return this.#not(goal, substitution);
      default:
        return null;
    }
  }

  #not(goal: CoreNot, substitution: Substitution): Iterable<Way> | null {
    if (!goal.outer.every(variable => isGround(variable, substitution))) return null;
    for (const _ of this.#solveFully(goal.goal, substitution, [])) return [];
    return [{ goals: [], substitution }];
  }

  #aggregate(goal: CoreAggregate, substitution: Substitution): Iterable<Way> | null {
    if (!goal.outer.every(variable => isGround(variable, substitution))) return null;
    const values: Term[] = [];
    for (const solution of this.#solveFully(goal.goal, substitution, [goal.value])) {
      const value = walk(goal.value, solution);
      if (value instanceof Variable)
        throw new QuestionFault(
          `nothing binds '${value.name}', of which the ${goal.operator} is asked`,
          undefined,
          goal.place,
        );
      values.push(value);
    }
    const result = aggregateOf(goal.operator, values);
    const unified = result === undefined ? undefined : unify(goal.result, result, substitution);
    return unified === undefined ? [] : [{ goals: [], substitution: unified }];
  }

  #derived(goal: Derived, substitution: Substitution): Iterable<Way> | null {
    const definition = preferred(goal, substitution);
    const seeds = seedsOf(definition, goal.terms, substitution);
    if (givenOf(definition).some(parameter => !seeds.has(parameter))) return null;
    const ask = (body: CoreGoal, start: Substitution, wanted: readonly Term[], group: TableGroup) =>
      this.#child(group).solve([body], start, wanted);
    return unified(this.#tables.rows(definition, seeds, this.#group, ask), goal.terms, substitution);
  }
}

interface Way {
  goals: readonly CoreGoal[];
  substitution: Substitution;
}

function* unified(
  rows: Iterable<readonly Term[]>,
  terms: readonly Term[],
  substitution: Substitution,
): Generator<Way> {
  for (const row of rows) {
    const result = unify(row, terms, substitution);
    if (result !== undefined) yield { goals: [], substitution: result };
  }
}

/** The goals without the constraints that are so already; undefined where one is not. */
function stillOpen(goals: readonly CoreGoal[], substitution: Substitution): CoreGoal[] | undefined {
  const open: CoreGoal[] = [];
  for (const goal of goals) {
    const decided = isConstraint(goal) ? decide(goal, substitution) : undefined;
    if (decided === false) return undefined;
    if (decided === undefined) open.push(goal);
  }
  return open;
}

type Decidable = Parameters<typeof decide>[0];

function isConstraint(goal: CoreGoal): goal is Decidable {
  return ['unequal', 'compare', 'member', 'like', 'match', 'type'].includes(goal.kind);
}
