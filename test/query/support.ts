import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ANY } from '../../src/model/effect.ts';
import { FOREVER, type Relation } from '../../src/model/relation.ts';
import type { Goal } from '../../src/query/goal.ts';
import { Questions } from '../../src/query/questions.ts';
import { Catalog } from '../../src/query/table.ts';
import { type Constant, type Term, Variable } from '../../src/query/term.ts';
import { type Database, openForWriting } from '../../src/store/database.ts';
import { openRelations } from '../../src/store/relation/open.ts';
import { insertInto } from '../../src/store/relation/sql.ts';
import { testDirectory } from '../support/directory.ts';

type Columns = Record<string, Relation['columns'][number]['type']>;

/** A declared relation; its key begins with the host. */
export function declare(name: string, kind: Relation['kind'], key: Columns, columns: Columns): Relation {
  const list = (of: Columns) => Object.entries(of).map(([column, type]) => ({ name: column, type, doc: '' }));
  return { name, kind, key: list({ host: 'text', ...key }), columns: list(columns), plugin: 'test', doc: '' };
}

/** A store of the test's own, what was put into it, and questions to it. */
export class Asked {
  readonly path = join(testDirectory(), 'sheepdog.db');
  readonly db: Database = openForWriting(this.path, 0);
  readonly relations: readonly Relation[];
  readonly questions: Questions;

  constructor(...relations: Relation[]) {
    this.relations = relations;
    openRelations({ db: this.db, path: this.path, relations, now: 0 });
    this.questions = new Questions(this.path, Catalog.of(relations));
    onTestFinished(() => {
      this.questions.close();
      this.db.close();
    });
  }

  /** Puts rows in as they are. States last from 0 on, or have since and until as their last two values. */
  put(name: string, ...rows: Constant[][]): this {
    const { kind, key, columns } = this.relations.find(relation => relation.name === name)!;
    const declared = [...key, ...columns].map(column => column.name);
    const names = kind === 'state' ? [...declared, 'since', 'until'] : [...declared, 'told'];
    const insert = this.db.prepare(insertInto(`relation:${name}`, names));
    this.db.transaction(() => {
      for (const row of rows) {
        const rest = row.length > declared.length ? [] : kind === 'state' ? [0, FOREVER] : [0];
        insert.run(...[...row, ...rest].map(value => (typeof value === 'boolean' ? Number(value) : value)));
      }
    })();
    return this;
  }

  /** All answers, sorted as texts; one output stands for itself. */
  ask(outputs: Variable | Variable[], ...goals: Goal[]): unknown[] {
    const list = Array.isArray(outputs) ? outputs : [outputs];
    const answers = this.questions.all({ outputs: list, goal: all(...goals) });
    return answers.map(answer => (Array.isArray(outputs) ? answer : answer[0])).sort();
  }

  /** The SQL of a question of one way; null where none is asked. */
  sql(outputs: Variable[], ...goals: Goal[]): string | null {
    return this.questions.explain({ outputs, goal: all(...goals) }).branches[0]?.select?.sql ?? null;
  }
}

type PerWord<Text extends string> = string extends Text
  ? Variable[]
  : Text extends `${string} ${infer Rest}`
    ? [Variable, ...PerWord<Rest>]
    : [Variable];

/** A variable for each word. */
export function variables<Text extends string>(names: Text): PerWord<Text> {
  return names.split(' ').map(name => new Variable(name)) as PerWord<Text>;
}

export const goal = (relation: string, ...terms: (Term | typeof ANY)[]): Goal => ({
  kind: 'relation',
  relation,
  terms,
});
export const all = (...goals: Goal[]): Goal => ({ kind: 'all', goals });
export const any = (...branches: Goal[]): Goal => ({ kind: 'any', branches });
export const not = (...goals: Goal[]): Goal => ({ kind: 'not', goal: all(...goals) });
export const same = (left: Term, right: Term): Goal => ({ kind: 'equal', left, right });
export const differ = (left: Term, right: Term): Goal => ({ kind: 'unequal', left, right });
export const below = (left: Term, right: Term): Goal => ({ kind: 'compare', operator: '<', left, right });
export const at = (moment: Term, ...goals: Goal[]): Goal => ({
  kind: 'window',
  from: moment,
  to: moment,
  goal: all(...goals),
});
export const member = (term: Term, ...values: Constant[]): Goal => ({ kind: 'member', term, values });
export const count = (result: Term, ...goals: Goal[]): Goal => ({
  kind: 'aggregate',
  operator: 'count',
  result,
  value: null,
  goal: all(...goals),
});
export const aggregate = (
  operator: 'max' | 'min' | 'sum' | 'average',
  result: Term,
  value: Term,
  ...goals: Goal[]
): Goal => ({ kind: 'aggregate', operator, result, value, goal: all(...goals) });
export { ANY };
