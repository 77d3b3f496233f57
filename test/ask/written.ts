// Questions of the planner, written as a person would type them.
import { ANY } from '../../src/model/effect.ts';
import type { ColumnType } from '../../src/model/relation.ts';
import type { Definition, Goal, RelationGoal } from '../../src/query/goal.ts';
import type { Question } from '../../src/query/question.ts';
import type { Catalog } from '../../src/query/table.ts';
import { isCompound, type Term, Variable } from '../../src/query/term.ts';
import { distinctVariables } from '../query/naive-scope.ts';

/** What Scheme has no goal for. */
export class Unwritable extends Error {}

/** The text of a question: the definitions it needs, and the question itself. */
export function written(question: Question, catalog: Catalog): string {
  const writer = new Writer(catalog);
  const { outputs, orderBy = [], distinct = false, goal } = question;
  const names = outputs.length === 0 ? ['nothing'] : outputs.map(output => writer.name(output));
  const inner = distinctVariables(goal).filter(variable => !outputs.includes(variable));
  const order = orderBy.map(({ variable, descending }) =>
    descending ? `(descending ${writer.name(variable)})` : writer.name(variable),
  );
  const options = `${order.length > 0 ? `#:order-by (${order.join(' ')})` : ''} ${distinct ? '#:distinct' : ''}`;
  const body = `(fresh (${inner.map(variable => writer.name(variable)).join(' ')}) ${writer.goal(goal)})`;
  return `${writer.definitions.join('\n')}\n(run* (${names.join(' ')}) ${options} ${body})`;
}

class Writer {
  readonly definitions: string[] = [];
  readonly #catalog: Catalog;
  readonly #names = new Map<Variable | Definition, string>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  name(thing: Variable | Definition): string {
    let name = this.#names.get(thing);
    if (name === undefined) {
      name = `v${this.#names.size}`;
      this.#names.set(thing, name);
    }
    return name;
  }

  goal(goal: Goal): string {
    const term = (one: Term) => this.term(one);
    switch (goal.kind) {
      case 'relation':
        return this.#relation(goal);
      case 'equal':
        return `(== ${term(goal.left)} ${term(goal.right)})`;
      case 'unequal':
        return `(=/= ${term(goal.left)} ${term(goal.right)})`;
      case 'compare':
        return `(${goal.operator}o ${term(goal.left)} ${term(goal.right)})`;
      case 'member':
        return `(membero ${term(goal.term)} (list ${goal.values.map(term).join(' ')}))`;
      case 'like':
      case 'match':
        return `(${goal.kind}o ${term(goal.term)} ${JSON.stringify(goal.pattern)})`;
      case 'type':
        return this.#type(goal.type, goal.term);
      case 'arithmetic':
        return `(${goal.operator}o ${term(goal.left)} ${term(goal.right)} ${term(goal.result)})`;
      case 'window':
        return this.#window(goal.from, goal.to, this.goal(goal.goal));
      case 'lasting':
        return `(fresh () ${this.#relation(goal.goal, text => `(lasting ${term(goal.since)} ${term(goal.until)} ${text})`)})`;
      case 'closure': {
        const [a, b] = goal.step.parameters.map(parameter => this.name(parameter));
        return `(transitiveo (lambda (${a} ${b}) ${this.#body(goal.step)}) ${term(goal.from)} ${term(goal.to)})`;
      }
      case 'call':
        return `(${this.#definition(goal.definition)} ${goal.terms.map(term).join(' ')})`;
      case 'all':
        return `(fresh () ${['succeed', ...goal.goals.map(inner => this.goal(inner))].join(' ')})`;
      case 'any':
        return goal.branches.length === 0
          ? 'fail'
          : `(conde ${goal.branches.map(branch => `(${this.goal(branch)})`).join(' ')})`;
      case 'not':
        return `(noto ${this.goal(goal.goal)})`;
      case 'aggregate':
        return this.#aggregate(goal);
    }
  }

  term(term: Term): string {
    if (term instanceof Variable) return this.name(term);
    if (isCompound(term)) return `(cons ${this.term(term[0]!)} ${this.term(term[1]!)})`;
    if (term === null) return "'null";
    if (typeof term === 'symbol') return `'${term.description}`;
    if (typeof term === 'boolean') return term ? '#t' : '#f';
    if (typeof term === 'string') return JSON.stringify(term);
    return Number.isNaN(term) ? '+nan.0' : String(term);
  }

  /** What does not fit its column is refused where it is written, so it comes by a variable. */
  #relation({ relation, terms }: RelationGoal, within = (text: string) => text): string {
    const { columns, history } = this.#catalog.table(relation);
    const first = history?.since ?? columns.length;
    const fresh: string[] = [];
    const equal: string[] = [];
    const written = terms.map((term, i) => {
      if (term instanceof Variable) return this.name(term);
      if (term !== ANY && fits(columns[i]!.type, term)) return this.term(term);
      const name = this.name(new Variable());
      fresh.push(name);
      if (term !== ANY) equal.push(`(== ${name} ${this.term(term)})`);
      return name;
    });
    const given = written.map((text, i) => (i < first ? text : `#:${columns[i]!.name} ${text}`));
    const text = within(`(|${relation}| ${given.join(' ')})`);
    return fresh.length === 0 ? text : `(fresh (${fresh.join(' ')}) ${[...equal, text].join(' ')})`;
  }

  #type(type: string, term: Term): string {
    if (type !== 'number' && type !== 'text') throw new Unwritable();
    return `(${type === 'number' ? 'numbero' : 'stringo'} ${this.term(term)})`;
  }

  #window(from: Term | null, to: Term | null, goal: string): string {
    if (from === null && to === null) return goal;
    if (from === null) return `(until ${this.term(to!)} ${goal})`;
    if (to === null) return `(since ${this.term(from)} ${goal})`;
    if (from === to) return `(at ${this.term(from)} ${goal})`;
    return `(during ${this.term(from)} ${this.term(to)} ${goal})`;
  }

  #aggregate({ operator, result, value, goal }: Extract<Goal, { kind: 'aggregate' }>): string {
    const name = operator === 'average' ? 'avgo' : `${operator}o`;
    const parts = operator === 'count' ? [result] : [result, value];
    return `(${name} ${parts.map(part => this.term(part)).join(' ')} ${this.goal(goal)})`;
  }

  /** Tabled where it speaks of itself, as the planner has it. */
  #definition(definition: Definition): string {
    const known = this.#names.get(definition);
    if (known !== undefined) return known;
    const name = this.name(definition);
    const parameters = definition.parameters.map(parameter => this.name(parameter)).join(' ');
    const body = this.#body(definition);
    const form = body.includes(`(${name} `) ? 'defrel/tabled' : 'defrel';
    this.definitions.push(`(${form} (${name} ${parameters}) ${body})`);
    return name;
  }

  #body({ parameters, body }: Definition): string {
    const inner = distinctVariables(body).filter(variable => !parameters.includes(variable));
    return `(fresh (${inner.map(variable => this.name(variable)).join(' ')}) ${this.goal(body)})`;
  }
}

function fits(type: ColumnType, term: Term): boolean {
  if (term === null) return type !== 'boolean';
  if (type === 'text') return typeof term === 'string';
  if (type === 'boolean') return typeof term === 'boolean';
  if (type === 'number') return typeof term === 'number' && Number.isFinite(term);
  return Number.isSafeInteger(term) || (typeof term === 'bigint' && BigInt.asIntN(64, term) === term);
}
