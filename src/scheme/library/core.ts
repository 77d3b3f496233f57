// The primitives that compiled code holds as text: pairs, identity, types, the four operations, vectors, records.
import { Char, char } from '../data/char.ts';
import { anIndex, aPair, aVector } from '../data/check.ts';
import { Condition, fail, raise, wrongType } from '../data/condition.ts';
import { isEqual, isEqv } from '../data/equal.ts';
import * as number from '../data/number.ts';
import { arrayToList, list, Pair } from '../data/pair.ts';
import { printed } from '../data/print.ts';
import { isProcedure, procedureInfo } from '../data/procedure.ts';
import { type RecordInstance, RecordType, recordTypeOf } from '../data/record.ts';
import { intern, Keyword, SchemeSymbol } from '../data/symbol.ts';
import { codePointAt, textLength } from '../data/text.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { type Inline, type Primitive, plain, predicate } from '../host/primitive.ts';

const ANY = Number.POSITIVE_INFINITY;

/** Gives a primitive its JavaScript text. `safe`: it raises nothing. */
function inlined(primitive: Primitive, inline: Inline, isSafe = false): Primitive {
  return { ...primitive, inline, isSafe };
}

const isLiteral = (text: string): boolean => /^\(?-?\d[\d.e+-]*\)?$/.test(text);

/** Tests that both are JavaScript numbers; a literal is known to be one. */
function numbersTest(a: string, b: string, isNumber: (text: string) => boolean): string {
  const tests = [a, b]
    .filter((x, i, all) => !isLiteral(x) && !isNumber(x) && all.indexOf(x) === i)
    .map(x => `typeof ${x}==="number"`);
  return tests.length === 0 ? 'true' : tests.join('&&');
}

/** Tests that both are safe integers and the second not 0. */
function integersTest(a: string, b: string): string {
  const divisor = isLiteral(b) && !/^\(?0\)?$/.test(b) ? [] : [`Number.isSafeInteger(${b})&&${b}!==0`];
  return [`Number.isSafeInteger(${a})`, ...divisor].join('&&');
}

/** The test that the result `r` is an integer of 32 bits: comparing with 2^53 would make the engine use floats. */
const rangeTest = (operator: string, a: string, b: string): string => `(r=${a}${operator}${b})===(r|0)`;

const operation =
  (operator: string, slow: string): Inline =>
  (args, isNumber) => {
    const [a, b] = args;
    if (args.length !== 2) return undefined;
    return `(${numbersTest(a!, b!, isNumber)}&&${rangeTest(operator, a!, b!)}?r:${slow}(${a},${b}))`;
  };

const comparison =
  (operator: string, slow: string): Inline =>
  (args, isNumber) => {
    const [a, b] = args;
    if (args.length !== 2) return undefined;
    return `(${numbersTest(a!, b!, isNumber)}?${a}${operator}${b}:${slow}(${a},${b}))`;
  };

type Binary = (a: Value, b: Value) => Value;

const arithmetic: Primitive[] = [
  inlined(
    plain('+', [0, ANY], (...xs: Value[]) => xs.reduce(number.add as Binary, 0), 'The sum.'),
    operation('+', 'add'),
  ),
  inlined(
    plain('*', [0, ANY], (...xs: Value[]) => xs.reduce(number.multiply as Binary, 1), 'The product.'),
    operation('*', 'multiply'),
  ),
  inlined(
    plain(
      '-',
      [1, ANY],
      (x: Value, ...xs: Value[]) =>
        xs.length === 0 ? number.subtract(0, x) : xs.reduce(number.subtract as Binary, x),
      'The first less the others; of one number, its negative.',
    ),
    operation('-', 'subtract'),
  ),
  plain(
    '/',
    [1, ANY],
    (x: Value, ...xs: Value[]) =>
      xs.length === 0 ? number.divide(1, x) : xs.reduce(number.divide as Binary, x),
    'The first divided by the others; a real when that is no integer.',
  ),
];

function compared(
  name: string,
  operator: string,
  slow: string,
  test: (a: Value, b: Value) => boolean,
): Primitive {
  const all = (...xs: Value[]): boolean => {
    let holds = true;
    if (xs.length === 1) test(xs[0]!, 0);
    for (let i = 1; i < xs.length; i++) if (!test(xs[i - 1]!, xs[i]!)) holds = false;
    return holds;
  };
  return inlined(predicate(name, [1, ANY], all), comparison(operator, slow));
}

const comparisons: Primitive[] = [
  compared('=', '===', 'equals', number.equals),
  compared('<', '<', 'less', number.less),
  compared('>', '>', 'greater', number.greater),
  compared('<=', '<=', 'atMost', number.atMost),
  compared('>=', '>=', 'atLeast', number.atLeast),
];

const sign = (name: string, operator: string, slow: string, test: (x: Value) => boolean): Primitive =>
  inlined(predicate(name, 1, test), ([x]) => `(typeof ${x}==="number"?${x}${operator}0:${slow}(${x},0))`);

const isOdd = (x: Value, who: string): boolean => number.remainder(x, 2, who) !== 0;

const integers: Primitive[] = [
  sign('zero?', '===', 'equals', x => number.equals(x, 0)),
  sign('positive?', '>', 'greater', x => number.greater(x, 0)),
  sign('negative?', '<', 'less', x => number.less(x, 0)),
  predicate('odd?', 1, (x: Value) => isOdd(x, 'odd?')),
  predicate('even?', 1, (x: Value) => !isOdd(x, 'even?')),
  inlined(
    plain('1+', 1, (x: Value) => number.add(x, 1)),
    ([x], isNumber) => operation('+', 'add')([x!, '1'], isNumber),
  ),
  inlined(
    plain('1-', 1, (x: Value) => number.subtract(x, 1)),
    ([x], isNumber) => operation('-', 'subtract')([x!, '1'], isNumber),
  ),
  inlined(
    plain('quotient', 2, (a: Value, b: Value) => number.quotient(a, b, 'quotient')),
    ([a, b]) => `(${integersTest(a!, b!)}?(${a}-${a}%${b})/${b}+0:quotient(${a},${b},"quotient"))`,
  ),
  inlined(
    plain('remainder', 2, (a: Value, b: Value) => number.remainder(a, b, 'remainder')),
    ([a, b]) => `(${integersTest(a!, b!)}?${a}%${b}+0:remainder(${a},${b},"remainder"))`,
  ),
  inlined(
    plain('modulo', 2, (a: Value, b: Value) => number.modulo(a, b, 'modulo')),
    ([a, b]) =>
      `(${integersTest(a!, b!)}?((r=${a}%${b})!==0&&r<0!==${b}<0?r+${b}:r+0):modulo(${a},${b},"modulo"))`,
  ),
];

/** A primitive that is a test of type in JavaScript. */
const tested = (name: string, test: (x: Value) => boolean, text: (x: string) => string): Primitive =>
  inlined(predicate(name, 1, test), ([x]) => `(${text(x!)})`, true);

const types: Primitive[] = [
  tested(
    'null?',
    x => x === NIL,
    x => `${x}===NIL`,
  ),
  tested(
    'pair?',
    x => x instanceof Pair,
    x => `${x} instanceof Pair`,
  ),
  tested(
    'not',
    x => x === false,
    x => `${x}===false`,
  ),
  tested(
    'boolean?',
    x => typeof x === 'boolean',
    x => `typeof ${x}==="boolean"`,
  ),
  tested(
    'symbol?',
    x => x instanceof SchemeSymbol,
    x => `${x} instanceof SchemeSymbol`,
  ),
  tested(
    'string?',
    x => typeof x === 'string',
    x => `typeof ${x}==="string"`,
  ),
  tested(
    'char?',
    x => x instanceof Char,
    x => `${x} instanceof Char`,
  ),
  tested(
    'vector?',
    x => Array.isArray(x),
    x => `Array.isArray(${x})`,
  ),
  tested('procedure?', isProcedure, x => `typeof ${x}==="function"`),
  tested('number?', number.isNumber, x => `typeof ${x}==="number"||typeof ${x}==="bigint"`),
  predicate('integer?', 1, (x: Value) => typeof x === 'bigint' || Number.isInteger(x)),
  predicate('keyword?', 1, (x: Value) => x instanceof Keyword),
  predicate('unspecified?', 1, (x: Value) => x === UNSPECIFIED),
  inlined(
    predicate('eq?', 2, (a: Value, b: Value) => a === b),
    ([a, b]) => `(${a}===${b})`,
    true,
  ),
  predicate('eqv?', 2, isEqv),
  predicate('equal?', 2, isEqual),
];

const carOf = (x: Value, who: string): Value => aPair(x, who, 1).car;
const cdrOf = (x: Value, who: string): Value => aPair(x, who, 1).cdr;

const isPairText = (x: string): string => `${x} instanceof Pair`;

/** car, cdr and their compositions up to four; inline where one check is enough. */
function accessors(): Primitive[] {
  const paths = ['a', 'd'];
  for (let i = 0; paths[i]!.length < 4; i++) paths.push(`a${paths[i]}`, `d${paths[i]}`);
  return paths.map(path => {
    const name = `c${path}r`;
    const steps = [...path].reverse();
    const take = (x: Value): Value => {
      let at = x;
      for (const step of steps) {
        if (!(at instanceof Pair))
          return wrongType(name, 1, x, path.length === 1 ? 'a pair' : `a list with a ${name}`);
        at = step === 'a' ? at.car : at.cdr;
      }
      return at;
    };
    const primitive = plain(name, 1, take);
    if (path.length > 1) return primitive;
    const field = path === 'a' ? 'car' : 'cdr';
    return inlined(primitive, ([x]) => `(${isPairText(x!)}?${x}.${field}:${field}Failed(${x}))`);
  });
}

const pairs: Primitive[] = [
  ...accessors(),
  inlined(
    plain('cons', 2, (a: Value, b: Value) => new Pair(a, b)),
    ([a, b]) => `(new Pair(${a},${b}))`,
    true,
  ),
  inlined(
    plain('list', [0, ANY], (...xs: Value[]) => arrayToList(xs)),
    args => (args.length > 8 ? undefined : args.reduceRight((rest, x) => `new Pair(${x},${rest})`, 'NIL')),
    true,
  ),
  plain('set-car!', 2, (pair: Value, x: Value) => {
    aPair(pair, 'set-car!', 1).car = x;
    return UNSPECIFIED;
  }),
  plain('set-cdr!', 2, (pair: Value, x: Value) => {
    aPair(pair, 'set-cdr!', 1).cdr = x;
    return UNSPECIFIED;
  }),
];

const indexOf = (k: Value, length: number, who: string): number => anIndex(k, who, 2, 0, length - 1);

const vectors: Primitive[] = [
  inlined(
    plain('vector', [0, ANY], (...xs: Value[]) => xs),
    args => (args.length > 8 ? undefined : `[${args}]`),
    true,
  ),
  inlined(
    plain('vector-length', 1, (v: Value) => aVector(v, 'vector-length', 1).length),
    ([v]) => `(Array.isArray(${v})?${v}.length:vectorLength(${v}))`,
  ),
  inlined(
    plain('vector-ref', 2, (v: Value, k: Value) => {
      const vector = aVector(v, 'vector-ref', 1);
      return vector[indexOf(k, vector.length, 'vector-ref')]!;
    }),
    ([v, k]) =>
      `(Array.isArray(${v})&&typeof ${k}==="number"&&(r=${v}[${k}])!==undefined?r:vectorRef(${v},${k}))`,
  ),
  inlined(
    plain('vector-set!', 3, (v: Value, k: Value, x: Value) => {
      const vector = aVector(v, 'vector-set!', 1);
      vector[indexOf(k, vector.length, 'vector-set!')] = x;
      return UNSPECIFIED;
    }),
    ([v, k, x]) =>
      `(Array.isArray(${v})&&typeof ${k}==="number"&&${v}[${k}]!==undefined?(${v}[${k}]=${x},UNSPECIFIED):vectorSet(${v},${k},${x}))`,
  ),
];

const strings: Primitive[] = [
  plain('string-length', 1, (s: Value) =>
    typeof s === 'string' ? textLength(s) : wrongType('string-length', 1, s, 'a string'),
  ),
  plain('string-ref', 2, (s: Value, k: Value) => {
    if (typeof s !== 'string') return wrongType('string-ref', 1, s, 'a string');
    return char(codePointAt(s, indexOf(k, textLength(s), 'string-ref')));
  }),
];

const RECORD_FAILED = (record: Value, type: Value, _index: Value, who: Value): Value =>
  wrongType((who as SchemeSymbol).name, 1, record, `a ${(type as RecordType).name}`);

const isOf = (record: Value, type: Value): record is RecordInstance => recordTypeOf(record) === type;

/** The field of a literal index. */
const slot = (index: string): string => `f${index.replace(/\D/g, '')}`;

/** Record operations behind define-record-type: the type, an index and the accessor's name are constants there. */
const records: Primitive[] = [
  plain('%make-record-type', 2, (name: Value, fields: Value) => {
    const symbols: SchemeSymbol[] = [];
    for (let at = fields; at instanceof Pair; at = at.cdr) symbols.push(at.car as SchemeSymbol);
    return new RecordType(name as string, symbols);
  }),
  inlined(
    plain('%record', [1, ANY], (type: Value, ...fields: Value[]) => new (type as RecordType).make(...fields)),
    ([type, ...fields]) => `(new ${type}.make(${fields}))`,
    true,
  ),
  inlined(predicate('%record-is?', 2, isOf), ([x, type]) => `(${x} instanceof ${type}.make)`, true),
  inlined(
    plain('%record-ref', 4, (record: Value, type: Value, index: Value, who: Value) =>
      isOf(record, type) ? record[`f${index as number}`]! : RECORD_FAILED(record, type, index, who),
    ),
    ([record, type, index, who]) =>
      `(${record} instanceof ${type}.make?${record}.${slot(index!)}:recordFailed(${record},${type},${index},${who}))`,
  ),
  inlined(
    plain('%record-set!', 5, (record: Value, x: Value, type: Value, index: Value, who: Value) => {
      if (!isOf(record, type)) return RECORD_FAILED(record, type, index, who);
      record[`f${index as number}`] = x;
      return UNSPECIFIED;
    }),
    ([record, x, type, index, who]) =>
      `(${record} instanceof ${type}.make?(${record}.${slot(index!)}=${x},UNSPECIFIED):recordFailed(${record},${type},${index},${who}))`,
  ),
];

const aCondition = (x: Value, who: string): Condition =>
  x instanceof Condition ? x : wrongType(who, 1, x, 'an error object');

const conditions: Primitive[] = [
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
      ? (procedureInfo(f).doc ?? false)
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
const keywordArguments: Primitive[] = [
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

export const core: Primitive[] = [
  ...arithmetic,
  ...comparisons,
  ...integers,
  ...types,
  ...pairs,
  ...vectors,
  ...strings,
  ...records,
  ...conditions,
  ...keywordArguments,
];

/** What the text above calls when its check fails. */
export const coreSupport: Record<string, unknown> = {
  carFailed: (x: Value) => carOf(x, 'car'),
  cdrFailed: (x: Value) => cdrOf(x, 'cdr'),
  vectorLength: vectors.find(({ name }) => name === 'vector-length')!.run,
  vectorRef: vectors.find(({ name }) => name === 'vector-ref')!.run,
  vectorSet: vectors.find(({ name }) => name === 'vector-set!')!.run,
  recordFailed: RECORD_FAILED,
};
