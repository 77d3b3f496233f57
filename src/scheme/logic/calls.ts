// Defined relations, and calls of them. A search makes more calls than anything else and keeps them while they wait, so
// there is a class for each number of arguments.

import { Pair } from '../data/pair.ts';
import type { Procedure } from '../data/procedure.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import type { Printable, Value } from '../data/value.ts';
import { again, apply, LEVELS } from '../run/machine.ts';
import { Goal } from './goals.ts';

/** What defrel defines. */
export class Definition implements Printable {
  readonly name: SchemeSymbol;
  readonly parameters: Value;
  readonly tabled: boolean;
  /** How many clauses it has, if its body is one `conde`; else 0. */
  readonly count: number;
  /** Runs the clause of an index on a state and the arguments; if there are no clauses, #f. */
  readonly clause: Procedure | false;
  /** Runs the body on a state and the arguments. */
  readonly body: Procedure;
  /** Where it is written: a list of file, line, column. */
  readonly place: Value;

  constructor(
    name: SchemeSymbol,
    parameters: Value,
    tabled: boolean,
    count: number,
    clause: Procedure | false,
    body: Procedure,
    place: Value,
  ) {
    this.name = name;
    this.parameters = parameters;
    this.tabled = tabled;
    this.count = count;
    this.clause = clause;
    this.body = body;
    this.place = place;
  }

  printed(write: (part: Value) => string): string {
    return `#<relation ${write(new Pair(this.name, this.parameters))}>`;
  }
}

export abstract class Call extends Goal {
  readonly definition: Definition;
  constructor(definition: Definition) {
    super();
    this.definition = definition;
  }

  /** The arguments. */
  abstract get terms(): Value[];

  get count(): number {
    return this.definition.count;
  }

  parts() {
    return [this.definition.name.name, ...this.terms] as const;
  }
}

export class Call1 extends Call {
  readonly a: Value;
  constructor(definition: Definition, a: Value) {
    super(definition);
    this.a = a;
  }
  get terms() {
    return [this.a];
  }
}

export class Call2 extends Call {
  readonly a: Value;
  readonly b: Value;
  constructor(definition: Definition, a: Value, b: Value) {
    super(definition);
    this.a = a;
    this.b = b;
  }
  get terms() {
    return [this.a, this.b];
  }
}

export class Call3 extends Call {
  readonly a: Value;
  readonly b: Value;
  readonly c: Value;
  constructor(definition: Definition, a: Value, b: Value, c: Value) {
    super(definition);
    this.a = a;
    this.b = b;
    this.c = c;
  }
  get terms() {
    return [this.a, this.b, this.c];
  }
}

export class Call4 extends Call {
  readonly a: Value;
  readonly b: Value;
  readonly c: Value;
  readonly e: Value;
  constructor(definition: Definition, a: Value, b: Value, c: Value, e: Value) {
    super(definition);
    this.a = a;
    this.b = b;
    this.c = c;
    this.e = e;
  }
  get terms() {
    return [this.a, this.b, this.c, this.e];
  }
}

export class CallAny extends Call {
  readonly terms: Value[];
  constructor(definition: Definition, terms: Value[]) {
    super(definition);
    this.terms = terms;
  }
}

const CLASSES = [undefined, Call1, Call2, Call3, Call4];

export function makeCall(definition: Definition, ...terms: Value[]): Call {
  const kind = CLASSES[terms.length] as (new (definition: Definition, ...terms: Value[]) => Call) | undefined;
  return kind === undefined ? new CallAny(definition, terms) : new kind(definition, ...terms);
}

const next = (d: number): number => (d & ~15) + 16;

/** Runs the body of a call's relation on a state. */
export function enterCall(d: number, call: Call, state: Value): Value | undefined {
  const at = next(d);
  const { body } = call.definition;
  if (at >>> 4 >= LEVELS) return again(body, [state, ...call.terms]);
  if (call instanceof Call3) return body(at + 4, state, call.a, call.b, call.c);
  if (call instanceof Call1) return body(at + 2, state, call.a);
  if (call instanceof Call2) return body(at + 3, state, call.a, call.b);
  if (call instanceof Call4) return body(at + 5, state, call.a, call.b, call.c, call.e);
  const { terms } = call;
  if (terms.length === 5) return body(at + 6, state, terms[0]!, terms[1]!, terms[2]!, terms[3]!, terms[4]!);
  if (terms.length === 6)
    return body(at + 7, state, terms[0]!, terms[1]!, terms[2]!, terms[3]!, terms[4]!, terms[5]!);
  return apply(body, at, [state, ...terms]);
}

/** Runs a clause of a call's relation on a state. */
export function enterClause(d: number, call: Call, index: number, state: Value): Value | undefined {
  const at = next(d);
  const clause = call.definition.clause as Procedure;
  if (at >>> 4 >= LEVELS) return again(clause, [index, state, ...call.terms]);
  if (call instanceof Call3) return clause(at + 5, index, state, call.a, call.b, call.c);
  if (call instanceof Call1) return clause(at + 3, index, state, call.a);
  if (call instanceof Call2) return clause(at + 4, index, state, call.a, call.b);
  if (call instanceof Call4) return clause(at + 6, index, state, call.a, call.b, call.c, call.e);
  return apply(clause, at, [index, state, ...call.terms]);
}
