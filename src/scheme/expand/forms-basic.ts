// quote, if, set!, lambda, begin and the definitions.
import { assign, branch, call, constant, Lambda, local, type Node, Variable } from '../compile/ast.ts';
import { Pair } from '../data/pair.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { carPlaceOf } from '../read/source.ts';
import { Cell } from '../run/cell.ts';
import { baseRef } from './base.ts';
import { badPart, identifier, operands, parts, strip, syntaxError } from './context.ts';
import { expandPart, expandSequence, homeOf } from './expand.ts';
import { lambdaNode, procedureNode, thunk } from './lambda.ts';
import { type Context, CoreForm, type Definitions, type Identifier, lookup, symbolOf } from './scope.ts';

function expandIf(form: Pair, cx: Context): Node {
  const [test, then, otherwise] = operands(form, cx.place, '(if test then else)', 2, 3);
  return branch(
    expandPart(test!, cx),
    expandPart(then!, cx, cx.name),
    otherwise === undefined ? constant(UNSPECIFIED) : expandPart(otherwise, cx, cx.name),
  );
}

function expandSet(form: Pair, cx: Context): Node {
  const [target, source] = operands(form, cx.place, '(set! name value)', 2);
  const name = identifier(target!, 'set!: a name');
  const binding = lookup(name, cx.scope);
  const value = expandPart(source!, cx, symbolOf(name).name);
  if (binding instanceof Variable) return assign(binding, value);
  if (binding !== undefined && !(binding instanceof Cell))
    badPart('this is syntax, and cannot be assigned:', name, cx.place);
  // An inherited variable is assigned in this environment only.
  const inherited = binding?.frozen ? homeOf(name, cx).define(name) : undefined;
  const cell = inherited ?? binding ?? homeOf(name, cx).reference(symbolOf(name));
  cell.assigned = true;
  return { kind: 'global-set', cell, value, place: target!.place };
}

function expandLambda(form: Pair, cx: Context): Node {
  if (!(form.cdr instanceof Pair))
    return syntaxError('bad syntax: (lambda (parameter ...) body ...)', form, cx.place);
  return lambdaNode(form.cdr.car, form.cdr.cdr, cx);
}

/** (named-lambda (name . formals) body ...) */
function expandNamedLambda(form: Pair, cx: Context): Node {
  const head = form.cdr instanceof Pair ? form.cdr.car : NIL;
  if (!(head instanceof Pair))
    return syntaxError('bad syntax: (named-lambda (name parameter ...) body ...)', form, cx.place);
  const name = symbolOf(identifier({ x: head.car, place: cx.place })).name;
  return lambdaNode(head.cdr, (form.cdr as Pair).cdr, { ...cx, name });
}

const expandBegin = (form: Pair, cx: Context): Node =>
  expandSequence(parts(form.cdr, cx.place, 'begin must be a proper list'), cx, cx.name);

/** (define name value), (define (name . formals) body ...), (define ((name a) b) body ...) */
function define(form: Pair, cx: Context, into: Definitions): void {
  const rest = form.cdr;
  if (!(rest instanceof Pair)) syntaxError('bad syntax: (define name value)', form, cx.place);
  else if (rest.car instanceof Pair) defineProcedure(rest.car, rest.cdr, cx, into);
  else {
    const [name, value] = operands(form, cx.place, '(define name value)', 1, 3).filter(
      (part, i, all) => !(all.length === 3 && i === 1 && typeof part.x === 'string'),
    );
    const id = identifier(name!);
    into.define(
      id,
      inner => (value === undefined ? constant(UNSPECIFIED) : expandPart(value, inner, inner.name)),
      cx,
    );
  }
}

/** `head` is (name . formals), or ((name . formals) . formals) for a procedure that returns a procedure. */
function defineProcedure(head: Pair, body: Value, cx: Context, into: Definitions): void {
  let make = (at: Context): Node => lambdaNode(head.cdr, body, at);
  let target = head.car;
  for (; target instanceof Pair; target = target.car) {
    const { cdr: formals } = target;
    const inner = make;
    make = at => procedureNode(formals, inner, at);
  }
  into.define(identifier({ x: target, place: carPlaceOf(head) ?? cx.place }), make, cx);
}

/** (define-values formals expression) */
function defineValues(form: Pair, cx: Context, into: Definitions): void {
  const [formals, source] = operands(form, cx.place, '(define-values (name ...) expression)', 2);
  const names: Identifier[] = [];
  let at = formals!.x;
  for (; at instanceof Pair; at = at.cdr)
    names.push(identifier({ x: at.car, place: carPlaceOf(at) ?? cx.place }));
  const rest = at !== NIL;
  if (rest) names.push(identifier({ x: at, place: formals!.place }));
  for (const name of names) into.define(name, () => constant(UNSPECIFIED), cx);
  into.effect(inner => {
    const params = names.map(name => new Variable(symbolOf(name).name));
    const assignments = params.map((param, i) => into.assign(names[i]!, local(param), inner));
    const body: Node = { kind: 'seq', items: [...assignments, constant(UNSPECIFIED)] };
    const receiver = new Lambda(params, rest, body, cx.place);
    return call(baseRef('call-with-values'), [thunk(expandPart(source!, inner), inner), receiver], cx.place);
  }, cx);
}

export const basicForms: CoreForm[] = [
  new CoreForm('quote', (form, cx) => constant(strip(operands(form, cx.place, '(quote datum)', 1)[0]!.x))),
  new CoreForm('if', expandIf),
  new CoreForm('set!', expandSet),
  new CoreForm('lambda', expandLambda),
  new CoreForm('named-lambda', expandNamedLambda),
  new CoreForm('begin', expandBegin, (form, cx, into) => into.splice(form.cdr, cx)),
  new CoreForm('define', undefined, define),
  new CoreForm('define-values', undefined, defineValues),
];
