// A primitive as a first-class procedure of the calling convention.

import type { Procedure, ProcedureInfo } from '../data/procedure.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import { again, LEVELS, MANY, MASK, type Result, wait, wrongCount } from '../run/machine.ts';
import type { Primitive } from './primitive.ts';

/** A primitive as a value. */
export function makeProcedure(primitive: Primitive): Procedure {
  const { name, min, max, doc, kind } = primitive;
  const info: ProcedureInfo = { name, min, max, doc, place: undefined, signature: undefined };
  const run = primitive.run as (...args: Value[]) => unknown;
  if (kind === 'plain') return plainProcedure(run as (...args: Value[]) => Value, info);
  const procedure: Procedure = (d, ...given) => {
    if (d < 0) return info as unknown as Value;
    const args = (d & 15) === MANY ? (given[0] as Value[]) : given;
    if (args.length < min || args.length > max) return wrongCount(info, args.length);
    if (d >>> 4 >= LEVELS) return again(procedure, args);
    if (kind === 'control') return (run as (d: number, ...args: Value[]) => Result)(d, ...args);
    return wait((run as (...args: Value[]) => Promise<Value>)(...args).then(value => value ?? UNSPECIFIED));
  };
  return procedure;
}

/** Plain primitives of few arguments have an entry of their own, without an array. */
function plainProcedure(run: (...args: Value[]) => Value, info: ProcedureInfo): Procedure {
  const { min, max } = info;
  const check = (d: number, given: Value[]): Result => {
    if (d < 0) return info as unknown as Value;
    const args = (d & 15) === MANY ? (given[0] as Value[]) : given.slice(0, d & 15);
    if (args.length < min || args.length > max) return wrongCount(info, args.length);
    return d >>> 4 >= LEVELS ? again(procedure, args) : run(...args);
  };
  const procedure = entry(min === max ? min : -1, run, check);
  return procedure;
}

function entry(
  count: number,
  run: (...args: Value[]) => Value,
  check: (d: number, given: Value[]) => Result,
): Procedure {
  if (count === 1) return (d, a) => (((d - 1) & MASK) === 0 ? run(a!) : check(d, [a!]));
  if (count === 2) return (d, a, b) => (((d - 2) & MASK) === 0 ? run(a!, b!) : check(d, [a!, b!]));
  return (d, ...given) => check(d, given);
}
