import { describe, expect, test } from 'vitest';
import { ask, environment, faultOf } from './ask.ts';

const GRAPH = `
(defrel (edge a b) (membero (list a b) '((1 2) (2 3) (3 1) (4 1) (3 5))))
(defrel/tabled (left a b) (conde ((edge a b)) ((fresh (m) (left a m) (edge m b)))))
(defrel/tabled (right a b) (conde ((edge a b)) ((fresh (m) (edge a m) (right m b)))))
(defrel/tabled (double a b) (conde ((edge a b)) ((fresh (m) (double a m) (double m b)))))
(defrel/tabled (even-steps a b) (conde ((== a b)) ((fresh (m) (edge a m) (odd-steps m b)))))
(defrel/tabled (odd-steps a b) (fresh (m) (edge a m) (even-steps m b)))
(defrel/tabled (count-from n m) (conde ((== n m)) ((fresh (next) (+o n 1 next) (count-from next m)))))
(defrel (never) (fresh () (never)))
(define (closure a b) (transitiveo edge a b))
`;

describe.each(['left', 'right', 'double', 'closure'])(
  '%s: what can be reached on a graph with a cycle',
  path => {
    const graph = environment(GRAPH);
    test.each([
      [`(run* (q) #:order-by (q) (${path} 1 q))`, '(1 2 3 5)'],
      [`(run* (q) #:order-by (q) (${path} q 2))`, '(1 2 3 4)'],
      [`(run* (q) (${path} 5 q))`, '()'],
      [`(run* (q) (${path} 4 5) (== q 'yes))`, '(yes)'],
      [`(run* (q) (${path} 5 4))`, '()'],
      [`(length (run* (x y) (${path} x y)))`, '16'],
      [`(run* (x) #:order-by (x) (edge x 1) (noto (${path} x 4)))`, '(3 4)'],
      [`(run* (x n) #:order-by (x) (edge x 1) (fresh (y) (counto n (${path} x y))))`, '((3 4) (4 4))'],
      [`(run 4 (q) (conde ((never)) ((${path} 1 q)) ((never))))`, '(2 3 1 5)'],
    ])('%s', (question, answer) => expect(ask(question, graph)).toBe(answer));
  },
);

test('relations that need each other', () => {
  expect(ask('(run* (q) #:order-by (q) (even-steps 4 q))', environment(GRAPH))).toBe('(1 2 3 4 5)');
});

test('of infinitely many answers the first are given', () => {
  expect(ask('(run 5 (q) (count-from 3 q))', environment(GRAPH))).toBe('(3 4 5 6 7)');
});

test('a table may hold what is still open', () => {
  const where = environment('(defrel/tabled (pair a b) (fresh (x) (== a (list x x)) (== b x)))');
  expect(ask('(run* (a b) (pair a b))', where)).toBe('(((_.0 _.0) _.0))');
  expect(ask('(run* (a) (pair a 1))', where)).toBe('((1 1))');
});

test('a constraint that would be lost is an error', () => {
  const where = environment('(defrel/tabled (other a) (=/= a 5))');
  expect(faultOf('(run* (a) (other a))', where)).toBe(
    "test.scm:1:17: error: the tabled relation 'other' leaves an argument unbound that is not free\nhint: bind it: a table holds values",
  );
});

test("a caller's constraints do not enter the table", () => {
  const where = environment("(defrel/tabled (small a) (membero a '(1 2 3)))");
  expect(ask('(run* (a b) #:order-by (a b) (=/= a 1) (small a) (small b))', where)).toBe(
    '((2 1) (2 2) (2 3) (3 1) (3 2) (3 3))',
  );
});

test('a relation that depends on its own negation is an error', () => {
  const where = environment("(defrel/tabled (wins a) (membero a '(1 2)) (noto (wins a)))");
  expect(faultOf('(run* (a) (wins a))', where)).toContain("'wins' depends on its own negation");
});
