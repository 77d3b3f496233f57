import { ANY } from '../../src/model/effect.ts';
import { type Aggregate, Definition, type Goal, type RelationGoal } from '../../src/query/goal.ts';
import type { Question } from '../../src/query/question.ts';
import type { Catalog, RelationTable } from '../../src/query/table.ts';
import { type Constant, type Term, Variable } from '../../src/query/term.ts';
import { aValueOf, TEXTS } from './herd.ts';
import { distinctVariables } from './naive-scope.ts';
import type { Random } from './random.ts';

/** Variables meant for texts, for numbers and for booleans: mostly they are used so, and joins have answers. */
interface Pools {
  text: Variable[];
  number: Variable[];
  boolean: Variable[];
}

const CHAOS: Constant[] = [
  0,
  1,
  2,
  1.5,
  'a',
  '1',
  'b',
  null,
  true,
  false,
  2n ** 53n + 1n,
  2n ** 70n,
  Number.NaN,
  -0,
  Symbol.for('a'),
];
const PATTERNS = ['a%', '%', '_', 'A', '1%', '%b', '', '.', '\u{1F600}'];

/** Makes questions at random; the same ones for the same numbers. */
export class QuestionGenerator {
  readonly #random: Random;
  readonly #tables: readonly RelationTable[];
  /** How often a term is of the wrong type, unbound, or nonsense. */
  readonly #wild: number;

  constructor(random: Random, catalog: Catalog) {
    this.#random = random;
    this.#tables = catalog.tables;
    this.#wild = random.pick([0.02, 0.08, 0.25]);
  }

  question(): Question {
    const random = this.#random;
    const pools = pool(2 + random.below(2));
    const all = [...pools.text, ...pools.number, ...pools.boolean];
    const goals = this.#conjunction(pools);
    const used = distinctVariables(goals);
    const asked = random.chance(0.8) ? used.filter(variable => all.includes(variable)) : all;
    const outputs = random.shuffle(random.chance(0.5) ? asked : asked.slice(0, 2));
    const orderBy =
      random.chance(0.25) && outputs.length > 0
        ? [{ variable: random.pick(outputs), descending: random.chance(0.5) }]
        : [];
    return {
      outputs,
      goal: { kind: 'all', goals: random.shuffle(goals) },
      orderBy,
      distinct: random.chance(0.2),
    };
  }

  #conjunction(pools: Pools): Goal[] {
    const random = this.#random;
    const goals: Goal[] = [];
    for (let i = 1 + random.below(3); i > 0; i--) goals.push(this.#positive(pools));
    if (random.chance(0.25)) goals.push(this.#choice(pools));
    if (random.chance(0.3))
      goals.push({ kind: 'equal', left: this.#term(pools, 'text'), right: this.#anyTerm(pools) });
    const sure = goals.flatMap(goal =>
      goal.kind === 'any' || goal.kind === 'equal' ? [] : distinctVariables(goal),
    );
    const bound = (family: keyof Pools) =>
      pools[family].filter(variable => sure.includes(variable) || random.chance(this.#wild / 8));
    const known: Pools = { text: bound('text'), number: bound('number'), boolean: bound('boolean') };
    for (let i = random.below(3); i > 0; i--) goals.push(this.#constraint(known));
    if (random.chance(0.3)) goals.push({ kind: 'not', goal: this.#inner(known) });
    if (random.chance(0.25)) goals.push(this.#aggregate(known, pools));
    if (random.chance(0.15)) goals.push(this.#arithmetic(known, pools));
    return goals;
  }

  #positive(pools: Pools): Goal {
    const random = this.#random;
    const kind = random.next();
    if (kind < 0.06) return this.#closure(pools);
    if (kind < 0.12) return this.#call(pools);
    if (kind < 0.24) return this.#past(pools);
    if (kind < 0.27) return this.#lasting(pools);
    return this.#relation(pools);
  }

  #relation(pools: Pools, table = this.#random.pick(this.#tables)): RelationGoal {
    const random = this.#random;
    const count = random.chance(0.8) ? table.named : 1 + random.below(table.named);
    const terms = table.columns.slice(0, count).map((column, i) => {
      const isTimeOfState = table.history !== null && i >= table.history.since;
      if (random.chance(isTimeOfState ? 0.7 : 0.25)) return ANY;
      if (random.chance(0.12)) return aValueOf(column.type, random);
      const family = column.type === 'text' ? 'text' : column.type === 'boolean' ? 'boolean' : 'number';
      return random.chance(this.#wild / 2) ? this.#anyTerm(pools) : this.#term(pools, family);
    });
    return { kind: 'relation', relation: table.name, terms };
  }

  #past(pools: Pools): Goal {
    const random = this.#random;
    const end = (): Term =>
      random.chance(0.3) && pools.number.length > 0 ? random.pick(pools.number) : 1 + random.below(5);
    const goal: Goal = random.chance(0.8)
      ? this.#relation(pools)
      : { kind: 'all', goals: [this.#relation(pools), this.#relation(pools)] };
    const moment = end();
    const [from, to] = random.pick([
      [moment, moment],
      [moment, null],
      [null, moment],
      [moment, end()],
    ] as [Term | null, Term | null][]);
    return { kind: 'window', from, to, goal };
  }

  #lasting(pools: Pools): Goal {
    const states = this.#tables.filter(table => table.history !== null);
    const [since, until] = [this.#term(pools, 'number'), this.#term(pools, 'number')];
    return { kind: 'lasting', since, until, goal: this.#relation(pools, this.#random.pick(states)) };
  }

  #closure(pools: Pools): Goal {
    const [a, b] = [new Variable('a'), new Variable('b')];
    const step = new Definition('step', [a, b]);
    const numbers = this.#random.chance(0.5);
    step.body = numbers ? relation('edge', ANY, a, b) : relation('link', a, b);
    const family = numbers ? 'number' : 'text';
    const goal: Goal = {
      kind: 'closure',
      from: this.#term(pools, family),
      to: this.#term(pools, family),
      step,
    };
    return this.#random.chance(0.3) ? { kind: 'window', from: 2, to: 3, goal } : goal;
  }

  /** One end of a path: often a constant, from which fewer are looked at. */
  #end(pools: Pools, family: 'text' | 'number'): Term {
    return this.#random.chance(0.3)
      ? aValueOf(family === 'text' ? 'text' : 'integer', this.#random)
      : this.#term(pools, family);
  }

  /** A path that counts among the recursive ones; a plain definition; one that speaks of itself twice. */
  #call(pools: Pools): Goal {
    const [x, y, z] = [new Variable('x'), new Variable('y'), new Variable('z')];
    const definition = new Definition('defined', [x, y]);
    const call = (a: Term, b: Term): Goal => ({ kind: 'call', definition, terms: [a, b] });
    const edge = (a: Term, b: Term) => relation('edge', ANY, a, b);
    const notNull = (term: Term): Goal => ({ kind: 'unequal', left: term, right: null });
    const bodies: Goal[][] = [
      [edge(x, y), all(call(x, z), call(z, y))],
      [edge(x, y), all(edge(x, z), call(z, y), notNull(z))],
      [all(edge(x, y), { kind: 'compare', operator: '<', left: x, right: y })],
      [all(edge(x, y), { kind: 'not', goal: edge(y, x) })],
      [edge(x, y), all(call(y, x))],
    ];
    definition.body = { kind: 'any', branches: this.#random.pick(bodies) };
    return call(this.#end(pools, 'number'), this.#end(pools, 'number'));
  }

  #choice(pools: Pools): Goal {
    const random = this.#random;
    const branch = (): Goal => {
      const goals: Goal[] = [this.#relation(pools)];
      if (random.chance(0.4))
        goals.push({ kind: 'equal', left: this.#term(pools, 'text'), right: random.pick(TEXTS) });
      if (random.chance(0.1)) goals.push(this.#choice(pools));
      return { kind: 'all', goals };
    };
    if (random.chance(0.2)) {
      const term = this.#term(pools, 'text');
      const equals = TEXTS.slice(0, 3).map((right): Goal => ({ kind: 'equal', left: term, right }));
      return { kind: 'any', branches: equals };
    }
    return {
      kind: 'any',
      branches: Array.from({ length: 2 + random.below(random.chance(0.05) ? 50 : 2) }, branch),
    };
  }

  #constraint(pools: Pools): Goal {
    const random = this.#random;
    const family = random.pick(['text', 'number'] as const);
    const [left, right] = [
      this.#term(pools, family),
      random.chance(0.5) ? this.#term(pools, family) : this.#constant(family),
    ];
    switch (random.below(8)) {
      case 0:
      case 1:
        return { kind: 'compare', operator: random.pick(['<', '<='] as const), left: right, right: left };
      case 2:
        return { kind: 'compare', operator: random.pick(['<', '<='] as const), left, right };
      case 3:
        return { kind: 'unequal', left, right };
      case 4:
        return {
          kind: 'unequal',
          left: this.#anyTerm(pools),
          right: random.chance(0.1) ? [left, 1] : this.#anyTerm(pools),
        };
      case 5: {
        const count = random.chance(0.1) ? 60 : 1 + random.below(4);
        const values = Array.from({ length: count }, () => this.#constant(family));
        return { kind: 'member', term: left, values: random.chance(0.6) ? [...new Set(values)] : values };
      }
      case 6:
        return {
          kind: random.pick(['like', 'match'] as const),
          term: this.#term(pools, 'text'),
          pattern: random.pick(PATTERNS.slice(0, 9)),
        };
      default:
        return {
          kind: 'type',
          type: random.pick(['number', 'text', 'boolean', 'symbol'] as const),
          term: this.#anyTerm(pools),
        };
    }
  }

  /** Goals within a negation or aggregate: over what is bound outside, and variables of their own. */
  #inner(known: Pools): Goal {
    const random = this.#random;
    const own = pool(1);
    const pools: Pools = {
      text: [...known.text.slice(0, 2), ...own.text],
      number: [...known.number.slice(0, 2), ...own.number],
      boolean: [...known.boolean.slice(0, 1), ...own.boolean],
    };
    const goals: Goal[] = [random.chance(0.15) ? this.#past(pools) : this.#relation(pools)];
    if (random.chance(0.3)) goals.push(this.#relation(pools));
    if (random.chance(0.15)) goals.push(this.#choice(pools));
    if (random.chance(0.2))
      goals.push({ kind: 'equal', left: this.#anyTerm(pools), right: this.#anyTerm(pools) });
    const bound = distinctVariables(goals[0]);
    const only = (variables: Variable[]) => variables.filter(variable => bound.includes(variable));
    const sure = { text: only(pools.text), number: only(pools.number), boolean: only(pools.boolean) };
    if (random.chance(0.35)) goals.push(this.#constraint(sure));
    if (random.chance(0.12)) goals.push({ kind: 'not', goal: this.#relation(sure) });
    return { kind: 'all', goals: random.shuffle(goals) };
  }

  #aggregate(known: Pools, pools: Pools): Aggregate<Goal> {
    const random = this.#random;
    const goal = this.#inner(known);
    const first = goal.kind === 'all' ? goal.goals.find(one => one.kind === 'relation') : undefined;
    const values = first ? distinctVariables(first) : [];
    const operator =
      values.length === 0 ? 'count' : random.pick(['count', 'max', 'min', 'sum', 'average'] as const);
    const result = random.chance(0.8) ? new Variable('aggregate') : random.below(3);
    if (result instanceof Variable) pools.number.push(result);
    return {
      kind: 'aggregate',
      operator,
      result,
      value: values.length === 0 ? null : random.pick(values),
      goal,
    };
  }

  #arithmetic(known: Pools, pools: Pools): Goal {
    const random = this.#random;
    const number = (): Term => (random.chance(0.3) ? 1 + random.below(3) : this.#term(known, 'number'));
    const result = random.chance(0.7) ? new Variable('sum') : number();
    if (result instanceof Variable) pools.number.push(result);
    const operator = random.pick(['+', '-', '*'] as const);
    const terms = [number(), number(), result];
    const [left, right, third] = operator === '*' || random.chance(0.7) ? terms : random.shuffle(terms);
    return { kind: 'arithmetic', operator, left: left!, right: right!, result: third! };
  }

  #term(pools: Pools, family: keyof Pools): Term {
    return pools[family].length === 0 ? this.#constant(family) : this.#random.pick(pools[family]);
  }

  #anyTerm(pools: Pools): Term {
    const random = this.#random;
    if (random.chance(0.2)) return random.chance(0.1) ? ['a', this.#term(pools, 'text')] : random.pick(CHAOS);
    return this.#term(pools, random.pick(['text', 'number', 'boolean'] as const));
  }

  #constant(family: keyof Pools): Constant {
    const random = this.#random;
    if (random.chance(this.#wild)) return random.pick(CHAOS);
    if (random.chance(0.08)) return null;
    return aValueOf(
      family === 'number' ? random.pick(['integer', 'number', 'time'] as const) : family,
      random,
    );
  }
}

function pool(size: number): Pools {
  const make = (name: string, count: number) =>
    Array.from({ length: count }, (_, i) => new Variable(`${name}${i}`));
  return { text: make('s', size), number: make('n', size), boolean: make('b', 1) };
}

const relation = (name: string, ...terms: (Term | typeof ANY)[]): Goal => ({
  kind: 'relation',
  relation: name,
  terms,
});
const all = (...goals: Goal[]): Goal => ({ kind: 'all', goals });
