// define-syntax, let-syntax, letrec-syntax, and the two helpers for declarative forms: with-names and form-place.
import { constant, type Node } from '../compile/ast.ts';
import type { Place } from '../data/condition.ts';
import { list, Pair } from '../data/pair.ts';
import { intern } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import { carPlaceOf, placeOf, SourcePair } from '../read/source.ts';
import { expandBody } from './body.ts';
import { aPair, badPart, identifier, operands, type Part, parts, syntaxError } from './context.ts';
import {
  Alias,
  type Context,
  CoreForm,
  type Definitions,
  type Identifier,
  isIdentifier,
  LocalScope,
  lookup,
  Macro,
  type Scope,
  symbolOf,
} from './scope.ts';
import { syntaxRules } from './syntax-rules.ts';

/** The macro that a transformer expression stands for: syntax-rules, or the name of a macro or form. */
function transformer(part: Part, scope: Scope, name: string): Macro | CoreForm {
  if (isIdentifier(part.x)) {
    const binding = lookup(part.x, scope);
    if (binding instanceof Macro || binding instanceof CoreForm) return binding;
  }
  if (part.x instanceof Pair && isIdentifier(part.x.car)) {
    const binding = lookup(part.x.car, scope);
    if (binding instanceof CoreForm && binding.name === 'syntax-rules') {
      return syntaxRules(part.x, scope, name, placeOf(part.x) ?? part.place);
    }
    if (binding instanceof Macro)
      return transformer({ x: binding.transform(part.x, scope, part.place), place: part.place }, scope, name);
  }
  return badPart('define-syntax: a macro must be made by syntax-rules, not', part.x, part.place);
}

/** (define-syntax name transformer), or Guile's (define-syntax-rule (name . pattern) template) */
function defineSyntax(form: Pair, cx: Context, into: Definitions): void {
  const [name, value] = operands(form, cx.place, '(define-syntax name (syntax-rules ...))', 2);
  const id = identifier(name!);
  into.defineSyntax(id, transformer(value!, cx.scope, symbolOf(id).name), cx);
}

function defineSyntaxRule(form: Pair, cx: Context, into: Definitions): void {
  const found = operands(form, cx.place, '(define-syntax-rule (name . pattern) template)', 2, 3);
  const pattern = aPair(found[0]!, '(define-syntax-rule (name . pattern) template)');
  const rule = new SourcePair(pattern, list(found.at(-1)!.x), cx.place, cx.place);
  const rules = new Pair(intern('syntax-rules'), list(list(), rule));
  const id = identifier({ x: pattern.car, place: carPlaceOf(pattern) ?? cx.place });
  into.defineSyntax(id, syntaxRules(rules, cx.scope, symbolOf(id).name, cx.place), cx);
}

const letSyntax =
  (recursive: boolean) =>
  (form: Pair, cx: Context): Node => {
    const rest = form.cdr;
    if (!(rest instanceof Pair))
      return syntaxError('bad syntax: (let-syntax ((name transformer) ...) body ...)', form, cx.place);
    const scope = new LocalScope(cx.scope);
    for (const clause of parts(rest.car, carPlaceOf(rest) ?? cx.place)) {
      const [name, value] = parts(clause.x, clause.place);
      if (name === undefined || value === undefined)
        syntaxError('a binding must be (name transformer)', clause.x, clause.place);
      else {
        const id = identifier(name);
        scope.bindings.set(id, transformer(value, recursive ? scope : cx.scope, symbolOf(id).name));
      }
    }
    return expandBody(rest.cdr, { ...cx, scope });
  };

/** Every identifier `from` in the template becomes `to`; places are kept. */
function substitute(x: Value, names: Map<Identifier, Identifier>): Value {
  if (isIdentifier(x)) return names.get(x) ?? x;
  if (Array.isArray(x)) return x.map(item => substitute(item, names));
  if (!(x instanceof Pair)) return x;
  const items: { car: Value; place: Place | undefined; carPlace: Place | undefined }[] = [];
  let at: Value = x;
  for (; at instanceof Pair; at = at.cdr) {
    items.push({ car: substitute(at.car, names), place: placeOf(at), carPlace: carPlaceOf(at) });
  }
  return items.reduceRight(
    (rest, { car, place, carPlace }) => new SourcePair(car, rest, place, carPlace),
    substitute(at, names),
  );
}

/** A name as if it had been written where `context` was: composed names are those of the user's file. */
function composed(text: string, context: Identifier): Identifier {
  return context instanceof Alias ? context.expansion.rename(intern(text)) : intern(text);
}

/** (with-names ((name context part ...) ...) template): the template with each name composed of its parts, symbols or strings. */
function withNames(form: Pair, _scope: Scope, place: Place | undefined): Value {
  const [clauses, template] = operands(form, place, '(with-names ((name context part ...) ...) template)', 2);
  const names = new Map<Identifier, Identifier>();
  for (const clause of parts(clauses!.x, clauses!.place)) {
    const [name, context, ...rest] = parts(clause.x, clause.place);
    if (name === undefined || context === undefined)
      syntaxError('with-names needs (name context part ...)', clause.x, place);
    else names.set(identifier(name), composed(rest.map(part => textOf(part)).join(''), identifier(context)));
  }
  return substitute(template!.x, names);
}

function textOf(part: Part): string {
  if (typeof part.x === 'string') return part.x;
  return isIdentifier(part.x)
    ? symbolOf(part.x).name
    : badPart('a part of a name must be a name or a string, not', part.x, part.place);
}

/** (form-place form): a list of the file, line and column where the form stands. */
function formPlace(form: Pair, cx: Context): Node {
  const [part] = operands(form, cx.place, '(form-place form)', 1);
  const place = placeOf(part!.x) ?? part!.place ?? cx.place;
  return constant(place === undefined ? list('?', 0, 0) : list(place.file, place.line, place.column));
}

/** (syntax-error "message" form ...) */
function expandSyntaxError(form: Pair, cx: Context): never {
  const [message, ...irritants] = operands(
    form,
    cx.place,
    '(syntax-error message form ...)',
    1,
    Number.POSITIVE_INFINITY,
  );
  const text = String(message!.x);
  return irritants.length === 0
    ? syntaxError(text, form, cx.place)
    : badPart(text, irritants[0]!.x, cx.place);
}

export const syntaxForms: CoreForm[] = [
  new CoreForm('define-syntax', undefined, defineSyntax),
  new CoreForm('define-syntax-rule', undefined, defineSyntaxRule),
  new CoreForm('let-syntax', letSyntax(false)),
  new CoreForm('letrec-syntax', letSyntax(true)),
  new CoreForm('syntax-rules', (form, cx) =>
    syntaxError('syntax-rules stands outside of define-syntax', form, cx.place),
  ),
  new CoreForm('syntax-error', expandSyntaxError),
  new CoreForm('form-place', formPlace),
  new CoreForm('...', (form, cx) => syntaxError('... stands outside of syntax-rules', form, cx.place)),
  new CoreForm('_', (form, cx) => syntaxError('_ stands outside of syntax-rules', form, cx.place)),
];
export const syntaxMacros: Macro[] = [new Macro('with-names', withNames)];
