// Bodies: definitions first find their names, then their values are expanded; the result is letrec* taken apart into
// let, fix and assignments, so that most variables need no box.
import { assign, constant, type Fix, type Lambda, local, type Node, Variable } from '../compile/ast.ts';
import type { Place } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import { placeOf } from '../read/source.ts';
import { badPart, type Part, parts, syntaxError } from './context.ts';
import { expand, sequence } from './expand.ts';
import {
  type Context,
  CoreForm,
  contextAt,
  type Definitions,
  type Identifier,
  isIdentifier,
  LocalScope,
  lookup,
  Macro,
  symbolOf,
  watch,
} from './scope.ts';

/** Hands each form of `forms` to `into`: macros are used until a definition or an expression is left. */
export function distribute(forms: Part[], context: Context, into: Definitions): void {
  for (const { x, place } of forms) {
    let form = x;
    let at = contextAt(context, place, context.name);
    for (;;) {
      if (!(form instanceof Pair) || !isIdentifier(form.car)) break;
      at = contextAt(at, placeOf(form) ?? at.place, at.name);
      const binding = lookup(form.car, at.scope);
      if (binding instanceof CoreForm && binding.define !== undefined) break;
      if (!(binding instanceof Macro)) break;
      form = binding.transform(form, at.scope, at.place);
    }
    give(form, at, into);
  }
}

function give(form: Value, context: Context, into: Definitions): void {
  if (form instanceof Pair && isIdentifier(form.car)) {
    const binding = lookup(form.car, context.scope);
    if (binding instanceof CoreForm && binding.define !== undefined) {
      binding.define(form, context, into);
      return;
    }
  }
  into.effect(cx => expand(form, cx), context);
}

interface Item {
  /** A definition's variable; undefined: an expression. */
  readonly variable: Variable | undefined;
  readonly make: (context: Context) => Node;
  readonly context: Context;
  node: Node;
  /** It can be bound where it stands: nothing before it mentions it. */
  inPlace: boolean;
}

class LocalDefinitions implements Definitions {
  readonly #scope: LocalScope;
  readonly items: Item[] = [];

  constructor(scope: LocalScope) {
    this.#scope = scope;
  }

  define(name: Identifier, make: (context: Context) => Node, context: Context): void {
    const bound = this.#scope.bindings.get(name);
    if (bound !== undefined) badPart('defined twice in one body:', name, context.place);
    watch(name, this.#scope, context.place);
    const variable = new Variable(symbolOf(name).name);
    this.#scope.bindings.set(name, variable);
    this.items.push({ variable, make, context, node: constant(UNSPECIFIED), inPlace: false });
  }

  defineSyntax(name: Identifier, binding: Macro | CoreForm): void {
    this.#scope.bindings.set(name, binding);
  }

  effect(make: (context: Context) => Node, context: Context): void {
    this.items.push({ variable: undefined, make, context, node: constant(UNSPECIFIED), inPlace: false });
  }

  splice(forms: Value, context: Context): void {
    distribute(parts(forms, context.place), context, this);
  }

  assign(name: Identifier, value: Node): Node {
    return assign(this.#scope.bindings.get(name) as Variable, value);
  }
}

/** The node of a body: definitions and expressions; `before` may add definitions in front (letrec). */
export function expandBody(
  forms: Value,
  context: Context,
  what = 'this body',
  before?: (into: Definitions, context: Context) => void,
): Node {
  const scope = new LocalScope(context.scope);
  const inner = { ...context, scope };
  const into = new LocalDefinitions(scope);
  const items = parts(forms, context.place, `${what} must be a proper list`);
  if (items.length === 0) syntaxError(`${what} is empty`, forms, context.place);
  before?.(into, inner);
  distribute(items, inner, into);
  return finish(into.items, context.name);
}

function finish(items: Item[], name: string | undefined): Node {
  if (items.at(-1)?.variable !== undefined) {
    items.push({ ...items.at(-1)!, variable: undefined, make: () => constant(UNSPECIFIED) });
  }
  if (items.every(item => item.variable === undefined)) {
    return sequence(
      items.map((item, i) => item.make({ ...item.context, name: i === items.length - 1 ? name : undefined })),
    );
  }
  expandItems(items, name);
  return nest(items);
}

const mentions = (variable: Variable): number => variable.reads + variable.writes;

/** Expands in order, and notes of each definition whether anything before it mentions its name. */
function expandItems(items: Item[], name: string | undefined): void {
  let group: Map<Variable, number> | undefined;
  const variables = items.flatMap(item => item.variable ?? []);
  items.forEach((item, i) => {
    const before = new Map(variables.map(variable => [variable, mentions(variable)]));
    const known = item.variable?.name ?? (i === items.length - 1 ? name : undefined);
    item.node = item.make({ ...item.context, name: known });
    if (item.variable !== undefined && item.node.kind === 'lambda') {
      group ??= before;
      item.inPlace = group.get(item.variable) === 0;
    } else {
      group = undefined;
      item.inPlace = item.variable !== undefined && mentions(item.variable) === 0;
    }
  });
}

/** Nested let and fix, from the last item to the first. */
function nest(items: Item[]): Node {
  const boxed: Variable[] = [];
  let rest: Node[] = [];
  for (const item of items.toReversed()) {
    const { variable, node } = item;
    if (variable === undefined) rest.unshift(node);
    else if (!item.inPlace || (node.kind === 'lambda' && variable.writes > 0)) {
      variable.mayBeUnset = true;
      boxed.push(variable);
      rest.unshift(assign(variable, node));
    } else if (node.kind === 'lambda') rest = [fix(variable, node, rest)];
    else rest = [{ kind: 'let', variables: [variable], values: [node], body: sequence(rest) }];
  }
  const body = sequence(rest);
  if (boxed.length === 0) return body;
  return { kind: 'let', variables: boxed, values: boxed.map(() => constant(UNSPECIFIED)), body };
}

/** Binds a procedure in front of `rest`, joined to a fix that stands there. */
function fix(variable: Variable, procedure: Lambda, rest: Node[]): Fix {
  variable.procedure = procedure;
  procedure.self = variable;
  const next = rest.length === 1 ? rest[0]! : undefined;
  if (next?.kind === 'fix') {
    next.variables.unshift(variable);
    next.procedures.unshift(procedure);
    return next;
  }
  return { kind: 'fix', variables: [variable], procedures: [procedure], body: sequence(rest) };
}

/** Binds `variable` to a procedure that may call itself (named let, do). */
export function loop(variable: Variable, procedure: Lambda, args: Node[], place: Place | undefined): Node {
  const start: Node = { kind: 'call', callee: local(variable, place), args, place };
  if (variable.writes === 0) return fix(variable, procedure, [start]);
  return {
    kind: 'let',
    variables: [variable],
    values: [constant(UNSPECIFIED)],
    body: sequence([assign(variable, procedure), start]),
  };
}

class TopDefinitions implements Definitions {
  #pending: (() => Node)[] = [];
  readonly #done: Node[] = [];

  define(name: Identifier, make: (context: Context) => Node, context: Context): void {
    this.settle(name, context);
    const cell = context.environment.define(name);
    this.#pending.push(() => {
      const value = make({ ...context, name: cell.name.name });
      if (value.kind === 'lambda') value.cell = cell;
      return { kind: 'global-define', cell, value };
    });
  }

  defineSyntax(name: Identifier, binding: Macro | CoreForm, context: Context): void {
    this.settle(name, context);
    context.environment.defineSyntax(name, binding);
  }

  /** What stands before a macro's redefinition is still meant for the old one. */
  private settle(name: Identifier, context: Context): void {
    if (!(context.environment.get(name) instanceof Macro)) return;
    this.#done.push(...this.#pending.map(make => make()));
    this.#pending = [];
  }

  effect(make: (context: Context) => Node, context: Context): void {
    this.#pending.push(() => make(context));
  }

  splice(forms: Value, context: Context): void {
    distribute(parts(forms, context.place), context, this);
  }

  assign(name: Identifier, value: Node, context: Context): Node {
    return { kind: 'global-define', cell: context.environment.define(name), value };
  }

  nodes(): Node[] {
    return [...this.#done, ...this.#pending.map(make => make())];
  }
}

/** The nodes of a file's forms; all its definitions are known before the first value is expanded. */
export function expandTop(forms: Part[], context: Context): Node[] {
  const into = new TopDefinitions();
  distribute(forms, context, into);
  return into.nodes();
}
