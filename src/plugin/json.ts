import type { Json } from '../model/message.ts';
import {
  arrayToList,
  Condition,
  internData,
  list,
  NIL,
  Pair,
  raise,
  SchemeSymbol,
  type Value,
} from '../scheme/index.ts';

/** As deep as a message may be (model/message.ts), and no more parts than fit one. */
const MAX_DEPTH = 60;
const MAX_PARTS = 500_000;

const NULL = internData('null');

/**
 * JSON as Scheme data: an object is a list of pairs with symbol keys, an array a list, null the symbol `null`;
 * the empty object and the empty array are both '().
 */
export function fromJson(json: Json): Value {
  if (json === null) return NULL;
  if (Array.isArray(json)) return arrayToList(json.map(fromJson));
  if (typeof json !== 'object') return json;
  return arrayToList(Object.entries(json).map(([key, value]) => new Pair(internData(key), fromJson(value))));
}

/**
 * Scheme data as JSON; a list of pairs with symbol keys is an object, '() is [].
 * Raises for what JSON cannot hold: procedures, circular or improper lists, NaN, too deep or too large data.
 */
export function toJson(value: Value): Json {
  const walk = new Walk();
  return walk.json(value, 0);
}

class Walk {
  #parts = 0;

  json(value: Value, depth: number): Json {
    if (++this.#parts > MAX_PARTS) refuse('the data is too large for a message', NIL);
    if (depth > MAX_DEPTH) refuse('the data is nested too deeply for a message', NIL);
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number')
      return Number.isFinite(value) ? value : refuse('a message cannot hold', value);
    if (typeof value === 'bigint') return Number(value);
    if (value === NULL) return null;
    if (value instanceof SchemeSymbol) return value.name;
    if (value === NIL) return [];
    if (Array.isArray(value)) return value.map(item => this.json(item, depth + 1));
    if (value instanceof Pair) return this.#list(value, depth);
    return refuse('a message cannot hold', value);
  }

  #list(pair: Pair, depth: number): Json {
    const items: Value[] = [];
    let at: Value = pair;
    for (; at instanceof Pair; at = at.cdr) {
      items.push(at.car);
      if (items.length > MAX_PARTS) refuse('a message cannot hold a circular list, or so long a one', NIL);
    }
    if (at !== NIL) refuse('a message cannot hold an improper list that ends in', at);
    const isObject = items.every(item => item instanceof Pair && item.car instanceof SchemeSymbol);
    if (!isObject) return items.map(item => this.json(item, depth + 1));
    const entries = (items as Pair[]).map(
      item => [(item.car as SchemeSymbol).name, this.json(item.cdr, depth + 1)] as const,
    );
    return Object.fromEntries(entries);
  }
}

function refuse(message: string, irritant: Value): never {
  return raise(new Condition('error', message, irritant === NIL ? NIL : list(irritant)));
}
