// The base environment: primitives, core forms and, above them, what scheme/*.scm defines. Forms call it by name.
import { type Call, call, type GlobalRef, type Node, type PrimitiveCall } from '../compile/ast.ts';
import type { Place } from '../data/condition.ts';
import { intern } from '../data/symbol.ts';
import { Cell } from '../run/cell.ts';
import { Environment } from './environment.ts';

/** What every environment inherits, but for names that begin with '%'. */
export const base = new Environment('base', undefined, name => name.startsWith('%'));

function baseCell(name: string): Cell {
  const binding = base.get(intern(name));
  return binding instanceof Cell ? binding : base.reference(intern(name));
}

/** A reference to a procedure of the base library. */
export const baseRef = (name: string, place?: Place): GlobalRef => ({
  kind: 'global',
  cell: baseCell(name),
  place,
});

/** A call of a procedure of the base library. */
export function baseCall(name: string, args: Node[], place: Place | undefined): Call | PrimitiveCall {
  const cell = baseCell(name);
  const primitive = cell.primitive;
  if (primitive?.kind === 'plain' && args.length >= primitive.min && args.length <= primitive.max) {
    return { kind: 'primitive', primitive, name: undefined, args, place };
  }
  return call({ kind: 'global', cell, place }, args, place);
}
