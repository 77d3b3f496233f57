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

/** The same of two walked terms that are not both pairs. */
function unifyLeaves(a: Value, b: Value, state: State): State | false {
  if (a === b) return state;
  if (a instanceof LogicVariable) return bind(a, b, state);
  if (b instanceof LogicVariable) return bind(b, a, state);
  return isUnlike(a, b) ? false : state;
}

/**
 * The state in which both terms are the same, or false. Its `woken` tells which bindings constraints must see; in the
 * scope NOWHERE, all of them, and nothing but the new state is touched.
 */
export function unify(left: Value, right: Value, state: State): State | false {
  const a = walk(left, state);
  const b = walk(right, state);
  return a instanceof Pair && b instanceof Pair ? unifyPairs(a, b, state) : unifyLeaves(a, b, state);
}

/** Goes along the lists; what follows a pair of heads that are pairs themselves waits on a stack. */
function unifyPairs(left: Pair, right: Pair, from: State): State | false {
  let a: Value = left;
  let b: Value = right;
  let state = from;
  let open: Value[] | undefined;
  for (;;) {
    while (a instanceof Pair && b instanceof Pair && a !== b) {
      const head = walk(a.car, state);
      const other = walk(b.car, state);
      if (head instanceof Pair && other instanceof Pair) {
        open ??= [];
        open.push(a.cdr, b.cdr);
        a = head;
        b = other;
        continue;
      }
      const next = unifyLeaves(head, other, state);
      if (next === false) return false;
      state = next;
      a = walk(a.cdr, state);
      b = walk(b.cdr, state);
    }
    const next = unifyLeaves(a, b, state);
    if (next === false) return false;
    state = next;
    if (open === undefined || open.length === 0) return state;
    b = walk(open.pop()!, state);
    a = walk(open.pop()!, state);
  }
}
