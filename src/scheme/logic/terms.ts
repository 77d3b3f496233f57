// Logic variables, and the states of a search in which they have values. A term is any Scheme value: pairs are taken
// apart, all else is compared by equal?.
import { Pair } from '../data/pair.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import { NIL, type Printable, type Value } from '../data/value.ts';
import { EMPTY_MAP, type IntMap, mapGet } from './int-map.ts';

/** A value that is not known yet. */
export class LogicVariable implements Printable {
  readonly symbol: SchemeSymbol;
  /** The scope of the state it was made in. While a search has not branched since, its value is kept in itself. */
  readonly scope: number;
  /** Its number in the question: its key in maps, and its age. */
  readonly id: number;
  /** undefined: none, or it is in the state's map. */
  value: Value | undefined = undefined;

  constructor(symbol: SchemeSymbol, scope: number, id: number) {
    this.symbol = symbol;
    this.scope = scope;
    this.id = id;
  }

  get name(): string {
    return this.symbol.name;
  }

  printed(): string {
    return this.symbol.name;
  }
}

/** What all states of one search share: a question, one within it, or the search that fills a table. */
export class Source {
  /** The number of the next variable or scope. */
  next = 2;
  /** The tables of tabled relations: a Scheme hash table, by lists of definition and arguments. */
  readonly tables: Value;
  /** The tables that wait for this search: a list of their keys, of those without which it was begun too. */
  readonly filling: Value;

  constructor(tables: Value, filling: Value) {
    this.tables = tables;
    this.filling = filling;
  }
}

/** No variable is of this scope, so all values go to the map: where a state is only tried. */
export const NOWHERE = 0;

/** A point of a search: what is known of the variables. Never changed; the next point is a new state. */
export class State {
  readonly source: Source;
  readonly scope: number;
  readonly map: IntMap;
  /** By variable: what it must satisfy (class Attached). */
  readonly constraints: IntMap;
  /** Goals that wait for variables: a list. */
  readonly pending: Value;
  /** Bindings of this unification that constraints must still see: a list of (variable . term). */
  readonly woken: Value;

  constructor(source: Source, scope: number, map: IntMap, constraints: IntMap, pending: Value, woken: Value) {
    this.source = source;
    this.scope = scope;
    this.map = map;
    this.constraints = constraints;
    this.pending = pending;
    this.woken = woken;
  }
}

/** Takes the place of a state where the goals of a body are only to be seen: they are noted, not run. */
export class Look {
  readonly source: Source;
  readonly scope = NOWHERE;
  readonly goals: Value[] = [];

  constructor(source: Source) {
    this.source = source;
  }
}

/** What a variable without a value must satisfy. */
export class Attached {
  /** A type's predicate and name, or #f. */
  readonly type: Value;
  /** Lists of (variable . term) that must not all be equal at once. */
  readonly unequal: Value;
  /** Terms that must not be in it. */
  readonly absent: Value;
  /** Goals that wait for it. */
  readonly waiting: Value;

  constructor(type: Value, unequal: Value, absent: Value, waiting: Value) {
    this.type = type;
    this.unequal = unequal;
    this.absent = absent;
    this.waiting = waiting;
  }
}

/** The term, or what its variable stands for in the end. */
export function walk(term: Value, state: State): Value {
  let at = term;
  while (at instanceof LogicVariable) {
    let value = at.value;
    if (value === undefined) {
      if (at.scope === state.scope || state.map === EMPTY_MAP) return at;
      value = mapGet(state.map, at.id);
      if (value === undefined) return at;
    }
    at = value;
  }
  return at;
}

/** Does the variable occur in the term? It keeps its own stack for what is nested in heads. */
export function occurs(variable: LogicVariable, term: Value, state: State): boolean {
  let at = walk(term, state);
  if (!(at instanceof Pair)) return at === variable;
  const heads: Value[] = [];
  for (;;) {
    while (at instanceof Pair) {
      const head = walk(at.car, state);
      if (head === variable) return true;
      if (head instanceof Pair) heads.push(head);
      at = walk(at.cdr, state);
    }
    if (at === variable) return true;
    const head = heads.pop();
    if (head === undefined) return false;
    at = head;
  }
}

/** The term with all that is known put in. */
export function walkAll(term: Value, state: State): Value {
  const root = new Pair(term, NIL);
  const open = [root];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    let at = walk(holder.car, state);
    if (!(at instanceof Pair)) {
      holder.car = at;
      continue;
    }
    let last = new Pair(at.car, NIL);
    holder.car = last;
    open.push(last);
    for (at = walk(at.cdr, state); at instanceof Pair; at = walk(at.cdr, state)) {
      const next = new Pair(at.car, NIL);
      last.cdr = next;
      last = next;
      open.push(next);
    }
    last.cdr = at;
  }
  return root.car;
}

/** The variables without a value in a term, each once, in the order in which they are met: an array. */
export function variablesIn(term: Value, state: State): LogicVariable[] {
  const found = new Set<LogicVariable>();
  const open = [term];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const at = walk(next, state);
    if (at instanceof LogicVariable) found.add(at);
    else if (at instanceof Pair) open.push(at.cdr, at.car);
  }
  return [...found];
}
