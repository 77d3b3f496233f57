import { NIL, type Value } from './value.ts';

export class Pair {
  car: Value;
  cdr: Value;
  constructor(car: Value, cdr: Value) {
    this.car = car;
    this.cdr = cdr;
  }
}

export const cons = (car: Value, cdr: Value): Pair => new Pair(car, cdr);

/** (list a b c) */
export const list = (...items: Value[]): Value => arrayToList(items);

/** A list of `items`, from `start` on, ending in `tail`. */
export function arrayToList(items: readonly Value[], tail: Value = NIL, start = 0): Value {
  let result = tail;
  for (let i = items.length - 1; i >= start; i--) result = new Pair(items[i]!, result);
  return result;
}

/** The items of a proper list; undefined when it is no proper list (improper, or circular). */
export function listToArray(list: Value): Value[] | undefined {
  const items: Value[] = [];
  let slow = list;
  for (let at = list; ; ) {
    for (let step = 0; step < 2; step++) {
      if (at === NIL) return items;
      if (!(at instanceof Pair)) return undefined;
      items.push(at.car);
      at = at.cdr;
    }
    slow = (slow as Pair).cdr;
    if (slow === at && at !== NIL) return undefined;
  }
}

/** Is it a proper list? Circular lists are not. */
export function isList(x: Value): boolean {
  let slow = x;
  for (let at = x; ; ) {
    for (let step = 0; step < 2; step++) {
      if (at === NIL) return true;
      if (!(at instanceof Pair)) return false;
      at = at.cdr;
    }
    slow = (slow as Pair).cdr;
    if (slow === at) return false;
  }
}
