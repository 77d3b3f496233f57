// Unification, and the states it leads to.
import { isEqual } from '../data/equal.ts';
import { Pair } from '../data/pair.ts';
import { SchemeSymbol } from '../data/symbol.ts';
import { NIL, type Value } from '../data/value.ts';
import { EMPTY_MAP, mapGet, mapSet } from './int-map.ts';
import { Attached, LogicVariable, NOWHERE, occurs, State, walk } from './terms.ts';

const NOTHING = new Attached(false, NIL, NIL, NIL);

/** What a variable must satisfy. */
export const attachedTo = (state: State, variable: LogicVariable): Attached =>
  (mapGet(state.constraints, variable.id) as Attached | undefined) ?? NOTHING;

export const withAttached = (state: State, variable: LogicVariable, attached: Attached): State =>
  new State(
    state.source,
    state.scope,
    state.map,
    mapSet(state.constraints, variable.id, attached),
    state.pending,
    state.woken,
  );

/** The state in a scope of its own: where the search branches, so that no branch sets what others see. */
export const branched = (state: State): State => inScope(state, state.source.next++);

export const inScope = (state: State, scope: number): State =>
  new State(state.source, scope, state.map, state.constraints, state.pending, state.woken);

export const withPending = (state: State, pending: Value): State =>
  new State(state.source, state.scope, state.map, state.constraints, pending, state.woken);

export const calm = (state: State): State =>
  new State(state.source, state.scope, state.map, state.constraints, state.pending, NIL);

function bound(state: State, variable: LogicVariable, term: Value): State {
  const { source, scope, map, constraints, pending, woken } = state;
  const isWatched =
    scope === NOWHERE || (constraints !== EMPTY_MAP && mapGet(constraints, variable.id) !== undefined);
  const awake = isWatched ? new Pair(new Pair(variable, term), woken) : woken;
  if (variable.scope !== scope)
    return new State(source, scope, mapSet(map, variable.id, term), constraints, pending, awake);
  variable.value = term;
  return isWatched ? new State(source, scope, map, constraints, pending, awake) : state;
}

/** A variable and another term, both walked. The younger variable is bound. */
function bind(variable: LogicVariable, term: Value, state: State): State | false {
  if (term instanceof LogicVariable)
    return variable.id > term.id ? bound(state, variable, term) : bound(state, term, variable);
  return term instanceof Pair && occurs(variable, term, state) ? false : bound(state, variable, term);
}

/** Are two different atoms no equals? Symbols and the empty list are told apart without looking into them. */
const isUnlike = (a: Value, b: Value): boolean =>
  a instanceof SchemeSymbol || b instanceof SchemeSymbol || a === NIL || b === NIL || !isEqual(a, b);

/**
 * The state in which both terms are the same, or false. Its `woken` tells which bindings constraints must see; in the
 * scope NOWHERE, all of them, and nothing but the new state is touched.
 */
export function unify(left: Value, right: Value, from: State): State | false {
  let [a, b, state] = [left, right, from];
  let open: Value[] | undefined;
  for (;;) {
    a = walk(a, state);
    b = walk(b, state);
    if (a === b) {
      // nothing to do
    } else if (a instanceof LogicVariable || b instanceof LogicVariable) {
      const next = a instanceof LogicVariable ? bind(a, b, state) : bind(b as LogicVariable, a, state);
      if (next === false) return false;
      state = next;
    } else if (a instanceof Pair) {
      if (!(b instanceof Pair)) return false;
      open ??= [];
      open.push(a.cdr, b.cdr);
      a = a.car;
      b = b.car;
      continue;
    } else if (isUnlike(a, b)) return false;
    if (open === undefined || open.length === 0) return state;
    b = open.pop()!;
    a = open.pop()!;
  }
}
