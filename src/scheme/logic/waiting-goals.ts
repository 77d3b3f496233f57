// Goals that say what is true of terms others bind: they wait until enough is known.
import type { Value } from '../data/value.ts';
import { Goal } from './goals.ts';

/** A goal that waits; place: a list of file, line, column, or #f. */
export abstract class WaitingGoal extends Goal {
  readonly place: Value;
  constructor(place: Value) {
    super();
    this.place = place;
  }
}

/** Two numbers, or two texts by code points; anything else fails. `operator`: '<' or '<='. */
export class Comparison extends WaitingGoal {
  readonly operator: string;
  readonly left: Value;
  readonly right: Value;
  constructor(operator: string, left: Value, right: Value) {
    super(false);
    this.operator = operator;
    this.left = left;
    this.right = right;
  }
  parts() {
    return [`${this.operator}o`, this.left, this.right] as const;
  }
}

/** left ⋄ right = result, of numbers; two of them have to be known. `operator`: '+', '-' or '*'. */
export class Arithmetic extends WaitingGoal {
  readonly operator: string;
  readonly left: Value;
  readonly right: Value;
  readonly result: Value;
  constructor(operator: string, left: Value, right: Value, result: Value) {
    super(false);
    this.operator = operator;
    this.left = left;
    this.right = right;
    this.result = result;
  }
  parts() {
    return [`${this.operator}o`, this.left, this.right, this.result] as const;
  }
}

/** A text is like a pattern. kind 'like': SQL's, with % and _; 'match': a regular expression, found anywhere. */
export class Pattern extends WaitingGoal {
  readonly kind: 'like' | 'match';
  readonly term: Value;
  readonly pattern: string;
  readonly expression: RegExp;
  constructor(kind: 'like' | 'match', term: Value, pattern: string, expression: RegExp) {
    super(false);
    this.kind = kind;
    this.term = term;
    this.pattern = pattern;
    this.expression = expression;
  }
  parts() {
    return [`${this.kind}o`, this.term, this.pattern] as const;
  }
}

/** No answer. A variable that occurs in nothing else is anything; the others must be bound elsewhere. */
export class Negation extends WaitingGoal {
  readonly goal: Goal;
  constructor(goal: Goal, place: Value) {
    super(place);
    this.goal = goal;
  }
  parts() {
    return ['noto', this.goal] as const;
  }
}

export type AggregateOperator = 'count' | 'max' | 'min' | 'sum' | 'average';

/** `result` is the aggregate of `value` over all answers of the goal, doubles included. */
export class Aggregate extends WaitingGoal {
  readonly operator: AggregateOperator;
  readonly result: Value;
  /** #f for a count. */
  readonly value: Value;
  readonly goal: Goal;
  constructor(operator: AggregateOperator, result: Value, value: Value, goal: Goal, place: Value) {
    super(place);
    this.operator = operator;
    this.result = result;
    this.value = value;
    this.goal = goal;
  }
  parts() {
    const name = this.operator === 'average' ? 'avgo' : `${this.operator}o`;
    return this.operator === 'count'
      ? ([name, this.result, this.goal] as const)
      : ([name, this.result, this.value, this.goal] as const);
  }
}

/** One of the members of a list. */
export class Member extends Goal {
  readonly term: Value;
  readonly list: Value;
  constructor(term: Value, list: Value) {
    super();
    this.term = term;
    this.list = list;
  }
  parts() {
    return ['membero', this.term, this.list] as const;
  }
}

/** One or more steps lead from one term to the other; the step is a procedure of two terms that makes a goal. */
export class Transitive extends Goal {
  readonly step: Value;
  readonly from: Value;
  readonly to: Value;
  constructor(step: Value, from: Value, to: Value) {
    super();
    this.step = step;
    this.from = from;
    this.to = to;
  }
  parts() {
    return ['transitiveo', this.step, this.from, this.to] as const;
  }
}

/** Goals of the past: states that held at a moment from `from` to `to`, both included; #f: without end. */
export class Window extends Goal {
  readonly from: Value;
  readonly to: Value;
  readonly goal: Goal;
  /** Where its goals are written: a list of file, line, column. */
  readonly place: Value;
  constructor(from: Value, to: Value, goal: Goal, place: Value) {
    super();
    this.from = from;
    this.to = to;
    this.goal = goal;
    this.place = place;
  }
  parts() {
    return ['during', this.from, this.to, this.goal] as const;
  }
}
