import { columnsAsked, RelationGoal } from '../form/goal.ts';
import { Lasting } from '../form/lasting.ts';
import { ANY } from '../model/effect.ts';
import { type AggregateOperator, type Arithmetic, Definition, type Goal } from '../query/goal.ts';
import { type Catalog, termsOf } from '../query/table.ts';
import { isCompound, type Term, type Variable } from '../query/term.ts';
import { listToArray, type Pair, type SchemeSymbol, type Value } from '../scheme/index.ts';
import { Definition as DefinedRelation } from '../scheme/logic/calls.ts';
import { type Terms, Untranslatable } from './terms.ts';

/** The goals of a question as the planner has them, from what scheme/logic/view.scm shows. */
export class Translation {
  readonly terms: Terms;
  readonly #catalog: Catalog;
  readonly #bodies: ReadonlyMap<Value, Pair>;
  readonly #definitions = new Map<Value, Definition>();

  /** @param bodies of the definitions and steps the goals speak of: (parameters . view) */
  constructor(catalog: Catalog, terms: Terms, bodies: ReadonlyMap<Value, Pair>) {
    this.#catalog = catalog;
    this.terms = terms;
    this.#bodies = bodies;
  }

  /** @throws Untranslatable, QuestionFault where it speaks of a relation that is not there */
  goal(view: Value): Goal {
    const [kind, ...parts] = listToArray(view)!;
    const name = (kind as SchemeSymbol).name;
    switch (name) {
      case 'equal':
      case 'unequal':
        return { kind: name, left: this.terms.term(parts[0]!), right: this.terms.term(parts[1]!) };
      case 'compare':
        return { ...this.#ends(parts), kind: name, operator: parts[0] as '<' | '<=' };
      case 'arithmetic': {
        const result = this.terms.term(parts[3]!);
        return { ...this.#ends(parts), kind: name, operator: parts[0] as Arithmetic['operator'], result };
      }
      case 'like':
      case 'match':
        return { kind: name, term: this.terms.term(parts[0]!), pattern: parts[1] as string };
      case 'type':
        return this.#typeTest(parts[0] as SchemeSymbol, parts[1]!);
      case 'all':
        return { kind: 'all', goals: parts.map(part => this.goal(part)) };
      case 'any':
        return { kind: 'any', branches: parts.map(part => this.goal(part)) };
      case 'member':
        return this.#member(parts[0]!, parts[1]!);
      case 'not':
        return { kind: 'not', goal: this.goal(parts[0]!), place: parts[1] };
      case 'aggregate':
        return this.#aggregate(parts);
      case 'call':
        return {
          kind: 'call',
          definition: this.#definition(parts[0]!, (parts[0] as DefinedRelation).name.name),
          terms: parts.slice(1).map(part => this.terms.term(part)),
        };
      case 'transitive':
        return {
          kind: 'closure',
          step: this.#definition(parts[0]!, 'step'),
          from: this.terms.term(parts[1]!),
          to: this.terms.term(parts[2]!),
        };
      case 'window':
        return this.#window(parts);
      case 'host':
        return this.#hostGoal(parts[0]!);
      default:
        throw new Untranslatable();
    }
  }

  #ends([, left, right]: Value[]) {
    return { left: this.terms.term(left!), right: this.terms.term(right!) };
  }

  /** A column holds no symbol; but no value is one in Scheme, so that test is for the search. */
  #typeTest({ name }: SchemeSymbol, term: Value): Goal {
    if (name === 'sym') throw new Untranslatable();
    return { kind: 'type', type: name === 'num' ? 'number' : 'text', term: this.terms.term(term) };
  }

  /** An end of #f is open; one that is a variable without a value, the null of an answer, is at no time. */
  #window([from, to, goal]: Value[]): Goal {
    const ends = [from!, to!].map(end => (end === false ? undefined : this.terms.term(end)));
    if (ends.includes(null)) return { kind: 'any', branches: [] };
    return { kind: 'window', from: ends[0] ?? null, to: ends[1] ?? null, goal: this.goal(goal!) };
  }

  #hostGoal(goal: Value): Goal {
    if (goal instanceof RelationGoal) return this.#relation(goal);
    if (!(goal instanceof Lasting)) throw new Untranslatable();
    const since = this.terms.term(goal.since);
    const until = this.terms.term(goal.until);
    return { kind: 'lasting', since, until, goal: this.#relation(goal.goal), place: goal.place };
  }

  #relation({ relation, terms }: RelationGoal) {
    const table = this.#catalog.table(relation.name);
    const given = terms.map(term => this.terms.column(term));
    const columns = columnsAsked(relation);
    const inOrder = columns.every((column, i) => table.columns[i]?.name === column.name);
    const named = columns.flatMap(({ name }, i): [string, Term | typeof ANY][] =>
      given[i] === ANY ? [] : [[name, given[i]!]],
    );
    return {
      kind: 'relation' as const,
      relation: relation.name,
      terms: inOrder && columns.length <= table.named ? given : termsOf(table, [], named),
    };
  }

  #member(term: Value, list: Value): Goal {
    const items = listToArray(list);
    if (!items) throw new Untranslatable();
    const left = this.terms.term(term);
    const values = items.map(item => this.terms.term(item));
    if (values.every(isConstant)) return { kind: 'member', term: left, values };
    return { kind: 'any', branches: values.map(right => ({ kind: 'equal', left, right })) };
  }

  #aggregate([operator, result, value, goal, place]: Value[]): Goal {
    return {
      kind: 'aggregate',
      operator: operator as AggregateOperator,
      result: this.terms.term(result!),
      value: operator === 'count' ? null : this.terms.term(value!),
      goal: this.goal(goal!),
      place,
    };
  }

  #definition(key: Value, name: string): Definition {
    const known = this.#definitions.get(key);
    if (known) return known;
    const body = this.#bodies.get(key);
    if (!body) throw new Untranslatable();
    const { owner } = this.terms;
    this.terms.owner = key;
    try {
      const parameters = listToArray(body.car)!.map(parameter => this.terms.term(parameter) as Variable);
      const definition = new Definition(
        name,
        parameters,
        key instanceof DefinedRelation ? key.place : undefined,
      );
      this.#definitions.set(key, definition);
      definition.body = this.goal(body.cdr);
      return definition;
    } catch (error) {
      this.#definitions.delete(key);
      throw error;
    } finally {
      this.terms.owner = owner;
    }
  }
}

type Constant = Exclude<Term, Variable | readonly Term[]>;
const isConstant = (term: Term): term is Constant => !(term instanceof Object) && !isCompound(term);
