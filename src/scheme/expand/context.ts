// What expanders share: taking a form apart with its places, and syntax errors.
import { Condition, type Place, raise } from '../data/condition.ts';
import { list, Pair } from '../data/pair.ts';
import { NIL, type Value } from '../data/value.ts';
import { carPlaceOf, placeOf, SourcePair } from '../read/source.ts';
import { Alias, type Identifier, isIdentifier, symbolOf } from './scope.ts';

/** Raises a syntax error at a form. */
export function syntaxError(message: string, form: Value, place: Place | undefined, hint?: string): never {
  const condition = new Condition('syntax-error', message, NIL, hint);
  condition.place = placeOf(form) ?? place;
  return raise(condition);
}

/** Raises a syntax error that shows the offending part. */
export function badPart(message: string, part: Value, place: Place | undefined, hint?: string): never {
  const condition = new Condition('syntax-error', message, list(strip(part)), hint);
  condition.place = placeOf(part) ?? place;
  return raise(condition);
}

/** A part of a form, and where it begins. */
export interface Part {
  readonly x: Value;
  readonly place: Place | undefined;
}

/** The parts of a proper list; a syntax error that says `message` when it is none. */
export function parts(
  form: Value,
  place: Place | undefined,
  message = 'this form must be a proper list',
): Part[] {
  const result: Part[] = [];
  let at = form;
  for (; at instanceof Pair; at = at.cdr) result.push({ x: at.car, place: carPlaceOf(at) ?? place });
  return at === NIL ? result : syntaxError(message, form, place);
}

/** The form's parts after its keyword, whose number must be from `min` to `max`; `usage` is shown when it is not. */
export function operands(
  form: Pair,
  place: Place | undefined,
  usage: string,
  min: number,
  max = min,
): Part[] {
  const found = parts(form.cdr, place, `bad syntax: ${usage}`);
  return found.length >= min && found.length <= max
    ? found
    : syntaxError(`bad syntax: ${usage}`, form, place);
}

/** The identifier that must stand here. */
export const identifier = (part: Part, what = 'a name'): Identifier =>
  isIdentifier(part.x) ? part.x : badPart(`${what} is expected, not`, part.x, part.place);

/** The pair that must stand here. */
export const aPair = (part: Part, usage: string): Pair =>
  part.x instanceof Pair ? part.x : syntaxError(`bad syntax: ${usage}`, part.x, part.place);

/** The datum as it was written: no places, no renamed names. What quote gives. */
export function strip(x: Value, seen = new Map<Value, Value>()): Value {
  if (x instanceof Alias) return symbolOf(x);
  if (Array.isArray(x)) return stripVector(x, seen);
  if (!(x instanceof Pair)) return x;
  const known = seen.get(x);
  if (known !== undefined) return known;
  const head = new Pair(NIL, NIL);
  for (let from: Pair = x, to = head; ; ) {
    seen.set(from, to);
    to.car = strip(from.car, seen);
    const next = from.cdr;
    const nextDone = seen.get(next);
    if (!(next instanceof Pair) || nextDone !== undefined) {
      to.cdr = nextDone ?? strip(next, seen);
      return head;
    }
    const fresh = new Pair(NIL, NIL);
    to.cdr = fresh;
    to = fresh;
    from = next;
  }
}

function stripVector(x: Value[], seen: Map<Value, Value>): Value {
  const known = seen.get(x);
  if (known !== undefined) return known;
  const copy: Value[] = [];
  seen.set(x, copy);
  for (const item of x) copy.push(strip(item, seen));
  return copy;
}

/** A list of parts, as code: its places are kept. */
export function listOf(items: readonly Part[], place: Place | undefined, tail: Value = NIL): Value {
  let result = tail;
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i]!;
    result = new SourcePair(item.x, result, i === 0 ? place : item.place, item.place);
  }
  return result;
}
