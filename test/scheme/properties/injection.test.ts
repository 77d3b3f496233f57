// No name and no literal of a program breaks out of the JavaScript that is generated for it.
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { arrayToList, list } from '../../../src/scheme/data/pair.ts';
import { intern } from '../../../src/scheme/data/symbol.ts';
import { evaluateNow, makeEnvironment, printed, type Value } from '../../../src/scheme/index.ts';
import { datum, hostileText, quoted, readableText } from './data.ts';

const evaluate = (code: Value, file = 'test.scm'): Value => evaluateNow(printed(code), makeEnvironment(file));
const symbol = readableText.map(intern);

const leaked = globalThis as { pwned?: unknown };
afterEach(() => expect(leaked.pwned).toBeUndefined());

test('a quoted datum is itself', () => {
  fc.assert(
    fc.property(datum, x => printed(evaluate(quoted(x))) === printed(x)),
    { numRuns: 500 },
  );
});

test('any name may be a local variable', () => {
  fc.assert(
    fc.property(
      symbol,
      fc.integer(),
      (name, value) => evaluate(list(list(intern('lambda'), list(name), name), value)) === value,
    ),
    { numRuns: 300 },
  );
});

test('any name may be defined, assigned, and called', () => {
  fc.assert(
    fc.property(symbol, name => {
      const code = (x: Value): string => printed(x);
      const text = [
        code(
          arrayToList([
            intern('define'),
            list(name, intern('x')),
            list(intern('list'), intern('x'), quoted(name)),
          ]),
        ),
        code(list(intern('set!'), name, name)),
        code(list(name, 5)),
      ].join('\n');
      // Names that the program uses itself are put out of the way.
      fc.pre(!['define', 'list', 'quote', 'set!', 'x'].includes(name.name));
      return printed(evaluateNow(text, makeEnvironment('test.scm'))) === printed(list(5, name));
    }),
    { numRuns: 300 },
  );
});

test('any name may be a loop, a record and its fields', () => {
  fc.assert(
    fc.property(
      symbol,
      fc.uniqueArray(symbol, { minLength: 3, maxLength: 3, selector: s => s.name }),
      (loop, [type, field, accessor]) => {
        const used = ['let', 'if', 'list', 'define-record-type', 'make', 'is?', 'i', '<', '+', 'quote'];
        fc.pre([loop, type!, field!, accessor!].every(name => !used.includes(name.name)));
        const text = [
          printed(
            list(
              intern('define-record-type'),
              type!,
              list(intern('make'), field!),
              intern('is?'),
              list(field!, accessor!),
            ),
          ),
          printed(
            list(
              intern('list'),
              list(accessor!, list(intern('make'), 7)),
              list(
                intern('let'),
                loop,
                list(list(intern('i'), 0)),
                list(
                  intern('if'),
                  list(intern('<'), intern('i'), 3),
                  list(loop, list(intern('+'), intern('i'), 1)),
                  intern('i'),
                ),
              ),
            ),
          ),
        ].join('\n');
        return printed(evaluateNow(text, makeEnvironment('test.scm'))) === '(7 3)';
      },
    ),
    { numRuns: 300 },
  );
});

test('any text may be a file name', () => {
  fc.assert(
    fc.property(
      hostileText,
      file =>
        evaluateNow('(define (f x) (if (= x 0) 0 (+ 1 (f (- x 1))))) (f 3)', makeEnvironment(file)) === 3,
    ),
    { numRuns: 300 },
  );
});

test('what looks like code stays text', () => {
  const attacks = [
    '"); globalThis.pwned = 1; ("',
    `\`$\{globalThis.pwned = 1}\``,
    "'+(globalThis.pwned=1)+'",
    '*/ globalThis.pwned = 1 /*',
    '\n globalThis.pwned = 1 //',
    '\u2028globalThis.pwned = 1//',
    '\\"+(globalThis.pwned=1)+\\"',
  ];
  for (const attack of attacks) {
    const name = intern(attack);
    expect(evaluate(quoted(name), attack)).toBe(name);
    expect(evaluate(attack, attack)).toBe(attack);
    expect(evaluate(list(list(intern('lambda'), list(name), name), 1), attack)).toBe(1);
    const environment = makeEnvironment(attack);
    evaluateNow(printed(list(intern('define'), name, 2)), environment);
    expect(evaluateNow(printed(name), environment)).toBe(2);
  }
});

test('nothing of JavaScript is reachable by its name', () => {
  for (const name of [
    'process',
    'require',
    'globalThis',
    'Function',
    'eval!',
    'module',
    'exports',
    'Buffer',
    'console',
    'js-eval',
    'js-call',
    '%registers',
  ]) {
    expect(() => evaluateNow(name, makeEnvironment('test.scm'))).toThrow(/unbound variable/);
  }
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf']) {
    expect(() => evaluateNow(name, makeEnvironment('test.scm'))).toThrow(/unbound variable/);
    expect(() => evaluateNow(`(set! ${name} 1)`, makeEnvironment('test.scm'))).toThrow();
  }
});
