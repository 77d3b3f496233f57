import type { CoreDefinition, CoreGoal } from './core.ts';
import { QuestionFault } from './fault.ts';
import type { Solution } from './solution.ts';
import { extend, isGround, type Substitution, type Term, type Variable, walkAll } from './term.ts';
import { keyOf } from './value.ts';

interface Table {
  definition: CoreDefinition;
  seeds: ReadonlyMap<Variable, Term>;
  rows: Term[][];
  keys: Set<string>;
  round: number;
}

/** Tables that are filled together, round by round, until a round brings nothing new. */
export interface TableGroup {
  tables: Map<string, Table>;
  round: number;
  grew: boolean;
}

/** Asks for the answers of a body, whose own recursive goals are answered from the group. */
type Ask = (
  body: CoreGoal,
  start: Substitution,
  wanted: readonly Term[],
  group: TableGroup,
) => Iterable<Solution>;

/**
 * Recursive relations that are no linear recursion for SQLite, by tabling: each row once, and an end on cyclic data.
 * Rows are given as they are found, so that the first few of infinitely many can be had.
 */
export class Tables {
  readonly #complete = new Map<string, Table>();
  readonly #numbers = new Map<CoreDefinition, number>();

  /** @param group where the question for these rows is part of filling other tables */
  *rows(
    definition: CoreDefinition,
    seeds: ReadonlyMap<Variable, Term>,
    group: TableGroup | null,
    ask: Ask,
  ): Generator<Term[], void> {
    const key = this.#key(definition, seeds);
    const complete = this.#complete.get(key);
    if (complete) return yield* complete.rows;
    if (group) return yield* this.#rowsSoFar(key, definition, seeds, group, ask);
    const own: TableGroup = { tables: new Map(), round: 0, grew: true };
    const table = tableIn(own, key, definition, seeds);
    while (own.grew) {
      own.grew = false;
      table.round = ++own.round;
      yield* this.#fill(table, own, ask);
    }
    for (const [name, filled] of own.tables) this.#complete.set(name, filled);
  }

  *#rowsSoFar(
    key: string,
    definition: CoreDefinition,
    seeds: ReadonlyMap<Variable, Term>,
    group: TableGroup,
    ask: Ask,
  ): Generator<Term[], void> {
    const table = tableIn(group, key, definition, seeds);
    if (table.round < group.round) {
      table.round = group.round;
      for (const _ of this.#fill(table, group, ask));
    }
    const count = table.rows.length;
    for (let i = 0; i < count; i++) yield table.rows[i]!;
  }

  *#fill(table: Table, group: TableGroup, ask: Ask): Generator<Term[], void> {
    const { definition, seeds } = table;
    let start: Substitution = null;
    for (const [parameter, term] of seeds) start = extend(start, parameter, term);
    for (const { substitution, pending } of ask(definition.body, start, definition.parameters, group)) {
      const row = definition.parameters.map(parameter => walkAll(parameter, substitution));
      if (pending.length > 0 || !row.every(term => isGround(term, null)))
        throw new QuestionFault(
          `'${definition.name}' leaves a parameter unbound`,
          'every way through a recursive relation has to bind all of them',
          definition.place,
        );
      const key = row.map(term => keyOf(term)).join(' ');
      if (table.keys.has(key)) continue;
      table.keys.add(key);
      table.rows.push(row);
      group.grew = true;
      yield row;
    }
  }

  #key(definition: CoreDefinition, seeds: ReadonlyMap<Variable, Term>): string {
    let number = this.#numbers.get(definition);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(definition, number);
    }
    const values = definition.parameters.map(parameter =>
      seeds.has(parameter) ? keyOf(seeds.get(parameter)!) : '?',
    );
    return `${number}:${values.join(' ')}`;
  }
}

function tableIn(
  group: TableGroup,
  key: string,
  definition: CoreDefinition,
  seeds: ReadonlyMap<Variable, Term>,
): Table {
  let table = group.tables.get(key);
  if (!table) {
    table = { definition, seeds, rows: [], keys: new Set(), round: 0 };
    group.tables.set(key, table);
  }
  return table;
}
