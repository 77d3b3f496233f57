import { type Primitive, type Printable, plain, predicate, type Value } from '../scheme/index.ts';
import { RelationGoal } from './goal.ts';

/** `(lasting since until goal)`: a state that was so from one moment until another, whenever that was. */
export class Lasting implements Printable {
  readonly since: Value;
  readonly until: Value;
  readonly goal: RelationGoal;
  /** A list of file, line and column. */
  readonly place: Value;
  constructor(since: Value, until: Value, goal: RelationGoal, place: Value) {
    this.since = since;
    this.until = until;
    this.goal = goal;
    this.place = place;
  }

  /** What a goal of the host shows to the search. */
  get terms(): Value[] {
    return [this.since, this.until, ...this.goal.terms];
  }

  printed(write: (part: Value) => string): string {
    return `(lasting ${[this.since, this.until, this.goal].map(write).join(' ')})`;
  }
}

/** What `lasting` of scheme/herd/past.scm stands on. */
export const lastingPrimitives: Primitive[] = [
  plain(
    '%lasting',
    4,
    (since: Value, until: Value, goal: RelationGoal, place: Value) => new Lasting(since, until, goal, place),
  ),
  predicate(
    '%state-goal?',
    1,
    (goal: Value) => goal instanceof RelationGoal && goal.relation.kind === 'state',
  ),
];
