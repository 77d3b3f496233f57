// quasiquote, with nesting, splicing, dotted tails and vectors.
import { constant, type Node } from '../compile/ast.ts';
import { Pair } from '../data/pair.ts';
import { intern, type SchemeSymbol } from '../data/symbol.ts';
import { NIL, type Value } from '../data/value.ts';
import { carPlaceOf, placeOf } from '../read/source.ts';
import { base, baseCall } from './base.ts';
import { operands, strip, syntaxError } from './context.ts';
import { expandPart, isKeyword } from './expand.ts';
import { type Context, CoreForm } from './scope.ts';

const QUASIQUOTE = intern('quasiquote');
const UNQUOTE = intern('unquote');
const SPLICING = intern('unquote-splicing');

/** Is it (unquote expression ...)? */
const isForm = (x: Value, name: SchemeSymbol, cx: Context): boolean =>
  x instanceof Pair && x.cdr instanceof Pair && isKeyword(x.car, name, cx, base);

function build(x: Value, depth: number, cx: Context): Node {
  if (Array.isArray(x)) {
    const items = build(vectorList(x), depth, cx);
    return items.kind === 'const' ? constant(strip(x)) : baseCall('list->vector', [items], cx.place);
  }
  if (!(x instanceof Pair)) return constant(strip(x));
  if (isForm(x, UNQUOTE, cx)) {
    if (depth > 1) return rebuild(x, UNQUOTE, depth - 1, cx);
    const [expression] = operands(x, placeOf(x) ?? cx.place, '(unquote expression)', 1);
    return expandPart(expression!, cx);
  }
  if (isForm(x, QUASIQUOTE, cx)) return rebuild(x, QUASIQUOTE, depth + 1, cx);
  const item = x.car;
  if (isForm(item, SPLICING, cx)) return splice(item as Pair, x, depth, cx);
  return pair(
    build(item, depth, { ...cx, place: carPlaceOf(x) ?? cx.place }),
    build(x.cdr, depth, cx),
    x,
    cx,
  );
}

/** ((unquote-splicing expression ...) . tail) */
function splice(item: Pair, x: Pair, depth: number, cx: Context): Node {
  const tail = build(x.cdr, depth, cx);
  if (depth > 1) return pair(rebuild(item, SPLICING, depth - 1, cx), tail, x, cx);
  const [expression] = operands(item, placeOf(item) ?? cx.place, '(unquote-splicing expression)', 1);
  const spliced = expandPart(expression!, cx);
  return tail.kind === 'const' && tail.value === NIL
    ? spliced
    : baseCall('append', [spliced, tail], cx.place);
}

/** A form that stays, at another depth. */
const rebuild = (x: Pair, name: SchemeSymbol, depth: number, cx: Context): Node =>
  pair(constant(name), build(x.cdr, depth, cx), x, cx);

function pair(car: Node, cdr: Node, original: Pair, cx: Context): Node {
  if (car.kind === 'const' && cdr.kind === 'const') return constant(new Pair(car.value, cdr.value));
  return baseCall('cons', [car, cdr], placeOf(original) ?? cx.place);
}

const vectorList = (items: Value[]): Value =>
  items.reduceRight((rest: Value, item) => new Pair(item, rest), NIL);

const outside = (name: string) =>
  new CoreForm(name, (form, cx) => syntaxError(`${name} stands outside of quasiquote`, form, cx.place));

export const quasiquoteForms: CoreForm[] = [
  new CoreForm('quasiquote', (form, cx) =>
    build(operands(form, cx.place, '(quasiquote template)', 1)[0]!.x, 1, cx),
  ),
  outside('unquote'),
  outside('unquote-splicing'),
];
