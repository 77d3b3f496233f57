import { ANY } from '../../src/model/effect.ts';
import { FOREVER } from '../../src/model/relation.ts';
import type {
  Aggregate,
  Arithmetic,
  Closure,
  Constraint,
  Definition,
  Goal,
  Lasting,
  RelationGoal,
} from '../../src/query/goal.ts';
import type { Question } from '../../src/query/question.ts';
import type { Catalog } from '../../src/query/table.ts';
import { type Constant, type Term, Variable } from '../../src/query/term.ts';
import type { Rows } from './herd.ts';
import { expandCalls, isElsewhere, isRecursive, renamed } from './naive-scope.ts';
import {
  aggregate,
  calculate,
  check,
  look,
  lookDeep,
  type State,
  unboundIn,
  unifyAll,
  unifyTerms,
} from './naive-values.ts';

/** A question whose answer would be a guess. */
export class Undecided extends Error {}

interface Item {
  goal: Goal;
  from: Term | null;
  to: Term | null;
  past: boolean;
}

/** A condition on times, for when they are known. */
interface Late {
  holds: (state: State) => boolean | undefined;
}

/**
 * The third opinion: scans every row of every relation and unifies, with nothing of the planner's but the shape of
 * goals. Slow, and as plain as it can be.
 */
export class Naive {
  readonly #rows: Rows;
  readonly #catalog: Catalog;
  #question: { goal: Goal; outputs: readonly Variable[] } = { goal: { kind: 'all', goals: [] }, outputs: [] };
  readonly #extensions = new Map<Definition, Map<string, Term[][]>>();
  readonly #growing = new Map<Definition, Term[][]>();

  constructor(rows: Rows, catalog: Catalog) {
    this.#rows = rows;
    this.#catalog = catalog;
  }

  answers({ goal, outputs }: Question): Term[][] {
    const expanded = expandCalls(goal);
    this.#question = { goal: expanded, outputs };
    return [...this.#solve([present(expanded)], null, [])].map(state =>
      outputs.map(output => lookDeep(output, state)),
    );
  }

  *#solve(given: readonly Item[], state: State, late: readonly (Constraint | Late)[]): Generator<State> {
    const items = given.flatMap(flat);
    const waiting: (Constraint | Late)[] = [];
    for (const one of late) {
      const holds = 'holds' in one ? one.holds(state) : check(one, state);
      if (holds === false) return;
      if (holds === undefined) waiting.push(one);
    }
    const next = this.#next(items, state);
    if (next === null) {
      if (items.length + waiting.length > 0) throw new Undecided();
      yield state;
      return;
    }
    const rest = items.filter(item => item !== next);
    yield* this.#do(next, rest, state, waiting);
  }

  /** Equalities, then what has only to be checked, then rows, then what has to wait for them. */
  #next(items: readonly Item[], state: State): Item | null {
    for (const kinds of ORDER)
      for (const item of items) if (kinds.includes(item.goal.kind) && this.#canDo(item, state)) return item;
    return null;
  }

  #canDo({ goal }: Item, state: State): boolean {
    if (goal.kind === 'arithmetic') return calculate(goal, state) !== 'wait';
    if (goal.kind === 'not' || goal.kind === 'aggregate') {
      const { goal: root, outputs } = this.#question;
      const inner = goal.kind === 'not' ? goal.goal : [goal.goal, goal.value];
      return unboundIn(inner, state).every(variable => !isElsewhere(variable, goal, root, outputs));
    }
    return true;
  }

  *#do(item: Item, rest: Item[], state: State, late: (Constraint | Late)[]): Generator<State> {
    const { goal } = item;
    const on = (next: State | undefined, more: (Constraint | Late)[] = []) =>
      next === undefined ? [] : this.#solve(rest, next, [...late, ...more]);
    switch (goal.kind) {
      case 'equal':
        return yield* on(unifyTerms(goal.left, goal.right, state));
      case 'relation':
      case 'lasting':
        for (const [next, more] of this.#scan(item, state)) yield* on(next, more);
        return;
      case 'any':
        for (const branch of goal.branches)
          yield* this.#solve([{ ...item, goal: branch }, ...rest], state, late);
        return;
      case 'member':
        for (const value of goal.values) yield* on(unifyTerms(goal.term, value, state));
        return;
      case 'closure':
        for (const pair of this.#closure(goal, item)) yield* on(unifyAll(pair, [goal.from, goal.to], state));
        return;
      case 'call':
        for (const row of this.#extension(goal.definition, item)) yield* on(unifyAll(row, goal.terms, state));
        return;
      case 'aggregate':
        return yield* on(this.#aggregate(goal, item, state));
      case 'arithmetic':
        return yield* on(calculate(goal as Arithmetic, state) as State | undefined);
      case 'not':
        for (const _ of this.#solve([{ ...item, goal: goal.goal }], state, [])) return;
        return yield* on(state);
      default:
        return yield* on(state, [goal as Constraint]);
    }
  }

  #aggregate(goal: Aggregate<Goal>, item: Item, state: State): State | undefined {
    const inner = [...this.#solve([{ ...item, goal: goal.goal }], state, [])];
    const values = inner.map(found => look(goal.value, found));
    if (values.some(value => value instanceof Variable)) throw new Undecided();
    const result = aggregate(goal.operator, values);
    return result === undefined ? undefined : unifyTerms(goal.result, result, state);
  }

  *#scan(item: Item, state: State): Generator<[State | undefined, Late[]]> {
    const goal = item.goal as RelationGoal | Lasting;
    const { relation, terms } = goal.kind === 'lasting' ? goal.goal : goal;
    const table = this.#catalog.table(relation);
    for (const row of this.#rows.get(relation)!) {
      let next: State | undefined = state;
      for (let i = 0; i < terms.length && next !== undefined; i++)
        if (terms[i] !== ANY) next = unifyTerms(terms[i]!, row[i]!, next);
      if (next === undefined) continue;
      if (goal.kind === 'lasting') {
        const [since, until] = [row[table.history!.since]!, row[table.history!.until]!];
        yield [unifyAll([since, until], [goal.since, goal.until], next), []];
      } else yield [next, within(item, row, table)];
    }
  }

  #closure(goal: Closure, item: Item): Term[][] {
    const edges = this.#extension(goal.step, item);
    const same = (a: Term, b: Term) => unifyTerms(a, b, null) !== undefined;
    const reached: Term[][] = [];
    for (const waiting = [...edges]; waiting.length > 0; ) {
      const [x, y] = waiting.pop()!;
      if (reached.some(pair => same(pair[0]!, x!) && same(pair[1]!, y!))) continue;
      reached.push([x!, y!]);
      for (const [from, to] of edges) if (same(from!, y!)) waiting.push([x!, to!]);
    }
    return reached;
  }

  /** All rows of a defined relation: asked again and again, until nothing new comes. */
  #extension(definition: Definition, item: Item): Term[][] {
    const growing = this.#growing.get(definition);
    if (growing) return [...growing];
    const ofDefinition = this.#extensions.get(definition) ?? new Map<string, Term[][]>();
    this.#extensions.set(definition, ofDefinition);
    const key = `${String(item.past)} ${String(item.from)} ${String(item.to)}`;
    const known = ofDefinition.get(key);
    if (known) return known;
    const rows: Term[][] = [];
    const keys = new Set<string>();
    if (isRecursive(definition)) this.#growing.set(definition, rows);
    for (let count = -1; count < rows.length; ) {
      count = rows.length;
      for (const row of this.#once(definition, item)) {
        const text = JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
        if (!keys.has(text)) rows.push(row);
        keys.add(text);
      }
    }
    this.#growing.delete(definition);
    ofDefinition.set(key, rows);
    return rows;
  }

  #once(definition: Definition, item: Item): Term[][] {
    const { parameters, body } = renamed(definition);
    const asked = this.#question;
    this.#question = { goal: body, outputs: parameters };
    const states = [...this.#solve([{ ...item, goal: body }], null, [])];
    this.#question = asked;
    return states.map(state => parameters.map(parameter => lookDeep(parameter, state)));
  }
}

const ORDER: Goal['kind'][][] = [
  ['equal'],
  ['unequal', 'compare', 'like', 'match', 'type'],
  ['relation', 'lasting', 'closure', 'call', 'any', 'member'],
  ['aggregate'],
  ['arithmetic'],
  ['not'],
];

const present = (goal: Goal): Item => ({ goal, from: null, to: null, past: false });

function flat(item: Item): Item[] {
  const { goal } = item;
  if (goal.kind === 'all') return goal.goals.flatMap(inner => flat({ ...item, goal: inner }));
  if (goal.kind !== 'window') return [item];
  return flat({ goal: goal.goal, from: goal.from, to: goal.to, past: true });
}

/** Does a row count at the time that is asked for? A condition for each end of it. */
function within({ from, to, past }: Item, row: Constant[], table: ReturnType<Catalog['table']>): Late[] {
  const when = (end: Term | null, holds: (moment: number) => boolean): Late => ({
    holds: state => {
      if (end === null) return true;
      const value = look(end, state);
      if (value instanceof Variable) return undefined;
      return (typeof value === 'number' || typeof value === 'bigint') && holds(Number(value));
    },
  });
  if (table.history) {
    const [since, until] = [Number(row[table.history.since]), Number(row[table.history.until])];
    if (!past) return [{ holds: () => until === FOREVER }];
    return [when(from, moment => moment < until), when(to, moment => since <= moment)];
  }
  if (!past || table.moment === null) return [];
  const own = row[table.moment]!;
  if (own === null) return [{ holds: () => from === null && to === null }];
  return [when(from, moment => moment <= Number(own)), when(to, moment => Number(own) <= moment)];
}
