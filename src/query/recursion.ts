import { expand, unifyEquals } from './branches.ts';
import { type CoreDefinition, type CoreGoal, type Derived, goalsWithin } from './core.ts';
import { constantExpression, type Expression } from './expression.ts';
import { columnOf, type Fragment, from, join, name, raw, sql, where } from './fragment.ts';
import { type Context, conditionsOf, type Never, type Select, type Selection } from './selection.ts';
import { extend, isCompound, type Substitution, type Term, unify, Variable, walk } from './term.ts';

/** A recursive relation as a SELECT, and what its columns are of. */
interface RecursiveTable {
  select: Fragment;
  columns: { term: Term; column: string; expression: Expression }[];
}

type Outcome<T> = T | Never | { residual: string };

/**
 * A linear recursion as WITH RECURSIVE. Parameters that every step hands on unchanged are put in where they are known:
 * from one node of a graph only what it reaches is looked at.
 */
export function recursiveTable(
  goal: Derived,
  substitution: Substitution,
  context: Context,
  select: Select,
): Outcome<RecursiveTable> {
  const definition = preferred(goal, substitution);
  const seeded = seedsOf(definition, goal.terms, substitution);
  const unbound = givenOf(definition).some(parameter => !seeded.has(parameter));
  if (unbound) return { residual: 'the moment it is asked for is bound by no relation here' };
  if (hasArithmetic(definition.body)) return { residual: 'it computes, and might never end' };
  const ways = expand([definition.body]);
  if (ways === null) return { residual: 'a choice of too many ways' };
  let start: Substitution = null;
  for (const [parameter, term] of seeded) start = extend(start, parameter, term);
  return new RecursionBuilder(definition, goal, seeded, start, context, select).build(ways);
}

/** The parameters that have to be known before. */
export function givenOf({ parameters, given }: CoreDefinition): readonly Variable[] {
  return parameters.slice(parameters.length - given);
}

/** The one of two ways to say it that can use more of what is known. */
export function preferred({ definition, terms }: Derived, substitution: Substitution): CoreDefinition {
  const { mirror } = definition;
  if (!mirror) return definition;
  const count = (one: CoreDefinition) => seedsOf(one, terms, substitution).size;
  return count(mirror) > count(definition) ? mirror : definition;
}

/** The parameters with a known value that no step changes. */
export function seedsOf(
  definition: CoreDefinition,
  terms: readonly Term[],
  substitution: Substitution,
): Map<Variable, Term> {
  const seeds = new Map<Variable, Term>();
  definition.parameters.forEach((parameter, i) => {
    const term = walk(terms[i]!, substitution);
    if (term instanceof Variable || isCompound(term)) return;
    if (isHandedOn(definition, definition.body, parameter, i)) seeds.set(parameter, term);
  });
  return seeds;
}

function isHandedOn(definition: CoreDefinition, goal: CoreGoal, parameter: Variable, index: number): boolean {
  if (goal.kind === 'derived')
    return goal.definition === definition
      ? goal.terms[index] === parameter
      : !mentions(goal, definition, new Set());
  return goalsWithin(goal).every(inner => isHandedOn(definition, inner, parameter, index));
}

function mentions(goal: CoreGoal, definition: CoreDefinition, seen: Set<CoreDefinition>): boolean {
  if (goal.kind === 'derived') {
    if (goal.definition === definition) return true;
    if (seen.has(goal.definition)) return false;
    seen.add(goal.definition);
    return mentions(goal.definition.body, definition, seen);
  }
  return goalsWithin(goal).some(inner => mentions(inner, definition, seen));
}

function hasArithmetic(goal: CoreGoal): boolean {
  return goal.kind === 'arithmetic' || goalsWithin(goal).some(hasArithmetic);
}

class RecursionBuilder {
  readonly #definition: CoreDefinition;
  readonly #goal: Derived;
  readonly #context: Context;
  readonly #select: Select;
  readonly #start: Substitution;
  /** The parameters that are columns: those without a seed. */
  readonly #columns: number[];
  readonly #table: string;

  constructor(
    definition: CoreDefinition,
    goal: Derived,
    seeded: ReadonlyMap<Variable, Term>,
    start: Substitution,
    context: Context,
    select: Select,
  ) {
    this.#select = select;
    this.#definition = definition;
    this.#goal = goal;
    this.#context = context;
    this.#start = start;
    this.#columns = definition.parameters
      .map((_, i) => i)
      .filter(i => !seeded.has(definition.parameters[i]!));
    this.#table = context.alias();
  }

  build(ways: readonly CoreGoal[][]): Outcome<RecursiveTable> {
    const isStep = (way: CoreGoal[]) => way.some(goal => mentions(goal, this.#definition, new Set()));
    const bases: Expression[][] = [];
    const selects: Fragment[] = [];
    for (const way of ways.filter(way => !isStep(way))) {
      const made = this.#way(way, null);
      if ('residual' in made) return made;
      if ('never' in made) continue;
      bases.push(made.columns);
      selects.push(made.select);
    }
    if (bases.length === 0) return { never: `'${this.#definition.name}' has nothing to begin with` };
    const types = unionOf(bases);
    if (!types) return { residual: 'its columns are of more than one type' };
    for (const way of ways.filter(isStep)) {
      const made = this.#way(way, types);
      if ('residual' in made) return made;
      if ('never' in made) continue;
      if (!unionOf([types, made.columns])) return { residual: 'its columns are of more than one type' };
      selects.push(made.select);
    }
    return this.#finished(selects, types);
  }

  #finished(selects: readonly Fragment[], types: readonly Expression[]): RecursiveTable {
    const names = this.#columns.map((_, i) => `c${i}`);
    const columns = names.length === 0 ? ['c'] : names;
    const head = sql`${raw(this.#table)}(${join(columns.map(name), ', ')})`;
    const select = sql`(WITH RECURSIVE ${head} AS (${join(selects, ' UNION ')}) SELECT * FROM ${raw(this.#table)})`;
    const expressions = names.map((column, i) => ({
      term: this.#goal.terms[this.#columns[i]!]!,
      column,
      expression: types[i]!,
    }));
    return { select, columns: expressions };
  }

  /** One way through the body; `types` are those of the recursive table, which only a step may name, and once. */
  #way(
    way: CoreGoal[],
    types: readonly Expression[] | null,
  ): Outcome<{ select: Fragment; columns: Expression[] }> {
    const conjunction = unifyEquals(way, this.#start);
    if (!conjunction) return { never: 'its terms are never equal' };
    const calls = conjunction.goals.filter(
      goal => goal.kind === 'derived' && goal.definition === this.#definition,
    );
    const others = conjunction.goals.filter(goal => !calls.includes(goal));
    if (calls.length > (types ? 1 : 0) || others.some(goal => mentions(goal, this.#definition, new Set())))
      return { residual: 'it speaks of itself more than once in one way' };
    return this.#selectOf(calls[0] as Derived | undefined, others, conjunction.substitution, types);
  }

  #selectOf(
    call: Derived | undefined,
    others: CoreGoal[],
    substitution: Substitution,
    types: readonly Expression[] | null,
  ): Outcome<{ select: Fragment; columns: Expression[] }> {
    const alias = this.#context.alias();
    const outer = new Map<Variable, Expression>();
    let unified: Substitution | undefined = substitution;
    this.#columns.forEach((parameter, i) => {
      if (!call || !types) return;
      const column = new Variable('column');
      outer.set(column, { ...types[i]!, fragment: columnOf(alias, `c${i}`) });
      if (unified !== undefined) unified = unify(column, call.terms[parameter]!, unified);
    });
    if (unified === undefined) return { never: 'no column holds a structure' };
    const selection = this.#select(others, unified, outer);
    if ('never' in selection) return selection;
    if (selection.residual.length > 0) return { residual: selection.residual[0]!.reason };
    const columns = this.#columns.map(i => outputOf(this.#definition.parameters[i]!, selection));
    if (!columns.every(column => column !== undefined))
      return { residual: 'one of its ways leaves a parameter unbound' };
    const list =
      columns.length === 0
        ? raw('1')
        : join(
            columns.map(column => column.fragment),
            ', ',
          );
    const tables = call ? [sql`${raw(this.#table)} AS ${raw(alias)}`, ...selection.from] : selection.from;
    return { select: sql`SELECT ${list}${from(tables)}${where(conditionsOf(selection))}`, columns };
  }
}

function outputOf(parameter: Variable, selection: Selection): Expression | undefined {
  const term = walk(parameter, selection.substitution);
  return term instanceof Variable ? selection.known.get(term) : constantExpression(term);
}

/** What the columns are of a union: of one family each, and nullable, for a step may bring a null. */
function unionOf(parts: readonly Expression[][]): Expression[] | null {
  const [first, ...others] = parts;
  if (others.some(part => part.some((column, i) => column.family !== first![i]!.family))) return null;
  return first!.map((column, i) => {
    const all = parts.map(part => part[i]!.bits);
    const bits = all.includes(null) ? null : Math.max(...(all as number[]));
    return { ...column, nullable: true, bits };
  });
}
