// Error objects, what procedures tell of themselves, and the keyword arguments of lambda*.
import { Condition, fail, raise, wrongType } from '../data/condition.ts';
import { list, Pair } from '../data/pair.ts';
import { printed } from '../data/print.ts';
import { isProcedure, procedureInfo } from '../data/procedure.ts';
import { intern, Keyword, type SchemeSymbol } from '../data/symbol.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';
import { documentation } from './descriptions.ts';

const aCondition = (x: Value, who: string): Condition =>
  x instanceof Condition ? x : wrongType(who, 1, x, 'an error object');

export const conditions: Primitive[] = [
  predicate('error-object?', 1, (x: Value) => x instanceof Condition),
  plain('error-object-message', 1, (x: Value) => aCondition(x, 'error-object-message').message),
  plain('error-object-irritants', 1, (x: Value) => aCondition(x, 'error-object-irritants').irritants),
  plain('%condition-kind', 1, (x: Value) => intern(aCondition(x, '%condition-kind').kind)),
  plain(
    '%make-condition',
    3,
    (kind: Value, message: Value, irritants: Value) =>
      new Condition((kind as SchemeSymbol).name, message as string, irritants),
  ),
  plain('%assertion-failed', 1, (form: Value) => fail(`assertion failed: ${printed(form)}`)),
  plain('procedure-name', 1, (f: Value) => {
    const name = isProcedure(f) ? procedureInfo(f).name : wrongType('procedure-name', 1, f, 'a procedure');
    return name === undefined ? false : intern(name);
  }),
  plain('procedure-documentation', 1, (f: Value) =>
    isProcedure(f)
      ? (documentation(procedureInfo(f)) ?? false)
      : wrongType('procedure-documentation', 1, f, 'a procedure'),
  ),
];

const argumentError = (who: Value, text: string, x: Value, hint?: string): never =>
  raise(
    new Condition(
      'wrong-number-of-args',
      `${typeof who === 'string' ? who : 'this procedure'}: ${text}`,
      list(x),
      hint,
    ),
  );

/** What lambda* does with the arguments after the required ones. */
export const keywordArguments: Primitive[] = [
  predicate('%positional?', 1, (rest: Value) => rest instanceof Pair && !(rest.car instanceof Keyword)),
  plain('%check-no-more', 2, (rest: Value, who: Value) =>
    rest === NIL ? UNSPECIFIED : argumentError(who, 'more arguments than it takes:', (rest as Pair).car),
  ),
  plain('%key', 2, (rest: Value, key: Value) => {
    for (let at: Value = rest; at instanceof Pair; at = (at as Pair).cdr) {
      if (!(at.car instanceof Keyword)) continue;
      const given: Value = at.cdr;
      if (!(given instanceof Pair)) return false;
      if (at.car === key) return given;
      at = given;
    }
    return false;
  }),
  plain('%check-keys', 5, (rest: Value, known: Value, strict: Value, hasRest: Value, who: Value) => {
    const keys: Value[] = [];
    for (let at = known; at instanceof Pair; at = at.cdr) keys.push(at.car);
    for (let at: Value = rest; at instanceof Pair; at = (at as Pair).cdr) {
      if (at.car instanceof Keyword) {
        const given: Value = at.cdr;
        if (!(given instanceof Pair)) return argumentError(who, 'nothing follows the keyword', at.car);
        if (strict === true && !keys.includes(at.car)) {
          argumentError(who, 'unknown keyword', at.car, `known: ${keys.map(key => printed(key)).join(' ')}`);
        }
        at = given;
      } else if (hasRest === false) argumentError(who, 'a keyword is expected, not', at.car);
    }
    return UNSPECIFIED;
  }),
];
