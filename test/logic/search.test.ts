import { afterEach, describe, expect, test } from 'vitest';
import { setLevels } from '../../src/scheme/index.ts';
import { LEVELS } from '../../src/scheme/run/machine.ts';
import { ask, environment, faultOf } from './ask.ts';

const BOOK = `
(define (conso a d p) (== (cons a d) p))
(define (joined front back whole)
  (conde ((== front '()) (== back whole))
         ((fresh (a d rest) (conso a d front) (conso a rest whole) (joined d back rest)))))
(define (always) (conde ((== #t #t)) ((always))))
(define (never) (fresh () (never)))
(defrel (teacup t) (conde ((== t 'tea)) ((== t 'cup))))
`;

const CASES: readonly [question: string, answer: string][] = [
  // one variable answers itself, several a list; the second edition leaves out the parentheses
  ['(run* (q) (== q 5))', '(5)'],
  ['(run* q (== q 5))', '(5)'],
  ['(run* (x y) (== x 1) (== (list x 2) (list 1 y)))', '((1 2))'],
  ['(run* (q) fail)', '()'],
  ['(run* (q) succeed)', '(_.0)'],
  ['(run* (q) (fresh (x) (== q (list x x))))', '((_.0 _.0))'],
  ['(run* (q) (== q (list q)))', '()'],
  ['(run* (q) (fresh (x) (== x (cons 1 q)) (== q x)))', '()'],
  ['(run* (q) (== (vector 1 "a" #\\b) (vector 1 "a" #\\b)))', '(_.0)'],
  ['(run* (q) (== 1 1.0))', '(_.0)'],
  ['(run* (q) (== "a" \'a))', '()'],
  // in all directions
  ["(run* (q) (joined '(1 2) '(3) q))", '((1 2 3))'],
  ["(run* (q) (joined q '(3) '(1 2 3)))", '((1 2))'],
  ["(run* (x y) (joined x y '(1 2)))", '((() (1 2)) ((1) (2)) ((1 2) ()))'],
  [
    '(run 3 (x y z) (joined x y z))',
    '((() _.0 _.0) ((_.0) _.1 (_.0 . _.1)) ((_.0 _.1) _.2 (_.0 _.1 . _.2)))',
  ],
  // complete: no branch without end holds up another
  ['(run 2 (q) (conde ((never)) ((== q 1)) ((never)) ((== q 2))))', '(1 2)'],
  ['(run 3 (q) (always) (== q 1))', '(1 1 1)'],
  ['(run 1 (q) (conde ((== q 1) (always)) ((== q 2))) (== q 2))', '(2)'],
  ['(run* (x y) (teacup x) (teacup y))', '((tea tea) (cup tea) (tea cup) (cup cup))'],
  ['(run 0 (q) (== q 1))', '()'],
  // a branch does not see what another has bound
  ['(run* (q) (fresh (x) (conde ((== x 1)) ((== x 2)) (succeed)) (== q (list x))))', '((1) (2) (_.0))'],
  // more clauses than are told apart at once
  [
    `(run* (q) (conde ${Array.from({ length: 20 }, (_, i) => `((== q ${i}))`).join(' ')}))`,
    `(${Array.from({ length: 20 }, (_, i) => i).join(' ')})`,
  ],
  // committed choice
  ['(run* (q) (conda ((== q 1) (== q 2)) ((== q 3))))', '()'],
  ['(run* (q) (conda (fail) ((== q 3))))', '(3)'],
  ['(run* (q) (conda ((teacup q)) (else (== q 3))))', '(tea cup)'],
  ['(run* (q) (condu ((teacup q)) (else (== q 3))))', '(tea)'],
  ['(run* (q) (once (teacup q)))', '(tea)'],
  ['(run* (q) (fresh (x) (conda ((== x 1) fail) (succeed)) (== q x)))', '()'],
  ['(run* (q) (fresh (x) (conda ((== x 1) (== x 2)) ((== x 3))) ))', '()'],
  ['(run* (q) (fresh (x) (== x 5) (project (x) (== q (* x x)))))', '(25)'],
  // answers in order, and each once
  ["(run* (q) #:distinct (membero q '(1 2 1)))", '(1 2)'],
  ["(run* (q) #:distinct #f (membero q '(1 2 1)))", '(1 2 1)'],
  ["(run 2 (q) #:order-by ((descending q)) (membero q '(1 3 2)))", '(3 2)'],
  [
    '(run* (x y) #:order-by (y (descending x)) (membero x \'(1 2)) (membero y \'("b" "a")))',
    '((2 "a") (1 "a") (2 "b") (1 "b"))',
  ],
];

afterEach(() => setLevels(LEVELS));

describe.each([1, 2, 3, 7, LEVELS])('with %d levels of the stack', levels => {
  test.each(CASES)('%s', (question, answer) => {
    const book = environment(BOOK);
    setLevels(levels);
    expect(ask(question, book)).toBe(answer);
  });
});

test('answers are found one by one', () => {
  const book = environment(BOOK);
  expect(
    ask(
      '(define next (answer-cursor (question 2 (q) (always) (== q 1)))) (list (next) (next) (eof-object? (next)))',
      book,
    ),
  ).toBe('(1 1 #t)');
});

test('two questions asked in turns do not disturb each other', () => {
  const book = environment(BOOK);
  const text = `
    (define one (answer-cursor (question #f (x y) (joined x y '(1 2)))))
    (define other (answer-cursor (question #f (x y z) (joined x y z))))
    (let* ((a (one)) (b (other)) (c (one)) (d (other)) (e (one)) (f (one))) (list a b c d e (eof-object? f)))`;
  expect(ask(text, book)).toBe('((() (1 2)) (() _.0 _.0) ((1) (2)) ((_.0) _.1 (_.0 . _.1)) ((1 2) ()) #t)');
});

test('a list of 100,000 is unified, nested in heads too', () => {
  expect(ask('(length (car (run* (q) (== q (iota 100000)))))')).toBe('100000');
  const deep = '(define (deep n) (let loop ((n n) (x (quote ()))) (if (= n 0) x (loop (- n 1) (list x)))))';
  expect(ask(`${deep} (length (run* (q) (fresh (x) (== x (deep 100000)) (== x (deep 100000)))))`)).toBe('1');
});

test('what is no goal is named', () => {
  expect(faultOf('(run* (q) car)')).toContain('this is a procedure where a goal is wanted: #<procedure car>');
});

test('goals print as what they are', () => {
  const book = environment('(defrel (edge a b) (== a b))');
  expect(ask("(list (== 1 '(a)) (edge 1 2) (<o 1 2) (fresh (x) (== x 1)))", book)).toBe(
    '(#<goal == 1 (a)> #<goal edge 1 2> #<goal <o 1 2> #<goal fresh>)',
  );
});
