// lambda* and define*: #:optional, #:key, #:allow-other-keys and #:rest, as in Guile.
import {
  bind,
  branch,
  constant,
  Lambda,
  local,
  type Node,
  type Variable,
  Variable as VariableClass,
} from '../compile/ast.ts';
import type { Place } from '../data/condition.ts';
import { arrayToList, Pair } from '../data/pair.ts';
import { Keyword, keyword } from '../data/symbol.ts';
import { NIL, type Value } from '../data/value.ts';
import { carPlaceOf } from '../read/source.ts';
import { baseCall } from './base.ts';
import { expandBody } from './body.ts';
import { aPair, badPart, identifier, type Part, parts, strip, syntaxError } from './context.ts';
import { expandPart } from './expand.ts';
import { declare, splitDoc } from './lambda.ts';
import {
  type Context,
  CoreForm,
  type Definitions,
  type Identifier,
  isIdentifier,
  LocalScope,
  type Scope,
  symbolOf,
} from './scope.ts';

interface Optional {
  readonly name: Identifier;
  readonly fallback: Part | undefined;
  /** A key's keyword. */
  readonly key: Keyword;
}

interface Formals {
  readonly required: Identifier[];
  readonly optional: Optional[];
  readonly keys: Optional[];
  allowOthers: boolean;
  rest: Identifier | undefined;
}

/** name, (name default) or (name default #:keyword) */
function optional(part: Part): Optional {
  if (isIdentifier(part.x)) return { name: part.x, fallback: undefined, key: keyword(symbolOf(part.x).name) };
  const [name, fallback, key] = parts(part.x, part.place, 'a parameter must be a name or (name default)');
  if (name === undefined)
    return syntaxError('a parameter must be a name or (name default)', part.x, part.place);
  const id = identifier(name);
  return { name: id, fallback, key: key?.x instanceof Keyword ? key.x : keyword(symbolOf(id).name) };
}

function parseFormals(formals: Value, place: Place | undefined): Formals {
  const result: Formals = { required: [], optional: [], keys: [], allowOthers: false, rest: undefined };
  let section = 'required';
  let at = formals;
  for (; at instanceof Pair; at = at.cdr) {
    const part: Part = { x: at.car, place: carPlaceOf(at) ?? place };
    if (!(part.x instanceof Keyword)) addFormal(result, section, part);
    else if (part.x.name === 'allow-other-keys') result.allowOthers = true;
    else if (['optional', 'key', 'rest'].includes(part.x.name)) section = part.x.name;
    else
      badPart(
        'unknown keyword among the parameters:',
        part.x,
        part.place,
        'known: #:optional #:key #:allow-other-keys #:rest',
      );
  }
  if (at !== NIL) result.rest = identifier({ x: at, place });
  return result;
}

function addFormal(result: Formals, section: string, part: Part): void {
  if (section === 'required') result.required.push(identifier(part, 'a parameter'));
  else if (section === 'optional') result.optional.push(optional(part));
  else if (section === 'key') result.keys.push(optional(part));
  else result.rest = identifier(part);
}

/** Binds one name after another around what is expanded last; each default sees the names before it. */
class Bindings {
  readonly #bound: { variable: Variable; node: Node }[] = [];
  scope: Scope;
  constructor(scope: Scope) {
    this.scope = scope;
  }
  name(name: Identifier, node: Node): void {
    const inner = new LocalScope(this.scope);
    this.#bound.push({ variable: declare(name, inner), node });
    this.scope = inner;
  }
  hidden(name: string, node: Node): Variable {
    const variable = new VariableClass(name);
    this.#bound.push({ variable, node });
    return variable;
  }
  around(body: Node): Node {
    return this.#bound.reduceRight((inner, { variable, node }) => bind(variable, node, inner), body);
  }
}

/** The node of (lambda* formals body ...). */
export function lambdaStarNode(formals: Value, body: Value, cx: Context): Lambda {
  const { doc, forms } = splitDoc(body);
  const found = parseFormals(formals, cx.place);
  const scope = new LocalScope(cx.scope);
  const params = found.required.map(name => declare(name, scope));
  const last = new VariableClass('rest');
  const node = expandFormals(found, last, forms, { ...cx, scope, name: undefined }, cx.name);
  const needsRest = found.optional.length + found.keys.length > 0 || found.rest !== undefined;
  const lambda = new Lambda(needsRest ? [...params, last] : params, needsRest, node, cx.place, cx.name, doc);
  lambda.signature = strip(formals);
  const takesMore = found.keys.length > 0 || found.allowOthers || found.rest !== undefined;
  if (!takesMore) lambda.maximum = found.required.length + found.optional.length;
  return lambda;
}

function expandFormals(
  found: Formals,
  last: Variable,
  forms: Value,
  cx: Context,
  who: string | undefined,
): Node {
  const bindings = new Bindings(cx.scope);
  let rest = last;
  const hasKeys = found.keys.length > 0 || found.allowOthers;
  const value = ({ fallback }: Optional): Node =>
    fallback === undefined ? constant(false) : expandPart(fallback, { ...cx, scope: bindings.scope });
  for (const item of found.optional) {
    const given = baseCall(hasKeys ? '%positional?' : 'pair?', [local(rest)], cx.place);
    const isGiven = bindings.hidden('given', given);
    bindings.name(item.name, branch(local(isGiven), baseCall('car', [local(rest)], cx.place), value(item)));
    rest = bindings.hidden(
      'rest',
      branch(local(isGiven), baseCall('cdr', [local(rest)], cx.place), local(rest)),
    );
  }
  const name = constant(who ?? false);
  if (hasKeys) {
    const known = constant(arrayToList(found.keys.map(({ key }) => key)));
    const strict = constant(!found.allowOthers);
    bindings.hidden(
      'checked',
      baseCall(
        '%check-keys',
        [local(rest), known, strict, constant(found.rest !== undefined), name],
        cx.place,
      ),
    );
    for (const item of found.keys) bindKey(item, rest, bindings, value, cx);
  } else if (found.rest === undefined && found.optional.length > 0) {
    bindings.hidden('checked', baseCall('%check-no-more', [local(rest), name], cx.place));
  }
  if (found.rest !== undefined) bindings.name(found.rest, local(rest));
  return bindings.around(expandBody(forms, { ...cx, scope: bindings.scope }, 'the body of this procedure'));
}

function bindKey(
  item: Optional,
  rest: Variable,
  bindings: Bindings,
  value: (item: Optional) => Node,
  cx: Context,
): void {
  const found = bindings.hidden('found', baseCall('%key', [local(rest), constant(item.key)], cx.place));
  const taken = branch(local(found), baseCall('car', [local(found)], cx.place), value(item));
  bindings.name(item.name, taken);
}

function expandLambdaStar(form: Pair, cx: Context): Node {
  if (!(form.cdr instanceof Pair))
    return syntaxError('bad syntax: (lambda* (parameter ...) body ...)', form, cx.place);
  return lambdaStarNode(form.cdr.car, form.cdr.cdr, cx);
}

/** (define* (name . formals) body ...), or (define* name value) */
function defineStar(form: Pair, cx: Context, into: Definitions): void {
  const rest = aPair({ x: form.cdr, place: cx.place }, '(define* (name parameter ...) body ...)');
  const head = rest.car;
  if (head instanceof Pair) {
    into.define(
      identifier({ x: head.car, place: carPlaceOf(head) ?? cx.place }),
      at => lambdaStarNode(head.cdr, rest.cdr, at),
      cx,
    );
    return;
  }
  const [name, value] = parts(rest, cx.place);
  into.define(
    identifier(name!),
    at => (value === undefined ? constant(false) : expandPart(value, at, at.name)),
    cx,
  );
}

export const lambdaStarForms: CoreForm[] = [
  new CoreForm('lambda*', expandLambdaStar),
  new CoreForm('define*', undefined, defineStar),
];
