// What throw raises, and how catch sees any raised object: as a key and arguments, in Guile's manner.
import { aList, aString } from '../data/check.ts';
import { Condition, raise, wrongType } from '../data/condition.ts';
import { arrayToList, list } from '../data/pair.ts';
import { intern, SchemeSymbol } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';

/** An error with a key and arguments of any kind. */
class Thrown extends Condition {
  readonly key: Value;
  readonly arguments: Value;
  constructor(key: Value, args: Value) {
    super(
      key instanceof SchemeSymbol ? key.name : 'thrown',
      key instanceof SchemeSymbol ? `throw to ${key.name}:` : 'throw:',
      args,
    );
    this.key = key;
    this.arguments = args;
  }
}

/** Guile's keys for our kinds, where they differ. */
const KEYS: Record<string, string> = {
  error: 'misc-error',
  'wrong-type': 'wrong-type-arg',
  'file-error': 'system-error',
  'unfinished-form': 'read-error',
};

const keyOf = (raised: Value): Value => {
  if (raised instanceof Thrown) return raised.key;
  if (!(raised instanceof Condition)) return intern('%exception');
  return intern(Object.hasOwn(KEYS, raised.kind) ? KEYS[raised.kind]! : raised.kind);
};

/** (who "message ~S ~S" (irritant ...) #f), as Guile's handlers expect; a raised object alone, if it is no error. */
function argumentsOf(raised: Value): Value {
  if (raised instanceof Thrown) return raised.arguments;
  if (!(raised instanceof Condition)) return list(raised);
  const irritants = aList(raised.irritants, 'catch', 1);
  const message = raised.message.replaceAll('~', '~~') + ' ~S'.repeat(irritants.length);
  return list(false, message, arrayToList(irritants), false);
}

const READ_ERRORS = new Set(['read-error', 'unfinished-form']);

const aCondition = (x: Value, who: string): Condition =>
  x instanceof Condition ? x : wrongType(who, 1, x, 'an error object');

export const errors: Primitive[] = [
  plain(
    'throw',
    [1, Number.POSITIVE_INFINITY],
    (key: Value, ...args: Value[]) => raise(new Thrown(key, arrayToList(args))),
    'Raises an error that catch catches by its key; the handler is given key and arguments.',
  ),
  plain('%thrown-key', 1, keyOf),
  plain('%thrown-arguments', 1, argumentsOf),
  plain('%wrong-type', 4, (who: Value, position: Value, value: Value, expected: Value) =>
    wrongType(aString(who, '%wrong-type', 1), Number(position), value, aString(expected, '%wrong-type', 4)),
  ),
  predicate('exception?', 1, (x: Value) => x instanceof Condition),
  plain('exception-message', 1, (x: Value) => aCondition(x, 'exception-message').message),
  plain('exception-irritants', 1, (x: Value) => aCondition(x, 'exception-irritants').irritants),
  predicate('file-error?', 1, (x: Value) => x instanceof Condition && x.kind === 'file-error'),
  predicate('read-error?', 1, (x: Value) => x instanceof Condition && READ_ERRORS.has(x.kind)),
];
