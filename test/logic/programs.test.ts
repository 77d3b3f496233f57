// Programs of the books and papers, as they are: the files the benchmark runs too.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { setLevels } from '../../src/scheme/index.ts';
import { LEVELS } from '../../src/scheme/run/machine.ts';
import { ask, environment } from './ask.ts';

const program = (name: string) =>
  environment(readFileSync(path.join(import.meta.dirname, 'programs', `${name}.scm`), 'utf8'));

afterEach(() => setLevels(LEVELS));

const CASES: readonly [name: string, text: string, answer: string][] = [
  ['splits', '(work)', '(301 200)'],
  [
    'zebra',
    '(work)',
    '(((norwegian kools _.0 fox yellow) (ukrainian chesterfields tea horse blue) (englishman oldgolds milk snails red)' +
      ' (spaniard luckystrikes oj dog ivory) (japanese parliaments coffee zebra green)))',
  ],
  ['times', '(work)', '((1 0 0 0 0 0 0 0 0 1 1 1 1 1 1 1))'],
  ['times', '(run* (p) (*o (numeral 3) (numeral 5) p))', '((1 1 1 1))'],
  ['times', '(run* (n m) (*o n m (numeral 6)))', '(((1) (0 1 1)) ((0 1 1) (1)) ((0 1) (1 1)) ((1 1) (0 1)))'],
  ['times', '(run* (q) (pluso (numeral 3) q (numeral 8)))', '((1 0 1))'],
  ['times', '(run* (q) (minuso (numeral 8) (numeral 5) q))', '((1 1))'],
  ['times', '(length (run* (x y) (pluso x y (numeral 20))))', '21'],
  ['times', '(run 3 (x y r) (pluso x y r))', '((_.0 () _.0) (() (_.0 . _.1) (_.0 . _.1)) ((1) (1) (0 1)))'],
  ['queens', '(work)', '((6 3 1 8 4 9 7 5 2 0))'],
  [
    'quines',
    '(quines 1)',
    "((((lambda (_.0) (list _.0 (list 'quote _.0))) '(lambda (_.0) (list _.0 (list 'quote _.0))))" +
      ' (=/= ((_.0 closure)) ((_.0 list)) ((_.0 quote))) (sym _.0)))',
  ],
  ['quines', "(run* (q) (evaluated '((lambda (x) (list x x)) 'a) '() q))", '((a a))'],
];

test.each(CASES)('%s: %s', (name, text, answer) => expect(ask(text, program(name))).toBe(answer));

describe.each([1, 7])('with %d levels of the stack', levels => {
  test.each(CASES.filter(([name, text]) => text !== '(work)' || name === 'zebra'))(
    '%s: %s',
    (name, text, answer) => {
      const where = program(name);
      setLevels(levels);
      expect(ask(text, where)).toBe(answer);
    },
  );
});

test('every quine evaluates to itself in the Scheme too', () => {
  const text = `
    (define here (interaction-environment))
    (map (lambda (answer) (equal? (eval (car answer) here) (car answer))) (quines 20))`;
  expect(ask(text, program('quines'))).toBe(`(${Array(20).fill('#t').join(' ')})`);
});
