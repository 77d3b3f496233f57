import type { ANY } from '../model/effect.ts';
import type { Constant, Term, Variable } from './term.ts';

/**
 * Goals as data: what a question is before it runs. Whoever makes them may give each a `place`; it is never looked
 * at, and comes back with an error.
 */
export type Goal =
  | RelationGoal
  | Constraint
  | Arithmetic
  | Window
  | Lasting
  | Closure
  | Call
  | All<Goal>
  | Any<Goal>
  | Not<Goal>
  | Aggregate<Goal>;

interface Placed {
  readonly place?: unknown;
}

/** A row of a relation: a term for each column of a prefix; what is missing is anything, as ANY is. */
export interface RelationGoal extends Placed {
  readonly kind: 'relation';
  readonly relation: string;
  readonly terms: readonly (Term | typeof ANY)[];
}

/** What can be true of terms that others bind; only `equal` and `member` bind any themselves. */
export type Constraint = Equal | Unequal | Compare | Member | Like | Match | TypeTest;

export interface Equal extends Placed {
  readonly kind: 'equal';
  readonly left: Term;
  readonly right: Term;
}

export interface Unequal extends Placed {
  readonly kind: 'unequal';
  readonly left: Term;
  readonly right: Term;
}

/** Two numbers, or two texts by code points; anything else fails. */
export interface Compare extends Placed {
  readonly kind: 'compare';
  readonly operator: '<' | '<=';
  readonly left: Term;
  readonly right: Term;
}

/** One of a list of constants; a constant that is there twice answers twice. */
export interface Member extends Placed {
  readonly kind: 'member';
  readonly term: Term;
  readonly values: readonly Constant[];
}

/** SQL's LIKE: `%` is any characters, `_` any one; the letters of ASCII match in either case. */
export interface Like extends Placed {
  readonly kind: 'like';
  readonly term: Term;
  readonly pattern: string;
}

/** A JavaScript regular expression, in Unicode mode, found anywhere in the text. */
export interface Match extends Placed {
  readonly kind: 'match';
  readonly term: Term;
  readonly pattern: string;
}

export interface TypeTest extends Placed {
  readonly kind: 'type';
  readonly type: 'number' | 'text' | 'boolean' | 'symbol';
  readonly term: Term;
}

/** left ⋄ right = result, of numbers; two of them have to be bound (of a product, the third is found by division). */
export interface Arithmetic extends Placed {
  readonly kind: 'arithmetic';
  readonly operator: '+' | '-' | '*';
  readonly left: Term;
  readonly right: Term;
  readonly result: Term;
}

/**
 * The past. A state counts if it was so at some moment from `from` to `to`, both included (null: without end); an event
 * and a sample if they happened then. `at t` is from t to t. The innermost window holds.
 */
export interface Window extends Placed {
  readonly kind: 'window';
  readonly from: Term | null;
  readonly to: Term | null;
  readonly goal: Goal;
}

/** A row of a state, of whatever time, with the moments it began and ended (FOREVER while it is so). */
export interface Lasting extends Placed {
  readonly kind: 'lasting';
  readonly since: Term;
  readonly until: Term;
  readonly goal: RelationGoal;
}

/** One or more steps lead from one term to the other. Each pair answers once. `step` has two parameters. */
export interface Closure extends Placed {
  readonly kind: 'closure';
  readonly from: Term;
  readonly to: Term;
  readonly step: Definition;
}

/** A defined relation. One that can reach itself is tabled: its answers are a set, and it ends on cyclic data. */
export interface Call extends Placed {
  readonly kind: 'call';
  readonly definition: Definition;
  readonly terms: readonly Term[];
}

/** What a defined relation is; the body is set afterwards, so that it can speak of itself. Its variables are its own. */
export class Definition {
  readonly name: string;
  readonly parameters: readonly Variable[];
  readonly place: unknown;
  body: Goal = { kind: 'any', branches: [] };

  constructor(name: string, parameters: readonly Variable[], place?: unknown) {
    this.name = name;
    this.parameters = parameters;
    this.place = place;
  }
}

/** All of the goals. There is no `fresh` beside it: a variable is new wherever one is made. */
export interface All<G> extends Placed {
  readonly kind: 'all';
  readonly goals: readonly G[];
}

export interface Any<G> extends Placed {
  readonly kind: 'any';
  readonly branches: readonly G[];
}

/**
 * No answer. A variable that occurs only in it is anything; one that occurs elsewhere too must be bound there, or the
 * question is an error.
 */
export interface Not<G> extends Placed {
  readonly kind: 'not';
  readonly goal: G;
}

/**
 * `result` is the aggregate of `value` over all answers of the goal, doubles included. A variable that occurs only in it
 * is anything; the others group, and must be bound elsewhere: so there is a count of 0. Null counts as an answer and
 * nothing else: sum adds up the numbers, max and min and average fail where there is nothing.
 */
export interface Aggregate<G> extends Placed {
  readonly kind: 'aggregate';
  readonly operator: AggregateOperator;
  readonly result: Term;
  /** Null for `count`. */
  readonly value: Term;
  readonly goal: G;
}

export type AggregateOperator = 'count' | 'max' | 'min' | 'sum' | 'average';
