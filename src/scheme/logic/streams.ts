// What a search has in hand: #f (no answer), a State (one answer), an Answer (one, and how to go on), a Waiting (tabled
// relations must find more first), or something that goes on when it is forced: one of the classes that follow it.
import type { Procedure } from '../data/procedure.ts';
import type { Value } from '../data/value.ts';
import type { Call } from './calls.ts';
import type { Committed, Conde, Goal } from './goals.ts';
import type { State } from './terms.ts';

export class Answer {
  readonly state: State;
  readonly rest: Value;
  constructor(state: State, rest: Value) {
    this.state = state;
    this.rest = rest;
  }
}

/** A goal to be run on a state. */
export class Later {
  readonly goal: Goal;
  readonly state: State;
  constructor(goal: Goal, state: State) {
    this.goal = goal;
    this.state = state;
  }
}

/** A goal to be run on every state of a stream. */
export class BindLater {
  readonly stream: Value;
  readonly goal: Goal;
  constructor(stream: Value, goal: Goal) {
    this.stream = stream;
    this.goal = goal;
  }
}

/** Two streams that take turns; the first is next. */
export class MergeLater {
  readonly first: Value;
  readonly second: Value;
  constructor(first: Value, second: Value) {
    this.first = first;
    this.second = second;
  }
}

/** The body of a `fresh`. */
export class BodyLater {
  readonly body: Procedure;
  readonly state: State;
  constructor(body: Procedure, state: State) {
    this.body = body;
    this.state = state;
  }
}

/** The clauses of a `conde`, or of a call of a relation that is one, from an index on. */
export class ClauseLater {
  readonly goal: Conde | Call;
  readonly index: number;
  readonly state: State;
  constructor(goal: Conde | Call, index: number, state: State) {
    this.goal = goal;
    this.index = index;
    this.state = state;
  }
}

/** A clause of a conda or condu whose test is under way; `state` is for the clauses after it. */
export class TestLater {
  readonly stream: Value;
  readonly goal: Committed;
  readonly index: number;
  readonly state: State;
  constructor(stream: Value, goal: Committed, index: number, state: State) {
    this.stream = stream;
    this.goal = goal;
    this.index = index;
    this.state = state;
  }
}

/** A thing that goes on as a procedure of no arguments says. */
export class Thunk {
  readonly procedure: Value;
  constructor(procedure: Value) {
    this.procedure = procedure;
  }
}

/** Readers of tables: a list of Reader. */
export class Waiting {
  readonly readers: Value;
  constructor(readers: Value) {
    this.readers = readers;
  }
}

/** One who has seen the table's first `seen` answers, and goes on from there when there are more. */
export class Reader {
  readonly table: Value;
  readonly seen: number;
  readonly stream: Value;
  constructor(table: Value, seen: number, stream: Value) {
    this.table = table;
    this.seen = seen;
    this.stream = stream;
  }
}
