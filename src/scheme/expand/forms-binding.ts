// let and its kin.
import { assign, bind, branch, call, constant, Lambda, local, type Node, Variable } from '../compile/ast.ts';
import { Pair } from '../data/pair.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { carPlaceOf } from '../read/source.ts';
import { baseRef } from './base.ts';
import { expandBody, loop } from './body.ts';
import { badPart, identifier, operands, type Part, parts, syntaxError } from './context.ts';
import { expandPart, expandSequence, sequence } from './expand.ts';
import { declare, procedureNode, thunk } from './lambda.ts';
import { type Context, CoreForm, type Identifier, isIdentifier, LocalScope, symbolOf } from './scope.ts';

interface Clause {
  readonly name: Part;
  readonly value: Part;
  readonly step: Part | undefined;
}

/** ((name value) ...); a do loop's clauses may have a step. */
function clauses(part: Part, most: number): Clause[] {
  return parts(part.x, part.place, 'bindings must be a list: ((name value) ...)').map(clause => {
    const found = parts(clause.x, clause.place, 'a binding must be a list: (name value)');
    if (found.length < 2 || found.length > most)
      badPart('let: a binding must be (name value), not', clause.x, clause.place);
    return { name: found[0]!, value: found[1]!, step: found[2] };
  });
}

/** The operand after the keyword, and the body after that. */
function split(form: Pair, cx: Context, usage: string): { head: Part; body: Value } {
  const rest = form.cdr;
  if (!(rest instanceof Pair) || !(rest.cdr instanceof Pair))
    return syntaxError(`bad syntax: ${usage}`, form, cx.place);
  return { head: { x: rest.car, place: carPlaceOf(rest) ?? cx.place }, body: rest.cdr };
}

function declareAll(found: Clause[], scope: LocalScope): Variable[] {
  return found.map(({ name }) => {
    const id = identifier(name);
    if (scope.bindings.has(id)) badPart('bound twice in one form:', id, name.place);
    return declare(id, scope, name.place);
  });
}

const nameOf = (part: Part): string | undefined => (isIdentifier(part.x) ? symbolOf(part.x).name : undefined);

function expandLet(form: Pair, cx: Context): Node {
  const { head, body } = split(form, cx, '(let ((name value) ...) body ...)');
  if (isIdentifier(head.x)) return namedLet(head.x, body as Pair, form, cx);
  const found = clauses(head, 2);
  const values = found.map(({ name, value }) => expandPart(value, cx, nameOf(name)));
  const scope = new LocalScope(cx.scope);
  const variables = declareAll(found, scope);
  const inner = expandBody(body, { ...cx, scope });
  return variables.length === 0 ? inner : { kind: 'let', variables, values, body: inner };
}

function namedLet(name: Identifier, rest: Pair, form: Pair, cx: Context): Node {
  if (!(rest.cdr instanceof Pair))
    return syntaxError('bad syntax: (let name ((name value) ...) body ...)', form, cx.place);
  const found = clauses({ x: rest.car, place: carPlaceOf(rest) ?? cx.place }, 2);
  const values = found.map(clause => expandPart(clause.value, cx, nameOf(clause.name)));
  const outer = new LocalScope(cx.scope);
  const self = declare(name, outer);
  const scope = new LocalScope(outer);
  const params = declareAll(found, scope);
  const body = expandBody(rest.cdr, { ...cx, scope, name: undefined });
  return loop(self, new Lambda(params, false, body, cx.place, self.name), values, cx.place);
}

function expandLetStar(form: Pair, cx: Context): Node {
  const { head, body } = split(form, cx, '(let* ((name value) ...) body ...)');
  let scope = cx.scope;
  const bound = clauses(head, 2).map(({ name, value }) => {
    const node = expandPart(value, { ...cx, scope }, nameOf(name));
    const inner = new LocalScope(scope);
    const variable = declare(identifier(name), inner, name.place);
    scope = inner;
    return { variable, node };
  });
  return bound.reduceRight<Node>(
    (inner, { variable, node }) => bind(variable, node, inner),
    expandBody(body, { ...cx, scope }),
  );
}

/** letrec and letrec*: a body of definitions. */
function expandLetrec(form: Pair, cx: Context): Node {
  const { head, body } = split(form, cx, '(letrec ((name value) ...) body ...)');
  return withDefinitions(clauses(head, 2), body, cx);
}

const withDefinitions = (found: Clause[], body: Value, cx: Context): Node =>
  expandBody(body, cx, 'this body', (into, inner) => {
    for (const { name, value } of found)
      into.define(identifier(name), at => expandPart(value, at, at.name), inner);
  });

/** (do ((name start step) ...) (test result ...) command ...) */
function expandDo(form: Pair, cx: Context): Node {
  const [head, exit, ...commands] = operands(
    form,
    cx.place,
    '(do ((name start step) ...) (test result ...) command ...)',
    2,
    Number.POSITIVE_INFINITY,
  );
  const found = clauses(head!, 3);
  const [test, ...results] = parts(exit!.x, exit!.place);
  if (test === undefined)
    return syntaxError('a do loop needs a test: (test result ...)', exit!.x, exit!.place);
  const values = found.map(clause => expandPart(clause.value, cx, nameOf(clause.name)));
  const scope = new LocalScope(cx.scope);
  const params = declareAll(found, scope);
  const inner = { ...cx, scope, name: undefined };
  const self = new Variable('do');
  const tested = expandPart(test, inner);
  const result = expandSequence(results, inner);
  const body = commands.map(command => expandPart(command, inner));
  const steps = found.map((clause, i) =>
    clause.step === undefined ? local(params[i]!) : expandPart(clause.step, inner),
  );
  const again = call(local(self), steps, cx.place);
  const lambda = new Lambda(
    params,
    false,
    branch(tested, result, sequence([...body, again])),
    cx.place,
    'do',
  );
  return loop(self, lambda, values, cx.place);
}

/** (receive formals expression body ...) */
function expandReceive(form: Pair, cx: Context): Node {
  const { head, body } = split(form, cx, '(receive formals expression body ...)');
  const rest = body as Pair;
  const source = expandPart({ x: rest.car, place: carPlaceOf(rest) ?? cx.place }, cx);
  return receive(head.x, source, inner => expandBody(rest.cdr, inner), cx);
}

function receive(formals: Value, source: Node, make: (cx: Context) => Node, cx: Context): Node {
  const receiver = procedureNode(formals, make, { ...cx, name: undefined });
  return call(baseRef('call-with-values'), [thunk(source, cx), receiver], cx.place);
}

/** (let*-values ((formals expression) ...) body ...) */
function expandLetStarValues(form: Pair, cx: Context): Node {
  const { head, body } = split(form, cx, '(let*-values ((formals expression) ...) body ...)');
  const found = clauses(head, 2);
  const step = (i: number, at: Context): Node => {
    const clause = found[i];
    if (clause === undefined) return expandBody(body, at);
    return receive(clause.name.x, expandPart(clause.value, at), inner => step(i + 1, inner), at);
  };
  return step(0, cx);
}

/** let-values: the values are all found first, then bound together. */
function expandLetValues(form: Pair, cx: Context): Node {
  const { head, body } = split(form, cx, '(let-values ((formals expression) ...) body ...)');
  const found = clauses(head, 2);
  const scope = new LocalScope(cx.scope);
  const inner = { ...cx, scope };
  const step = (i: number): Node => {
    const clause = found[i];
    if (clause === undefined) return expandBody(body, inner);
    const source = expandPart(clause.value, cx);
    const { params, rest } = formalsIn(clause.name.x, scope, cx);
    const receiver = new Lambda(params, rest, step(i + 1), cx.place);
    return call(baseRef('call-with-values'), [thunk(source, cx), receiver], cx.place);
  };
  return step(0);
}

/** Declares the names of one clause beside those of the others. */
function formalsIn(formals: Value, scope: LocalScope, cx: Context): { params: Variable[]; rest: boolean } {
  const params: Variable[] = [];
  const add = (x: Value): void => {
    const id = identifier({ x, place: cx.place });
    if (scope.bindings.has(id)) badPart('bound twice in one form:', id, cx.place);
    params.push(declare(id, scope));
  };
  let at = formals;
  for (; at instanceof Pair; at = at.cdr) add(at.car);
  if (at !== NIL) add(at);
  return { params, rest: at !== NIL };
}

/** (fluid-let ((name value) ...) body ...): assigned for a while, put back on every way out. */
function expandFluidLet(form: Pair, cx: Context): Node {
  const { head, body } = split(form, cx, '(fluid-let ((name value) ...) body ...)');
  const found = clauses(head, 2);
  const kept = found.map(({ value }) => ({ variable: new Variable('kept'), node: expandPart(value, cx) }));
  const swap = (): Node => {
    const steps = found.map(({ name }, i) => {
      const other = new Variable('other');
      const current = expandPart(name, cx);
      return bind(
        other,
        current,
        sequence([setTo(name, local(kept[i]!.variable), cx), assign(kept[i]!.variable, local(other))]),
      );
    });
    return thunk(sequence([...steps, constant(UNSPECIFIED)]), cx);
  };
  const inner = call(baseRef('dynamic-wind'), [swap(), thunk(expandBody(body, cx), cx), swap()], cx.place);
  return kept.reduceRight<Node>((rest, { variable, node }) => bind(variable, node, rest), inner);
}

function setTo(name: Part, value: Node, cx: Context): Node {
  const target = expandPart(name, cx);
  if (target.kind === 'local') return assign(target.variable, value);
  if (target.kind === 'global') return { kind: 'global-set', cell: target.cell, value, place: name.place };
  return badPart('a name is expected, not', name.x, name.place);
}

export const bindingForms: CoreForm[] = [
  new CoreForm('let', expandLet),
  new CoreForm('let*', expandLetStar),
  new CoreForm('letrec', expandLetrec),
  new CoreForm('letrec*', expandLetrec),
  new CoreForm('do', expandDo),
  new CoreForm('receive', expandReceive),
  new CoreForm('let-values', expandLetValues),
  new CoreForm('let*-values', expandLetStarValues),
  new CoreForm('fluid-let', expandFluidLet),
];
