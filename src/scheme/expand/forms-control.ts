// cond, case, and, or, guard and other forms that choose what is evaluated.
import { bind, branch, call, constant, Lambda, local, type Node, Variable } from '../compile/ast.ts';
import { Char } from '../data/char.ts';
import { Pair } from '../data/pair.ts';
import { intern, Keyword, SchemeSymbol } from '../data/symbol.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { carPlaceOf } from '../read/source.ts';
import { base, baseCall, baseRef } from './base.ts';
import { expandBody } from './body.ts';
import { badPart, identifier, operands, type Part, parts, strip, syntaxError } from './context.ts';
import { expandPart, expandSequence, isKeyword, orElse } from './expand.ts';
import { declare, lambdaNode, thunk } from './lambda.ts';
import { type Context, CoreForm, LocalScope, symbolOf } from './scope.ts';

const ELSE = intern('else');
const ARROW = intern('=>');
const ANY = Number.POSITIVE_INFINITY;

const isElse = (part: Part | undefined, cx: Context): boolean =>
  part !== undefined && isKeyword(part.x, ELSE, cx, base);
const isArrow = (part: Part | undefined, cx: Context): boolean =>
  part !== undefined && isKeyword(part.x, ARROW, cx, base);

/** The clauses of cond from `i` on; `otherwise` is what is left when none is chosen. */
function condClauses(clauses: Part[], i: number, cx: Context, otherwise: () => Node): Node {
  const clause = clauses[i];
  if (clause === undefined) return otherwise();
  const [test, ...body] = parts(clause.x, clause.place, 'a clause must be a list: (test expression ...)');
  if (test === undefined) return syntaxError('this clause is empty', clause.x, clause.place);
  if (isElse(test, cx)) {
    if (i !== clauses.length - 1) syntaxError('else must come last', clause.x, clause.place);
    return expandSequence(body, cx, cx.name);
  }
  const condition = expandPart(test, cx);
  if (body.length === 0) return orElse(condition, condClauses(clauses, i + 1, cx, otherwise));
  if (body.length === 3 && isArrow(body[1], cx)) {
    return guardedClause(condition, body, cx, () => condClauses(clauses, i + 1, cx, otherwise));
  }
  if (isArrow(body[0], cx))
    return arrowClause(condition, body, clause, cx, () => condClauses(clauses, i + 1, cx, otherwise));
  return branch(condition, expandSequence(body, cx, cx.name), condClauses(clauses, i + 1, cx, otherwise));
}

/** SRFI 61's (generator guard => receiver): the values of the generator go to both. */
function guardedClause(generator: Node, [test, , receiver]: Part[], cx: Context, rest: () => Node): Node {
  const values = new Variable('values');
  const applied = (part: Part): Node =>
    call(baseRef('apply'), [expandPart(part, cx), local(values)], part.place);
  const chosen = branch(applied(test!), applied(receiver!), rest());
  const collect = call(baseRef('call-with-values'), [thunk(generator, cx), baseRef('list')], cx.place);
  return bind(values, collect, chosen);
}

/** (test => receiver) */
function arrowClause(condition: Node, body: Part[], clause: Part, cx: Context, rest: () => Node): Node {
  const receiver = body[1];
  if (receiver === undefined || body.length > 2)
    return syntaxError('one expression must follow =>', clause.x, clause.place);
  return orElse(condition, rest(), read => call(expandPart(receiver, cx), [read()], receiver.place));
}

const expandCond = (form: Pair, cx: Context): Node =>
  condClauses(operands(form, cx.place, '(cond (test expression ...) ...)', 1, ANY), 0, cx, () =>
    constant(UNSPECIFIED),
  );

/** Is eqv? on this datum the same as eq?, that is, ===? */
const isPlainKey = (x: Value): boolean =>
  typeof x === 'string' ||
  typeof x === 'boolean' ||
  typeof x === 'bigint' ||
  (typeof x === 'number' && !Number.isNaN(x)) ||
  x instanceof SchemeSymbol ||
  x instanceof Keyword ||
  x instanceof Char ||
  x === NIL;

function caseTest(key: Variable, data: Value[], cx: Context): Node {
  const tests = data.map(datum =>
    baseCall(isPlainKey(datum) ? 'eq?' : 'eqv?', [local(key), constant(datum)], cx.place),
  );
  return tests.reduceRight<Node>((rest, test) => branch(test, constant(true), rest), constant(false));
}

function expandCase(form: Pair, cx: Context): Node {
  const [subject, ...clauses] = operands(
    form,
    cx.place,
    '(case key ((datum ...) expression ...) ...)',
    1,
    ANY,
  );
  const key = new Variable('key');
  const body = (items: Part[], clause: Part): Node => {
    if (!isArrow(items[0], cx)) return expandSequence(items, cx, cx.name);
    if (items.length !== 2) return syntaxError('one expression must follow =>', clause.x, clause.place);
    return call(expandPart(items[1]!, cx), [local(key)], items[1]!.place);
  };
  const step = (i: number): Node => {
    const clause = clauses[i];
    if (clause === undefined) return constant(UNSPECIFIED);
    const [data, ...items] = parts(
      clause.x,
      clause.place,
      'a clause must be a list: ((datum ...) expression ...)',
    );
    if (data === undefined) return syntaxError('this clause is empty', clause.x, clause.place);
    if (isElse(data, cx)) return body(items, clause);
    const found = parts(data.x, data.place, 'case: the data of a clause must be a list').map(part =>
      strip(part.x),
    );
    return branch(caseTest(key, found, cx), body(items, clause), step(i + 1));
  };
  return bind(key, expandPart(subject!, cx), step(0));
}

function expandAnd(form: Pair, cx: Context): Node {
  const items = parts(form.cdr, cx.place);
  if (items.length === 0) return constant(true);
  return items
    .map((item, i) => expandPart(item, cx, i === items.length - 1 ? cx.name : undefined))
    .reduceRight((rest, node) => branch(node, rest, constant(false)));
}

function expandOr(form: Pair, cx: Context): Node {
  const items = parts(form.cdr, cx.place);
  if (items.length === 0) return constant(false);
  return items.map(item => expandPart(item, cx)).reduceRight((rest, node) => orElse(node, rest));
}

const when = (form: Pair, cx: Context, truth: boolean): Node => {
  const [test, ...body] = operands(
    form,
    cx.place,
    `(${truth ? 'when' : 'unless'} test expression ...)`,
    1,
    ANY,
  );
  const condition = expandPart(test!, cx);
  const then = expandSequence(body, cx, cx.name);
  return truth
    ? branch(condition, then, constant(UNSPECIFIED))
    : branch(condition, constant(UNSPECIFIED), then);
};

/**
 * (guard (name clause ...) body ...) becomes (%guard (lambda () body ...) (lambda (name again) (cond clause ... (else (again))))):
 * `again` raises the object once more where it was raised.
 */
function expandGuard(form: Pair, cx: Context): Node {
  const rest = form.cdr;
  if (!(rest instanceof Pair))
    return syntaxError('bad syntax: (guard (name clause ...) body ...)', form, cx.place);
  const spec = parts(rest.car, carPlaceOf(rest) ?? cx.place, 'guard needs (name clause ...)');
  const [name, ...clauses] = spec;
  if (name === undefined) return syntaxError('guard needs (name clause ...)', form, cx.place);
  const body = thunk(expandBody(rest.cdr, { ...cx, name: undefined }), cx);
  const scope = new LocalScope(cx.scope);
  const caught = declare(identifier(name), scope);
  const again = new Variable('again');
  const inner = { ...cx, scope, name: undefined };
  const chosen = condClauses(clauses, 0, inner, () => call(local(again), [], cx.place));
  const handler = new Lambda([caught, again], false, chosen, cx.place, 'guard');
  return call(baseRef('%guard'), [body, handler], cx.place);
}

/** (parameterize ((parameter value) ...) body ...) */
function expandParameterize(form: Pair, cx: Context): Node {
  const rest = form.cdr;
  if (!(rest instanceof Pair))
    return syntaxError('bad syntax: (parameterize ((parameter value) ...) body ...)', form, cx.place);
  const args = parts(rest.car, carPlaceOf(rest) ?? cx.place).flatMap(clause => {
    const found = parts(clause.x, clause.place);
    if (found.length !== 2) badPart('a binding must be (parameter value), not', clause.x, clause.place);
    return found.map(part => expandPart(part, cx));
  });
  const bindings = baseCall('list', args, cx.place);
  return call(
    baseRef('%parameterize'),
    [bindings, thunk(expandBody(rest.cdr, { ...cx, name: undefined }), cx)],
    cx.place,
  );
}

/** (case-lambda (formals body ...) ...) */
function expandCaseLambda(form: Pair, cx: Context): Node {
  const { doc, forms } = docOf(form.cdr);
  const clauses = parts(forms, cx.place).map(clause => {
    if (!(clause.x instanceof Pair))
      return badPart('a clause must be (formals body ...), not', clause.x, clause.place);
    return lambdaNode(clause.x.car, clause.x.cdr, { ...cx, place: clause.place });
  });
  return call(
    baseRef('%case-lambda'),
    [constant(cx.name ?? false), constant(doc ?? false), ...clauses],
    cx.place,
  );
}

const docOf = (body: Value): { doc: string | undefined; forms: Value } =>
  body instanceof Pair && typeof body.car === 'string'
    ? { doc: body.car, forms: body.cdr }
    : { doc: undefined, forms: body };

/** (assert expression) */
function expandAssert(form: Pair, cx: Context): Node {
  const [test] = operands(form, cx.place, '(assert expression)', 1);
  const failed = baseCall('%assertion-failed', [constant(strip(test!.x))], cx.place);
  return branch(expandPart(test!, cx), constant(UNSPECIFIED), failed);
}

/** (let/ec k body ...) */
function expandLetEscape(form: Pair, cx: Context): Node {
  const [name] = operands(form, cx.place, '(let/ec name body ...)', 2, ANY);
  const scope = new LocalScope(cx.scope);
  const k = declare(identifier(name!), scope);
  const body = expandBody((form.cdr as Pair).cdr, { ...cx, scope, name: undefined });
  return call(
    baseRef('call/ec'),
    [new Lambda([k], false, body, cx.place, symbolOf(identifier(name!)).name)],
    cx.place,
  );
}

const delayed =
  (procedure: string, usage: string) =>
  (form: Pair, cx: Context): Node => {
    const [expression] = operands(form, cx.place, usage, 1);
    return baseCall(procedure, [thunk(expandPart(expression!, cx), cx)], cx.place);
  };

export const controlForms: CoreForm[] = [
  new CoreForm('cond', expandCond),
  new CoreForm('case', expandCase),
  new CoreForm('and', expandAnd),
  new CoreForm('or', expandOr),
  new CoreForm('when', (form, cx) => when(form, cx, true)),
  new CoreForm('unless', (form, cx) => when(form, cx, false)),
  new CoreForm('guard', expandGuard),
  new CoreForm('parameterize', expandParameterize),
  new CoreForm('case-lambda', expandCaseLambda),
  new CoreForm('assert', expandAssert),
  new CoreForm('let/ec', expandLetEscape),
  new CoreForm('delay', delayed('%delay', '(delay expression)')),
  new CoreForm('delay-force', delayed('%delay-force', '(delay-force expression)')),
  new CoreForm('else', (form, cx) =>
    syntaxError('else stands outside of cond, case or guard', form, cx.place),
  ),
  new CoreForm('=>', (form, cx) => syntaxError('=> stands outside of cond, case or guard', form, cx.place)),
];
