// Generators of Scheme data.
import fc from 'fast-check';
import { char } from '../../../src/scheme/data/char.ts';
import { normal } from '../../../src/scheme/data/number.ts';
import { arrayToList, Pair } from '../../../src/scheme/data/pair.ts';
import { intern, keyword } from '../../../src/scheme/data/symbol.ts';
import { NIL, type Value } from '../../../src/scheme/data/value.ts';

/** Texts with all that could break out of a string, a comment or a template of JavaScript. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        '`',
        '\\',
        '\n',
        '\r',
        '\u2028',
        '\u2029',
        '*/',
        '/*',
        '//',
        '${',
        '}',
        ')',
        '(',
        ';',
        '|',
        '#',
        ' ',
        'a',
        '\0',
        '<!--',
        '-->',
        '\ud800',
      ),
      { maxLength: 8 },
    )
    .map(parts => parts.join('')),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'arguments',
    'this',
    'undefined',
    'null',
    'await',
    'eval',
    '1',
    '+1',
    '-',
    '...',
    '.',
    '#t',
    '+inf.0',
    '-nan.0',
    '1e5',
    '1/2',
    '@',
    ',@',
  ),
);

/** Without lone surrogates, which are no characters: only data from outside can have them. */
export const readableText = hostileText.map(text => text.replace(/\p{Cs}/gu, ''));

const number: fc.Arbitrary<Value> = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }).map(x => x + 0),
  fc.bigInt().map(normal),
  fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN),
);

const atom: fc.Arbitrary<Value> = fc.oneof(
  number,
  fc.boolean(),
  readableText,
  readableText.map(intern),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/).map(keyword),
  fc
    .integer({ min: 0, max: 0x10ffff })
    .filter(n => n < 0xd800 || n > 0xdfff)
    .map(char),
  fc.uint8Array({ maxLength: 6 }).map(bytes => Uint8Array.from(bytes)),
  fc.constant(NIL),
);

/** Any datum that can be written and read again. */
export const datum: fc.Arbitrary<Value> = fc.letrec<{
  datum: Value;
  list: Value;
  dotted: Value;
  vector: Value;
}>(tie => ({
  datum: fc.oneof({ maxDepth: 5, withCrossShrink: true }, atom, tie('list'), tie('dotted'), tie('vector')),
  list: fc.array(tie('datum'), { maxLength: 5 }).map(items => arrayToList(items)),
  dotted: fc
    .tuple(fc.array(tie('datum'), { minLength: 1, maxLength: 3 }), tie('datum'))
    .map(([items, tail]) => arrayToList(items, tail)),
  vector: fc.array(tie('datum'), { maxLength: 5 }).map(items => [...items] as Value),
})).datum;

/** A quoted datum, for code. */
export const quoted = (x: Value): Value => new Pair(intern('quote'), new Pair(x, NIL));
