import type { CoreGoal } from './core.ts';
import type { Expression } from './expression.ts';
import { type Fragment, sql } from './fragment.ts';
import type { Substitution, Variable } from './term.ts';

/** A goal that is not in the SELECT, and why: it is done for each of its rows. */
export interface Residual {
  goal: CoreGoal;
  reason: string;
}

/** What the goals of a conjunction become. */
export interface Selection {
  from: Fragment[];
  where: Fragment[];
  /** What SQLite has a value for. */
  known: Map<Variable, Expression>;
  /** Of those, which must not be null; checked as rows come where they are asked for anyway. */
  required: Set<Variable>;
  residual: Residual[];
  substitution: Substitution;
}

export type Never = { never: string };

/** How much goes into a SELECT: all that can, or (to compare with) the first relation alone. */
export type Reach = 'conjunction' | 'goal';

/** What the parts of one question share. */
export class Context {
  readonly reach: Reach;
  /** Does each table look now and then whether the question has to end? */
  readonly guarded: boolean;
  #aliases = 0;

  constructor(reach: Reach, guarded = false) {
    this.reach = reach;
    this.guarded = guarded;
  }

  alias(): string {
    return `t${++this.#aliases}`;
  }
}

/** Makes a SELECT of a flat conjunction within another that knows some variables. */
export type Select = (
  goals: readonly CoreGoal[],
  substitution: Substitution,
  outer: ReadonlyMap<Variable, Expression>,
) => Selection | Never;

/** The conditions of a selection whose rows nobody looks at one by one. */
export function conditionsOf({ where, required, known }: Selection): Fragment[] {
  return [...where, ...[...required].map(variable => sql`${known.get(variable)!.fragment} IS NOT NULL`)];
}
