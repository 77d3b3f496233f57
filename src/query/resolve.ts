import { ANY } from '../model/effect.ts';
import { type CoreDefinition, type CoreGoal, instantiate, type Scan } from './core.ts';
import { type Compiled, DefinitionGraph } from './definitions.ts';
import { QuestionFault } from './fault.ts';
import { type Call, type Closure, Definition, type Goal, type Lasting, type RelationGoal } from './goal.ts';
import { overParts } from './metric.ts';
import {
  happenedDuring,
  type Moments,
  momentVariables,
  presentState,
  stateDuring,
  withTerms,
} from './moments.ts';
import { annotate } from './outer.ts';
import type { Catalog, RelationTable } from './table.ts';
import { isCompound, normalTerm, type Term, Variable } from './term.ts';
import { familyOf } from './value.ts';

/**
 * The goals of a question as the planner has them.
 * @param outside variables that occur elsewhere: those asked for, and those of goals the planner does not see
 * @throws QuestionFault where a relation is unknown, or a definition denies itself
 */
export function resolve(goal: Goal, catalog: Catalog, outside: Iterable<Variable>): CoreGoal {
  return annotate(new Resolver(catalog).goal(goal, null), new Set(outside));
}

/** Each metric of a question triples the ways through it, so only the first few are taken apart. */
const MOST_METRICS = 2;

class Resolver {
  readonly #catalog: Catalog;
  readonly #graph = new DefinitionGraph();
  #depth = 0;
  #metrics = 0;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  goal(goal: Goal, moments: Moments): CoreGoal {
    switch (goal.kind) {
      case 'relation':
        return this.#relation(goal, moments);
      case 'window':
        return this.goal(goal.goal, { from: normal(goal.from), to: normal(goal.to), place: goal.place });
      case 'lasting':
        return this.#lasting(goal);
      case 'closure':
        return this.#closure(goal, moments);
      case 'call':
        return this.#call(goal, moments);
      case 'all':
        return { ...goal, goals: goal.goals.map(inner => this.goal(inner, moments)) };
      case 'any':
        return alternatives(goal.branches.map(inner => this.goal(inner, moments)));
      case 'not':
        return { ...goal, goal: this.#beneath(goal.goal, moments), outer: [] };
      case 'aggregate': {
        const terms = { result: normalTerm(goal.result), value: normalTerm(goal.value) };
        return { ...goal, ...terms, goal: this.#beneath(goal.goal, moments), outer: [] };
      }
      default:
        return plain(goal);
    }
  }

  #beneath(goal: Goal, moments: Moments): CoreGoal {
    this.#depth++;
    const inner = this.goal(goal, moments);
    this.#depth--;
    return inner;
  }

  #relation({ relation, terms, place }: RelationGoal, moments: Moments): CoreGoal {
    const table = this.#catalog.table(relation, place);
    const scan = scanOf(table, terms, place);
    if (table.history) return moments ? stateDuring(scan, moments) : presentState(scan);
    const asked = moments && table.moment !== null ? happenedDuring(scan, moments) : scan;
    return table.parts && ++this.#metrics <= MOST_METRICS ? overParts(asked) : asked;
  }

  #lasting({ since, until, goal, place }: Lasting): CoreGoal {
    const table = this.#catalog.table(goal.relation, goal.place);
    if (!table.history)
      throw new QuestionFault(
        `'${table.name}' is no state: it does not last`,
        'an event has a time of its own',
        place,
      );
    const ends = [
      [table.history.since, normalTerm(since)],
      [table.history.until, normalTerm(until)],
    ] as const;
    return withTerms(scanOf(table, goal.terms, goal.place), ends);
  }

  #closure(goal: Closure, moments: Moments): CoreGoal {
    const { step, from, to, place } = goal;
    arity(step, 2, place);
    const { forward, backward } = this.#graph.closureOf(step, closureDefinitions);
    const call: Call = { kind: 'call', definition: forward, terms: [from, to], place };
    const derived = this.#call(call, moments);
    const mirrored = this.#call({ ...call, definition: backward }, moments);
    if (derived.kind === 'derived' && mirrored.kind === 'derived')
      derived.definition.mirror ??= mirrored.definition;
    return derived;
  }

  #call({ definition, terms, place }: Call, moments: Moments): CoreGoal {
    arity(definition, terms.length, place);
    const denied = this.#graph.deniedBy(definition, this.#depth);
    if (denied)
      throw new QuestionFault(
        `'${denied.name}' depends on its own negation or aggregate, which can never be decided`,
        'split it into relations of which none denies itself',
        place,
      );
    const given = momentVariables(moments);
    const normalTerms = terms.map(normalTerm);
    if (this.#graph.isRecursive(definition))
      return {
        kind: 'derived',
        definition: this.#defined(definition, moments),
        terms: [...normalTerms, ...given],
        place,
      };
    const mapping = new Map(definition.parameters.map((parameter, i) => [parameter, normalTerms[i]!]));
    return instantiate(this.goal(definition.body, moments), mapping, new Set(given));
  }

  #defined(definition: Definition, moments: Moments): CoreDefinition {
    const known = this.#graph.compiled(definition, moments);
    if (known) return known;
    const given = momentVariables(moments);
    const core: CoreDefinition = {
      name: definition.name,
      parameters: [...definition.parameters, ...given],
      body: { kind: 'any', branches: [] },
      given: given.length,
      mirror: null,
      place: definition.place,
    };
    const entry: Compiled = { definition, moments, core, depth: this.#depth, open: true };
    this.#graph.add(entry);
    core.body = annotate(this.goal(definition.body, moments), new Set(core.parameters));
    entry.open = false;
    return core;
  }
}

function arity({ name, parameters }: Definition, count: number, place: unknown): void {
  if (parameters.length === count) return;
  const names = parameters.map(parameter => parameter.name).join(', ');
  throw new QuestionFault(
    `'${name}' takes ${parameters.length} terms, not ${count}`,
    `they are ${names}`,
    place,
  );
}

function closureDefinitions(step: Definition): { forward: Definition; backward: Definition } {
  const make = (recursive: (x: Variable, y: Variable, z: Variable, self: Definition) => [Call, Call]) => {
    const [x, y, z] = [new Variable('from'), new Variable('to'), new Variable('between')];
    const self = new Definition(`closure of ${step.name}`, [x, y], step.place);
    self.body = {
      kind: 'any',
      branches: [call(step, x, y), { kind: 'all', goals: recursive(x, y, z, self) }],
    };
    return self;
  };
  return {
    forward: make((x, y, z, self) => [call(self, x, z), call(step, z, y)]),
    backward: make((x, y, z, self) => [call(step, x, z), call(self, z, y)]),
  };
}

const call = (definition: Definition, ...terms: Term[]): Call => ({ kind: 'call', definition, terms });

function scanOf(table: RelationTable, terms: RelationGoal['terms'], place: unknown): Scan {
  if (terms.length > table.named)
    throw new QuestionFault(
      `'${table.name}' has ${table.named} columns, not ${terms.length}`,
      undefined,
      place,
    );
  const padded = table.columns.map((_, i) => {
    const term = i < terms.length ? terms[i]! : ANY;
    return term === ANY ? ANY : normalTerm(term);
  });
  return { kind: 'scan', table, terms: padded, place };
}

const normal = (term: Term | null) => (term === null ? null : normalTerm(term));

/** A constraint with its constants made normal; a list that names something twice answers twice, so it is a choice. */
function plain(goal: Extract<Goal, CoreGoal>): CoreGoal {
  switch (goal.kind) {
    case 'equal':
    case 'unequal':
    case 'compare':
      return { ...goal, left: normalTerm(goal.left), right: normalTerm(goal.right) };
    case 'arithmetic': {
      const { left, right, result } = goal;
      return { ...goal, left: normalTerm(left), right: normalTerm(right), result: normalTerm(result) };
    }
    case 'member': {
      const { place } = goal;
      const term = normalTerm(goal.term);
      const values = goal.values.map(value => normalTerm(value) as typeof value);
      if (new Set(values).size === values.length) return { ...goal, term, values };
      return {
        kind: 'any',
        branches: values.map(value => ({ kind: 'equal', left: term, right: value, place })),
      };
    }
    case 'like':
    case 'type':
      return { ...goal, term: normalTerm(goal.term) };
    case 'match':
      checkPattern(goal.pattern, goal.place);
      return { ...goal, term: normalTerm(goal.term) };
    default:
      return goal;
  }
}

function checkPattern(pattern: string, place: unknown): void {
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    throw new QuestionFault(`'${pattern}' is no regular expression`, (error as Error).message, place);
  }
}

/** A choice between constants for one variable is a list of them: SQLite looks up all in one go. */
function alternatives(branches: readonly CoreGoal[]): CoreGoal {
  const values: (string | number | bigint | boolean)[] = [];
  let variable: Variable | undefined;
  for (const branch of branches) {
    const goal = branch.kind === 'all' && branch.goals.length === 1 ? branch.goals[0]! : branch;
    if (goal.kind !== 'equal') return { kind: 'any', branches };
    const [term, value] = goal.left instanceof Variable ? [goal.left, goal.right] : [goal.right, goal.left];
    if (!(term instanceof Variable) || value instanceof Variable || isCompound(value))
      return { kind: 'any', branches };
    if (familyOf(value) === null || (variable ?? term) !== term) return { kind: 'any', branches };
    variable = term;
    values.push(value as string);
  }
  if (!variable || new Set(values).size < values.length) return { kind: 'any', branches };
  return { kind: 'member', term: variable, values };
}
