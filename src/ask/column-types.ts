import type { ANY } from '../model/effect.ts';
import type { ColumnType } from '../model/relation.ts';
import type { Definition, Goal, RelationGoal } from '../query/goal.ts';
import type { Catalog } from '../query/table.ts';
import { type Term, Variable } from '../query/term.ts';

/** Of which type the columns are that variables stand in: how an answer is told to people. */
export function columnTypes(goal: Goal, catalog: Catalog): Map<Variable, ColumnType> {
  const types = new Map<Variable, ColumnType>();
  new Types(catalog, types).look(goal);
  return types;
}

class Types {
  readonly #catalog: Catalog;
  readonly #types: Map<Variable, ColumnType>;
  readonly #seen: Set<Definition>;

  constructor(catalog: Catalog, types: Map<Variable, ColumnType>, seen = new Set<Definition>()) {
    this.#catalog = catalog;
    this.#types = types;
    this.#seen = seen;
  }

  look(goal: Goal): void {
    switch (goal.kind) {
      case 'relation':
        return this.#relation(goal);
      case 'lasting':
        this.#note(goal.since, 'time');
        this.#note(goal.until, 'time');
        return this.#relation(goal.goal);
      case 'window':
        this.#note(goal.from, 'time');
        this.#note(goal.to, 'time');
        return this.look(goal.goal);
      case 'all':
        for (const inner of goal.goals) this.look(inner);
        return;
      case 'any':
        for (const inner of goal.branches) this.look(inner);
        return;
      case 'aggregate':
        return this.#aggregate(goal);
      case 'equal':
        return this.#alike(goal.left, goal.right);
      case 'call':
        return this.#call(goal.definition, goal.terms);
    }
  }

  #note(term: Term | typeof ANY | null, type: ColumnType | undefined): void {
    if (term instanceof Variable && type && !this.#types.has(term)) this.#types.set(term, type);
  }

  #relation({ relation, terms }: RelationGoal): void {
    const { columns } = this.#catalog.table(relation);
    for (const [i, term] of terms.entries()) this.#note(term, columns[i]?.type);
  }

  #aggregate(goal: Extract<Goal, { kind: 'aggregate' }>): void {
    this.look(goal.goal);
    const { operator, value } = goal;
    if (operator === 'count' || !(value instanceof Variable)) return;
    const type = this.#types.get(value);
    if (operator !== 'sum' || type === 'duration') this.#note(goal.result, type);
  }

  #alike(left: Term, right: Term): void {
    if (!(left instanceof Variable) || !(right instanceof Variable)) return;
    this.#note(left, this.#types.get(right));
    this.#note(right, this.#types.get(left));
  }

  #call(definition: Definition, terms: readonly Term[]): void {
    if (this.#seen.has(definition)) return;
    const within = new Map<Variable, ColumnType>();
    new Types(this.#catalog, within, new Set([...this.#seen, definition])).look(definition.body);
    for (const [i, term] of terms.entries()) this.#note(term, within.get(definition.parameters[i]!));
  }
}
