// Forms to nodes: names are resolved, macros are used up.
import {
  bind,
  branch,
  call,
  constant,
  type GlobalRef,
  type Lambda,
  type Let,
  local,
  type Node,
  Variable,
} from '../compile/ast.ts';
import type { Place } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { SchemeSymbol } from '../data/symbol.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { carPlaceOf, placeOf } from '../read/source.ts';
import { Cell } from '../run/cell.ts';
import { badPart, type Part, parts, strip, syntaxError } from './context.ts';
import type { Environment } from './environment.ts';
import {
  type Context,
  CoreForm,
  contextAt,
  type Identifier,
  isIdentifier,
  lookup,
  Macro,
  type Scope,
  symbolOf,
} from './scope.ts';

/** The node of a form. */
export function expand(x: Value, context: Context): Node {
  if (isIdentifier(x)) return reference(x, context);
  if (x instanceof Pair) return expandPair(x, context);
  if (x === NIL) return syntaxError('() is no expression', x, context.place, "the empty list is written '()");
  return constant(Array.isArray(x) ? strip(x) : x);
}

/** The node of a part of a form; `name` is the name a lambda there would be known by. */
export const expandPart = (part: Part, context: Context, name?: string): Node =>
  expand(part.x, contextAt(context, part.place, name));

function reference(name: Identifier, context: Context): Node {
  const binding = lookup(name, context.scope);
  if (binding instanceof Variable) return local(binding, context.place);
  if (binding === undefined) return freeReference(name, context);
  if (binding instanceof Cell)
    return { kind: 'global', cell: ownCell(binding, name, context), place: context.place };
  if (binding instanceof CoreForm && binding.reference !== undefined) return binding.reference(context);
  return badPart('this is syntax, and has no value:', name, context.place);
}

/** What is inherited may be redefined later, at a prompt say; primitives only where the environment is open. */
function ownCell(cell: Cell, name: Identifier, context: Context): Cell {
  const { environment } = context;
  const own = environment as Environment;
  const mayChange = own.borrows && cell.frozen && (cell.primitive === undefined || own.renewal !== undefined);
  return mayChange && name instanceof SchemeSymbol ? own.borrow(name, cell) : cell;
}

/** A name that nothing binds belongs to the file in which it was written. */
function freeReference(name: Identifier, context: Context): GlobalRef {
  const home = homeOf(name, context);
  const cell = home.reference(symbolOf(name));
  home.onFreeName?.(cell, context.place);
  return { kind: 'global', cell, place: context.place };
}

/** The environment of the file an identifier was written in. */
export function homeOf(name: Identifier, context: Context): Environment {
  let scope: Scope = context.scope;
  for (let at = name; !(at instanceof SchemeSymbol); at = at.name) scope = at.expansion.scope;
  while (scope.parent !== undefined) scope = scope.parent;
  return scope as Environment;
}

function expandPair(form: Pair, context: Context): Node {
  const place = placeOf(form) ?? context.place;
  const here = contextAt(context, place, context.name);
  const head = form.car;
  if (isIdentifier(head)) {
    const binding = lookup(head, context.scope);
    if (binding instanceof CoreForm) {
      if (binding.expand !== undefined) return binding.expand(form, here);
      return syntaxError(`a ${binding.name} form may stand only where definitions may`, form, place);
    }
    if (binding instanceof Macro) return expand(binding.transform(form, context.scope, place), here);
    if (binding instanceof Cell) return expandGlobalCall(binding, head, form, here);
  }
  return expandCall(form, here);
}

function expandGlobalCall(cell: Cell, head: Identifier, form: Pair, context: Context): Node {
  const args = parts(form.cdr, context.place, 'a call must be a proper list').map(part =>
    expandPart(part, context),
  );
  const primitive = cell.primitive;
  if (primitive?.kind === 'plain' && args.length >= primitive.min && args.length <= primitive.max) {
    const name = head instanceof SchemeSymbol ? head : undefined;
    return { kind: 'primitive', primitive, name, args, place: context.place };
  }
  const callee = ownCell(cell, head, context);
  return call(
    { kind: 'global', cell: callee, place: carPlaceOf(form) ?? context.place },
    args,
    context.place,
  );
}

function expandCall(form: Pair, context: Context): Node {
  const callee = expand(form.car, { ...context, place: carPlaceOf(form) ?? context.place, name: undefined });
  const args = parts(form.cdr, context.place, 'a call must be a proper list').map(part =>
    expandPart(part, context),
  );
  if (callee.kind === 'lambda' && !callee.rest && callee.params.length === args.length)
    return letNode(callee, args);
  return call(callee, args, context.place);
}

/** ((lambda (a ...) body) value ...) */
function letNode(lambda: Lambda, values: Node[]): Let | Node {
  if (values.length === 0) return lambda.body;
  return { kind: 'let', variables: lambda.params, values, body: lambda.body };
}

/** Nodes one after the other. */
export function sequence(nodes: Node[]): Node {
  if (nodes.length === 1) return nodes[0]!;
  return nodes.length === 0 ? constant(UNSPECIFIED) : { kind: 'seq', items: nodes };
}

/** Expressions one after the other; the last may be a lambda called `name`. */
export const expandSequence = (items: Part[], context: Context, name?: string): Node =>
  sequence(items.map((item, i) => expandPart(item, context, i === items.length - 1 ? name : undefined)));

/** (let ((t value)) (if t t otherwise)), the way `or` goes on; `make` is given a reading of t. */
export function orElse(value: Node, otherwise: Node, then?: (read: () => Node) => Node): Node {
  const variable = new Variable('t');
  const test = local(variable);
  const yes = then === undefined ? local(variable) : then(() => local(variable));
  return bind(variable, value, branch(test, yes, otherwise));
}

/** Is `x` the identifier that means what `name` means in the base library (else, =>, ...)? */
export function isKeyword(x: Value, name: SchemeSymbol, context: Context, home: Scope): boolean {
  if (!isIdentifier(x) || symbolOf(x) !== name) return false;
  return lookup(x, context.scope) === lookup(name, home);
}

/** Where a part that is an atom stands. */
export const placeIn = (part: Part): Place | undefined => placeOf(part.x) ?? part.place;
