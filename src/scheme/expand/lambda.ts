// Parameter lists, and lambda.
import { Lambda, type Node, Variable } from '../compile/ast.ts';
import type { Place } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { NIL, type Value } from '../data/value.ts';
import { carPlaceOf } from '../read/source.ts';
import { expandBody } from './body.ts';
import { badPart, strip } from './context.ts';
import { type Context, type Identifier, isIdentifier, LocalScope, symbolOf, watch } from './scope.ts';

/** The variables of (a b . rest). */
export function parameters(formals: Value, scope: LocalScope, place: Place | undefined) {
  const params: Variable[] = [];
  let at = formals;
  for (; at instanceof Pair; at = at.cdr) params.push(parameter(at.car, scope, carPlaceOf(at) ?? place));
  const rest = at !== NIL;
  if (rest) params.push(parameter(at, scope, place));
  return { params, rest };
}

function parameter(x: Value, scope: LocalScope, place: Place | undefined): Variable {
  if (!isIdentifier(x)) return badPart('a parameter must be a name, not', x, place);
  if (scope.bindings.has(x)) return badPart('two parameters have the name', x, place);
  return declare(x, scope, place);
}

/** A new variable in a scope. */
export function declare(name: Identifier, scope: LocalScope, place?: Place): Variable {
  watch(name, scope, place);
  const variable = new Variable(symbolOf(name).name);
  scope.bindings.set(name, variable);
  return variable;
}

/** A docstring, if the body begins with one and goes on. */
export function splitDoc(body: Value): { doc: string | undefined; forms: Value } {
  if (body instanceof Pair && typeof body.car === 'string' && body.cdr instanceof Pair) {
    return { doc: body.car, forms: body.cdr };
  }
  return { doc: undefined, forms: body };
}

/** The node of a lambda with these formals; `make` gives its body. */
export function procedureNode(formals: Value, make: (context: Context) => Node, context: Context): Lambda {
  const scope = new LocalScope(context.scope);
  const { params, rest } = parameters(formals, scope, context.place);
  const body = make({ ...context, scope, name: undefined });
  const lambda = new Lambda(params, rest, body, context.place, context.name);
  lambda.signature = strip(formals);
  return lambda;
}

/** The node of a lambda with these formals and this body, which may begin with a docstring. */
export function lambdaNode(formals: Value, body: Value, context: Context): Lambda {
  const { doc, forms } = splitDoc(body);
  const lambda = procedureNode(
    formals,
    inner => expandBody(forms, inner, 'the body of this lambda'),
    context,
  );
  lambda.doc = doc;
  return lambda;
}

/** A procedure without parameters around a node. */
export const thunk = (body: Node, context: Context): Lambda => new Lambda([], false, body, context.place);
