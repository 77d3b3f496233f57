// The primitives that compiled code holds as text: pairs, identity, types and vectors here, others beside.
import { Char, char } from '../data/char.ts';
import { anIndex, aPair, aVector } from '../data/check.ts';
import { wrongType } from '../data/condition.ts';
import { isEqual, isEqv } from '../data/equal.ts';
import * as number from '../data/number.ts';
import { arrayToList, Pair } from '../data/pair.ts';
import { isProcedure } from '../data/procedure.ts';
import { Keyword, SchemeSymbol } from '../data/symbol.ts';
import { codePointAt, textLength } from '../data/text.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { inlined, type Primitive, plain, predicate } from '../host/primitive.ts';

const ANY = Number.POSITIVE_INFINITY;

import { basicArithmetic } from './arithmetic.ts';
import { conditions, keywordArguments } from './conditions.ts';
import { recordFailed, records } from './records.ts';

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

export const core: Primitive[] = [
  ...basicArithmetic,
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
  recordFailed,
};
