// The expanded program: what the expander makes and the compiler reads. Every name is resolved.
import type { Place } from '../data/condition.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import type { Primitive } from '../host/primitive.ts';
import type { Cell } from '../run/cell.ts';

let variables = 0;

/** A local variable. */
export class Variable {
  readonly name: string;
  readonly id: number;
  /** How often it is read, and assigned; an assigned variable lives in a box. */
  reads = 0;
  writes = 0;
  /** A definition that may be read before it has a value. */
  mayBeUnset = false;
  /** Bound by Fix: the procedure it names. */
  procedure: Lambda | undefined = undefined;
  /** The compiler's name for it. */
  emitted: string | undefined = undefined;
  /** Its procedure stands at module level. */
  hoisted = false;

  constructor(name: string) {
    this.name = name;
    this.id = ++variables;
  }
  get boxed(): boolean {
    return this.writes > 0;
  }
}

/** What every node may remember: can it be a JavaScript expression (analysis.ts)? */
interface Remembers {
  simple?: boolean | undefined;
}

export interface Const extends Remembers {
  readonly kind: 'const';
  readonly value: Value;
}
export interface LocalRef extends Remembers {
  readonly kind: 'local';
  readonly variable: Variable;
  readonly place: Place | undefined;
}
export interface LocalSet extends Remembers {
  readonly kind: 'local-set';
  readonly variable: Variable;
  readonly value: Node;
}
export interface GlobalRef extends Remembers {
  readonly kind: 'global';
  readonly cell: Cell;
  readonly place: Place | undefined;
}
export interface GlobalSet extends Remembers {
  readonly kind: 'global-set';
  readonly cell: Cell;
  readonly value: Node;
  readonly place: Place | undefined;
}
export interface GlobalDefine extends Remembers {
  readonly kind: 'global-define';
  readonly cell: Cell;
  readonly value: Node;
}
export interface If extends Remembers {
  readonly kind: 'if';
  readonly test: Node;
  readonly then: Node;
  readonly else: Node;
}
export interface Seq extends Remembers {
  readonly kind: 'seq';
  readonly items: Node[];
}
export interface Let extends Remembers {
  readonly kind: 'let';
  readonly variables: Variable[];
  readonly values: Node[];
  readonly body: Node;
}
/** Mutually recursive procedures that are never assigned. */
export interface Fix extends Remembers {
  readonly kind: 'fix';
  readonly variables: Variable[];
  readonly procedures: Lambda[];
  readonly body: Node;
}
export interface Call extends Remembers {
  readonly kind: 'call';
  readonly callee: Node;
  readonly args: Node[];
  readonly place: Place | undefined;
}
/** A plain primitive, called with a number of arguments it takes. */
export interface PrimitiveCall extends Remembers {
  readonly kind: 'primitive';
  readonly primitive: Primitive;
  /** The name by which an environment that is open called it, for that may be redefined (renewal.ts). */
  readonly name: SchemeSymbol | undefined;
  readonly args: Node[];
  readonly place: Place | undefined;
}
export class Lambda {
  readonly kind = 'lambda';
  simple?: boolean | undefined;
  /** Variables from outside, once known (analysis.ts). */
  free: Variable[] | undefined = undefined;
  readonly params: Variable[];
  /** The last parameter takes the rest as a list. */
  readonly rest: boolean;
  body: Node;
  readonly place: Place | undefined;
  name: string | undefined;
  doc: string | undefined;
  /** Bound by Fix: its own name. */
  self: Variable | undefined = undefined;
  /** Bound by a definition at top level: its cell. */
  cell: Cell | undefined = undefined;
  /** Takes no more arguments than this, though it has a rest (lambda*). */
  maximum: number | undefined = undefined;
  /** The parameters as written, when a form such as lambda* has taken them apart. */
  signature: Value | undefined = undefined;

  constructor(
    params: Variable[],
    rest: boolean,
    body: Node,
    place: Place | undefined,
    name?: string,
    doc?: string,
  ) {
    this.params = params;
    this.rest = rest;
    this.body = body;
    this.place = place;
    this.name = name;
    this.doc = doc;
  }
}

export type Node =
  | Const
  | LocalRef
  | LocalSet
  | GlobalRef
  | GlobalSet
  | GlobalDefine
  | If
  | Seq
  | Let
  | Fix
  | Call
  | PrimitiveCall
  | Lambda;

export const constant = (value: Value): Const => ({ kind: 'const', value });

export const call = (callee: Node, args: Node[], place: Place | undefined): Call => ({
  kind: 'call',
  callee,
  args,
  place,
});

export const branch = (test: Node, then: Node, otherwise: Node): If => ({
  kind: 'if',
  test,
  then,
  else: otherwise,
});

/** Reads a variable, and counts that. */
export function local(variable: Variable, place?: Place): LocalRef {
  variable.reads++;
  return { kind: 'local', variable, place };
}

/** Assigns a variable, and counts that. */
export function assign(variable: Variable, value: Node): LocalSet {
  variable.writes++;
  return { kind: 'local-set', variable, value };
}

/** (let ((variable value)) body) */
export const bind = (variable: Variable, value: Node, body: Node): Let => ({
  kind: 'let',
  variables: [variable],
  values: [value],
  body,
});
