// Calls that interpreted code makes. Each is one frame of JavaScript's stack, which a backtrace knows by its name
// (run/backtrace.ts); a register has where they stand.
import type { Value } from '../data/value.ts';
import { noteThrown, type Site } from '../run/backtrace.ts';
import { Point, type Result, registers, save1 } from '../run/machine.ts';

/** Calls a function of JavaScript on behalf of a site. */
export function interpretedCall<T>(site: Site, run: (...args: never[]) => T, args: readonly unknown[]): T {
  const outer = registers.interpreted;
  registers.interpreted = { site, outer };
  try {
    return run(...(args as never[]));
  } catch (thrown) {
    noteThrown(thrown);
    throw thrown;
  } finally {
    registers.interpreted = outer;
  }
}

/** Suspends: `go` is given the value. @param site of the call that suspended */
export const goOnLater = (site: Site | undefined, go: (value: Value) => Result): undefined =>
  save1(new Point(resume, 0, 1, site), go);

const resume: Point['resume'] = (frames, at, _label, value) =>
  (frames[at] as unknown as (value: Value) => Result)(value);
