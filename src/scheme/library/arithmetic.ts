// The four operations, comparison and integer division, with the JavaScript text by which compiled code does them.
import * as number from '../data/number.ts';
import type { Value } from '../data/value.ts';
import { type Inline, inlined, type Primitive, plain, predicate } from '../host/primitive.ts';

const ANY = Number.POSITIVE_INFINITY;

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

export const basicArithmetic: Primitive[] = [...arithmetic, ...comparisons, ...integers];
