import { ANY } from '../model/effect.ts';
import { aggregateExpression } from './aggregate-expression.ts';
import { arithmeticExpression } from './arithmetic-expression.ts';
import { expand, unifyEquals } from './branches.ts';
import { conditionOf, isResidual } from './condition.ts';
import type { CoreAggregate, CoreGoal, CoreNot, Derived, Scan } from './core.ts';
import {
  type Condition,
  columnExpression,
  type Expression,
  isNever,
  sameAsConstant,
  sameExpression,
} from './expression.ts';
import { columnOf, type Fragment, from, name, raw, sql, where } from './fragment.ts';
import type { Arithmetic, Constraint } from './goal.ts';
import { guard } from './guard.ts';
import { recursiveTable } from './recursion.ts';
import {
  type Context,
  conditionsOf,
  type Never,
  type Residual,
  type Select,
  type Selection,
} from './selection.ts';
import { collectVariables, type Substitution, type Term, Variable, walk } from './term.ts';

/** SQLite joins 64 tables, and nests expressions 1000 deep. */
const MOST_TABLES = 60;
const MOST_CONDITIONS = 500;

/** Makes a SELECT of a conjunction, as far as that goes. */
export class SelectionBuilder {
  readonly #context: Context;
  readonly #substitution: Substitution;
  readonly #from: Fragment[] = [];
  readonly #where: Fragment[] = [];
  readonly #known = new Map<Variable, Expression>();
  readonly #required = new Set<Variable>();
  readonly #residual: Residual[] = [];
  #never: string | null = null;

  readonly #within: Select = (goals, substitution, outer) =>
    new SelectionBuilder(this.#context, substitution, outer).build(goals);

  /** @param outer what the SELECT around this one knows; what the substitution says of it becomes a condition */
  constructor(
    context: Context,
    substitution: Substitution,
    outer: ReadonlyMap<Variable, Expression> = new Map(),
  ) {
    this.#context = context;
    this.#substitution = substitution;
    for (const [variable, expression] of outer)
      if (walk(variable, substitution) === variable) this.#known.set(variable, expression);
    for (const [variable, expression] of outer)
      if (walk(variable, substitution) !== variable) this.#bind(variable, expression);
  }

  /** @param goals flat, with neither `equal` nor, where they can be avoided, choices */
  build(goals: readonly CoreGoal[]): Selection | Never {
    const definers: (Arithmetic | CoreAggregate)[] = [];
    const filters: (Constraint | CoreNot)[] = [];
    for (const goal of goals) {
      if (goal.kind === 'scan' || goal.kind === 'derived') this.#table(goal);
      else if (goal.kind === 'arithmetic' || goal.kind === 'aggregate') definers.push(goal);
      else if (goal.kind === 'any' || goal.kind === 'all') this.#leave(goal, 'a choice of too many ways');
      else filters.push(goal);
    }
    this.#define(definers);
    for (const goal of filters) this.#filter(goal);
    if (this.#never !== null) return { never: this.#never };
    return {
      from: this.#from,
      where: this.#where,
      known: this.#known,
      required: this.#required,
      residual: this.#residual,
      substitution: this.#substitution,
    };
  }

  #leave(goal: CoreGoal, reason: string): void {
    this.#residual.push({ goal, reason });
  }

  #require(condition: Condition): void {
    if (condition === true) return;
    if (isNever(condition)) this.#never ??= condition.never;
    else this.#where.push(condition);
  }

  /** The term has the value of the expression. */
  #bind(term: Term, expression: Expression): void {
    const walked = walk(term, this.#substitution);
    if (!(walked instanceof Variable)) return this.#require(sameAsConstant(expression, walked));
    const known = this.#known.get(walked);
    if (!known) {
      this.#known.set(walked, expression);
      return;
    }
    this.#require(sameExpression(known, expression));
    if (known.nullable && !expression.nullable) this.#known.set(walked, expression);
  }

  #table(goal: Scan | Derived): void {
    if (this.#context.reach === 'goal' && (this.#from.length > 0 || goal.kind === 'derived'))
      return this.#leave(goal, 'one goal at a time');
    if (this.#from.length >= MOST_TABLES)
      return this.#leave(goal, `SQLite joins ${MOST_TABLES} tables, not more`);
    if (goal.kind === 'scan') this.#scan(goal);
    else this.#derived(goal);
  }

  #scan({ table, terms }: Scan): void {
    const alias = this.#context.alias();
    this.#from.push(sql`${name(table.source)} AS ${raw(alias)}`);
    if (this.#context.guarded) this.#where.push(guard(alias, table));
    table.columns.forEach((column, i) => {
      const term = terms[i]!;
      if (term === ANY) return;
      this.#bind(term, columnExpression(columnOf(alias, column.name), column.type, column.nullable));
    });
  }

  #derived(goal: Derived): void {
    const table = recursiveTable(goal, this.#substitution, this.#context, this.#within);
    if ('residual' in table) return this.#leave(goal, table.residual);
    if ('never' in table) return this.#require(table);
    const alias = this.#context.alias();
    this.#from.push(sql`${table.select} AS ${raw(alias)}`);
    table.columns.forEach(({ term, column, expression }) => {
      this.#bind(term, { ...expression, fragment: columnOf(alias, column) });
    });
  }

  /** What gives a variable its value can wait for another such. */
  #define(goals: (Arithmetic | CoreAggregate)[]): void {
    const aggregatesFirst = [...goals].sort(
      (a, b) => Number(b.kind === 'aggregate') - Number(a.kind === 'aggregate'),
    );
    const waiting = new Map<Arithmetic | CoreAggregate, string>(aggregatesFirst.map(goal => [goal, '']));
    for (let again = true; again && this.#never === null; ) {
      again = false;
      for (const goal of waiting.keys()) {
        const reason = goal.kind === 'aggregate' ? this.#aggregate(goal) : this.#arithmetic(goal);
        if (reason === null) waiting.delete(goal);
        else waiting.set(goal, reason);
        if (reason !== null) continue;
        again = true;
        break;
      }
    }
    for (const [goal, reason] of waiting) this.#leave(goal, reason);
  }

  /** Null when it is done, or why not. */
  #arithmetic(goal: Arithmetic): string | null {
    if (this.#context.reach === 'goal') return 'one goal at a time';
    const made = arithmeticExpression(goal, this.#known, this.#substitution);
    if ('residual' in made) return made.residual;
    if ('never' in made) this.#require(made);
    else {
      for (const operand of made.operands)
        if (operand.nullable) this.#where.push(sql`${operand.fragment} IS NOT NULL`);
      this.#bindRequired(made.term, made.expression);
    }
    return null;
  }

  #aggregate(goal: CoreAggregate): string | null {
    if (!this.#knows(goal.outer)) return 'a variable it groups by is bound by no relation here';
    const inner = this.#selectionsOf(goal.goal);
    if ('residual' in inner) return inner.residual;
    const made = aggregateExpression(goal, inner.selections, this.#known);
    if ('residual' in made) return made.residual;
    if ('never' in made) this.#require(made);
    else this.#bindRequired(goal.result, made);
    return null;
  }

  #bindRequired(term: Term, expression: Expression): void {
    const walked = walk(term, this.#substitution);
    const isNew = walked instanceof Variable && !this.#known.has(walked);
    if (expression.nullable && !isNew) this.#where.push(sql`${expression.fragment} IS NOT NULL`);
    this.#bind(term, { ...expression, nullable: false });
    if (expression.nullable && isNew) this.#required.add(walked);
  }

  #filter(goal: Constraint | CoreNot): void {
    if (this.#context.reach === 'goal') return this.#leave(goal, 'one goal at a time');
    if (this.#where.length >= MOST_CONDITIONS) return this.#leave(goal, 'too many conditions for one SELECT');
    if (goal.kind === 'not') return this.#not(goal);
    const verdict = conditionOf(goal, this.#known, this.#substitution);
    if (isResidual(verdict)) this.#leave(goal, verdict.residual);
    else this.#require(verdict);
  }

  #not(goal: CoreNot): void {
    if (!this.#knows(goal.outer))
      return this.#leave(goal, 'a variable it needs is bound by no relation here');
    const inner = this.#selectionsOf(goal.goal);
    if ('residual' in inner) return this.#leave(goal, inner.residual);
    for (const selection of inner.selections) {
      const conditions = conditionsOf(selection);
      if (selection.from.length + conditions.length === 0)
        this.#require({ never: 'what is denied is always so' });
      else this.#where.push(sql`NOT EXISTS (SELECT 1${from(selection.from)}${where(conditions)})`);
    }
  }

  #knows(variables: readonly Variable[]): boolean {
    return variables.every(variable =>
      [...collectVariables(variable, new Set(), this.#substitution)].every(free => this.#known.has(free)),
    );
  }

  /** The goal as SELECTs within this one, which together have its answers; those that cannot have any are left out. */
  #selectionsOf(goal: CoreGoal): { selections: Selection[] } | { residual: string } {
    if (this.#context.reach === 'goal') return { residual: 'one goal at a time' };
    const ways = expand([goal]);
    if (ways === null) return { residual: 'a choice of too many ways' };
    const selections: Selection[] = [];
    for (const way of ways) {
      const conjunction = unifyEquals(way, this.#substitution);
      if (!conjunction) continue;
      const selection = this.#within(conjunction.goals, conjunction.substitution, this.#known);
      if ('never' in selection) continue;
      if (selection.residual.length > 0) return { residual: selection.residual[0]!.reason };
      selections.push(selection);
    }
    return { selections };
  }
}
