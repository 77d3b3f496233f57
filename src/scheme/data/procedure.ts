// What a procedure tells of itself. Compiled procedures keep no fields: called with ASK in place of depth and count,
// they return their ProcedureInfo, which costs nothing until asked.

import type { Place } from './condition.ts';
import type { Value } from './value.ts';

/** The first argument that makes a procedure return its ProcedureInfo. No call has a negative depth. */
export const ASK = -16;

/** What make-parameter makes: the value outside of every parameterize, and the converter. */
export interface Parameter {
  value: Value;
  readonly converter: Procedure | undefined;
}

export interface ProcedureInfo {
  readonly name: string | undefined;
  readonly min: number;
  /** Infinity: any number. */
  readonly max: number;
  readonly doc: string | undefined;
  readonly place: Place | undefined;
  /** The parameters as they were written. */
  readonly signature: Value | undefined;
  readonly parameter?: Parameter;
  /** Its code is out of date (compile/renewal.ts): makes what takes its place, from the values of its free variables. */
  renewed?: (free: readonly Value[]) => Procedure;
}

/** A Scheme procedure, by the calling convention of run/machine.ts. */
export type Procedure = (d: number, ...args: Value[]) => Value | undefined;

export const isProcedure = (x: Value): x is Procedure => typeof x === 'function';

/** The procedure's name, arity, place and docstring. */
export const procedureInfo = (procedure: Procedure): ProcedureInfo => procedure(ASK) as ProcedureInfo;
