// call/cc and dynamic-wind.
import { MultipleValues, type Value } from '../data/value.ts';
import type { Dynamic, Wind } from './dynamic.ts';
import { after, apply, type Result, registers } from './machine.ts';

/** Leaves and enters dynamic-winds until the state is `target`, then goes on with `done`. The stack must be empty. */
export function rewind(target: Dynamic, done: () => Result): Result {
  const from = registers.dynamic.winds;
  const to = target.winds;
  if (from === to) {
    registers.dynamic = target;
    return done();
  }
  if (from !== null && (to === null || from.depth > to.depth || !isAround(from, to)))
    return leave(from, target, done);
  return enterWind(nextInward(from, to!), target, done);
}

const isAround = (wind: Wind, inner: Wind | null): boolean => {
  let at = inner;
  while (at !== null && at.depth > wind.depth) at = at.outer;
  return at === wind;
};

/** The wind just inside `outer` on the way to `inner`. */
function nextInward(outer: Wind | null, inner: Wind): Wind {
  let at = inner;
  while (at.outer !== outer) at = at.outer!;
  return at;
}

function leave(wind: Wind, target: Dynamic, done: () => Result): Result {
  registers.dynamic = wind.dynamic;
  return after(apply(wind.after, registers.base, []), () => rewind(target, done));
}

function enterWind(wind: Wind, target: Dynamic, done: () => Result): Result {
  registers.dynamic = wind.dynamic;
  return after(apply(wind.before, registers.base, []), () => {
    registers.dynamic = wind.dynamic.withWinds(wind);
    return rewind(target, done);
  });
}

/** (dynamic-wind before thunk after) */
export function dynamicWind(d: number, before: Value, thunk: Value, afterwards: Value): Result {
  const around = registers.dynamic;
  const at = (d & ~15) + 16;
  return after(apply(before, at, []), () => {
    const depth = (around.winds?.depth ?? 0) + 1;
    registers.dynamic = around.withWinds({
      before,
      after: afterwards,
      outer: around.winds,
      depth,
      dynamic: around,
    });
    return after(apply(thunk, at, []), value => {
      registers.dynamic = around;
      return after(apply(afterwards, at, []), () => value);
    });
  });
}

/** One value, or several as one object. */
export const valuesOf = (items: Value[]): Value =>
  items.length === 1 ? items[0]! : new MultipleValues(items);
