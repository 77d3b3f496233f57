// A layer: an environment filled with forms, primitives and Scheme files, from which other environments inherit. The
// base library is one; a program may put its own upon it. What the Scheme files define is compiled when the project is
// built (snapshot.ts); without that, in development, when it is first used (fill.ts).
import { intern } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import type { Environment } from '../expand/environment.ts';
import type { CoreForm, Macro } from '../expand/scope.ts';
import type { Primitive } from './primitive.ts';
import { makeProcedure } from './procedure.ts';

export interface Layer {
  readonly name: string;
  readonly environment: Environment;
  readonly forms: readonly (CoreForm | Macro)[];
  readonly primitives: readonly Primitive[];
  /** Variables that hold no procedure. */
  readonly constants: readonly (readonly [name: string, value: Value])[];
  /** Scheme files, in load order, and the folder they are in. They are one unit, and call each other directly. */
  readonly folder: string;
  readonly files: readonly string[];
  /** The file of the layer's snapshot, if there may be one. */
  readonly snapshot: string | undefined;
}

/** Defines a primitive in an environment. */
export function definePrimitive(environment: Environment, primitive: Primitive): void {
  const cell = environment.define(intern(primitive.name));
  cell.v = makeProcedure(primitive);
  cell.primitive = primitive;
}
