// Primitives that follow the calling convention themselves: they call procedures, or deal with the continuation.

import { aList, aProcedure } from '../data/check.ts';
import { Condition, traced, wrongType } from '../data/condition.ts';
import { arrayToList, list } from '../data/pair.ts';
import { printed } from '../data/print.ts';
import {
  ASK,
  isProcedure,
  type Parameter,
  type Procedure,
  type ProcedureInfo,
  procedureInfo,
} from '../data/procedure.ts';
import { MultipleValues, UNSPECIFIED, type Value } from '../data/value.ts';
import { control, type Primitive, plain } from '../host/primitive.ts';
import { dynamicWind, rewind, valuesOf } from '../run/continuation.ts';
import type { Bound } from '../run/dynamic.ts';
import {
  after,
  again,
  apply,
  LEVELS,
  MANY,
  type Result,
  registers,
  suspend,
  wrongCount,
} from '../run/machine.ts';
import { guard, raiseObject } from '../run/raise.ts';

const next = (d: number): number => (d & ~15) + 16;

/** The continuation of now, as a procedure. The stack must be empty. */
function continuation(): Procedure {
  const { k, at, dynamic } = registers;
  registers.captures++;
  const info: ProcedureInfo = {
    name: 'continuation',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    doc: undefined,
    place: undefined,
    signature: undefined,
  };
  return (d, ...given) => {
    if (d === ASK) return info;
    const items = (d & 15) === MANY ? (given[0] as Value[]) : given;
    return suspend(() =>
      rewind(dynamic, () => {
        registers.k = k;
        registers.at = at;
        return valuesOf(items);
      }),
    );
  };
}

const callcc = (_d: number, receiver: Value): Result =>
  suspend(() => apply(receiver, registers.base, [continuation()]));

function callWithValues(d: number, producer: Value, consumer: Value): Result {
  return after(apply(producer, next(d), []), value =>
    apply(consumer, next(d), value instanceof MultipleValues ? value.items : [value]),
  );
}

function applyTo(d: number, procedure: Value, ...args: Value[]): Result {
  const spread = aList(args.pop() ?? wrongType('apply', 2, procedure, 'a list'), 'apply', args.length + 2);
  return apply(procedure, next(d), [...args, ...spread]);
}

function withExceptionHandler(d: number, handler: Value, thunk: Value): Result {
  const state = registers.dynamic;
  const procedure = aProcedure(handler, 'with-exception-handler', 1) as Procedure;
  registers.dynamic = state.withHandlers({ procedure, guard: undefined, outer: state.handlers });
  return after(apply(thunk, next(d), []), value => {
    registers.dynamic = state;
    return value;
  });
}

/** (error message irritant ...); a symbol in front of the message says who complains. */
function errorCondition(first: Value, rest: Value[]): Condition {
  if (typeof first === 'string') return new Condition('error', first, arrayToList(rest));
  const [message, ...irritants] = rest;
  if (typeof message === 'string')
    return new Condition('error', `${printed(first, 'display')}: ${message}`, arrayToList(irritants));
  return new Condition('error', printed(first, 'display'), arrayToList(rest));
}

function makeParameter(d: number, value: Value, converter?: Value): Result {
  if (converter === undefined) return parameterProcedure({ value, converter: undefined });
  const convert = aProcedure(converter, 'make-parameter', 2) as Procedure;
  return after(apply(convert, next(d), [value]), converted =>
    parameterProcedure({ value: converted, converter: convert }),
  );
}

function parameterProcedure(parameter: Parameter): Procedure {
  const info: ProcedureInfo = {
    name: 'parameter',
    min: 0,
    max: 1,
    doc: undefined,
    place: undefined,
    signature: undefined,
    parameter,
  };
  const procedure: Procedure = (d, given) => {
    if (d === ASK) return info;
    const count = d & 15;
    if (count > 1) return wrongCount(info, count);
    if (d >>> 4 >= LEVELS) return again(procedure, count === 0 ? [] : [given!]);
    let bound = registers.dynamic.bound;
    while (bound !== null && bound.parameter !== parameter) bound = bound.outer;
    if (count === 0) return bound === null ? parameter.value : bound.value;
    if (bound === null) parameter.value = given!;
    else bound.value = given!;
    return UNSPECIFIED;
  };
  return procedure;
}

/** (%parameterize (parameter value ...) thunk) */
function parameterize(d: number, bindings: Value, thunk: Value): Result {
  const items = aList(bindings, 'parameterize', 1);
  const state = registers.dynamic;
  const bind = (i: number, bound: Bound | null): Result => {
    if (i < items.length) return convert(d, items[i]!, items[i + 1]!, next => bind(i + 2, next), bound);
    registers.dynamic = state.withBound(bound);
    return after(apply(thunk, next(d), []), value => {
      registers.dynamic = state;
      return value;
    });
  };
  return bind(0, state.bound);
}

function convert(
  d: number,
  x: Value,
  value: Value,
  then: (bound: Bound) => Result,
  outer: Bound | null,
): Result {
  const parameter = isProcedure(x) ? procedureInfo(x).parameter : undefined;
  if (parameter === undefined) return wrongType('parameterize', 1, x, 'a parameter');
  const finish = (converted: Value): Result => then({ parameter, value: converted, outer });
  return parameter.converter === undefined
    ? finish(value)
    : after(apply(parameter.converter, next(d), [value]), finish);
}

/** (%case-lambda name doc clause ...): calls the first clause that takes as many arguments as there are. */
function caseLambda(name: Value, doc: Value, ...clauses: Value[]): Procedure {
  const infos = clauses.map(clause => procedureInfo(clause as Procedure));
  const info: ProcedureInfo = {
    name: typeof name === 'string' ? name : undefined,
    min: Math.min(...infos.map(({ min }) => min)),
    max: Math.max(...infos.map(({ max }) => max)),
    doc: typeof doc === 'string' ? doc : infos[0]?.doc,
    place: infos[0]?.place,
    signature: list(...infos.map(({ signature }) => signature ?? list())),
  };
  return (d, ...given) => {
    if (d < 0) return info;
    const args = (d & 15) === MANY ? (given[0] as Value[]) : given;
    const index = infos.findIndex(({ min, max }) => args.length >= min && args.length <= max);
    return index < 0 ? wrongCount(info, args.length) : apply(clauses[index]!, d, args);
  };
}

export const controls: Primitive[] = [
  control(
    'call-with-current-continuation',
    1,
    callcc,
    'Calls a procedure with the continuation of this call.',
  ),
  control('call/cc', 1, callcc, 'Calls a procedure with the continuation of this call.'),
  control('call/ec', 1, callcc, 'Calls a procedure with a way out of this call.'),
  control('call-with-escape-continuation', 1, callcc, 'Calls a procedure with a way out of this call.'),
  control('call-with-values', 2, callWithValues, 'Calls the second procedure with the values of the first.'),
  control(
    'apply',
    [2, Number.POSITIVE_INFINITY],
    applyTo,
    'Calls a procedure with arguments, the last being a list of more.',
  ),
  plain(
    'values',
    [0, Number.POSITIVE_INFINITY],
    (...items: Value[]) => valuesOf(items),
    'Returns several values.',
  ),
  control(
    'dynamic-wind',
    3,
    dynamicWind,
    'Calls three thunks; the first and last on every way in and out of the second.',
  ),
  control('with-exception-handler', 2, withExceptionHandler, 'Calls a thunk with a handler of exceptions.'),
  control('raise', 1, (d: number, x: Value) => raiseObject(d, x, false), 'Raises an object as an exception.'),
  control(
    'raise-continuable',
    1,
    (d: number, x: Value) => raiseObject(d, x, true),
    'Raises an object; the handler may answer.',
  ),
  control('%guard', 2, guard),
  control('make-parameter', [1, 2], makeParameter, 'A parameter, with a converter of its values.'),
  control('%parameterize', 2, parameterize),
  plain('%case-lambda', [2, Number.POSITIVE_INFINITY], caseLambda),
  control(
    'error',
    [1, Number.POSITIVE_INFINITY],
    (d: number, first: Value, ...rest: Value[]) => raiseObject(d, traced(errorCondition(first, rest)), false),
    'Raises an error with a message and what it is about.',
  ),
];
