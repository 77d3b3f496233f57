// Goals as whoever plans a question sees them.
import { expect, test } from 'vitest';
import { ask, environment } from './ask.ts';

const where = environment(`
(defrel (edge a b) (conde ((== a 1) (== b 2)) ((== a 2) (== b 3))))
(define (plain x) (fresh (y) (edge x y) (<o y 3)))
(define (endless x) (conde ((== x 1)) ((endless x))))
`);

test.each([
  ['(goal->data (== 1 2))', '(equal 1 2)'],
  ['(goal->data (fresh (x) (=/= x 1) (symbolo x)))', '(all (unequal x 1) (type sym x))'],
  ['(goal->data (fresh (x) (fresh (y) (== x y)) (== x 1)))', '(all (equal x y) (equal x 1))'],
  [
    '(goal->data (conde ((== 1 1) (== 2 2)) (fail) (succeed)))',
    '(any (all (equal 1 1) (equal 2 2)) (any) (all))',
  ],
  ['(goal->data (fresh (x) (plain x)))', '(all (call #<relation (edge a b)> x y) (compare "<" y 3))'],
  ["(goal->data (membero 1 '(1 2)))", '(member 1 (1 2))'],
  ['(goal->data (+o 1 2 3))', '(arithmetic "+" 1 2 3)'],
  ['(goal->data (likeo "a" "%"))', '(like "a" "%")'],
  ['(goal->data (noto (edge 1 2)))', '(not (call #<relation (edge a b)> 1 2) ("test.scm" 1 13))'],
  [
    '(goal->data (fresh (n x) (counto n (edge 1 x))))',
    '(aggregate "count" n #f (call #<relation (edge a b)> 1 x) ("test.scm" 1 26))',
  ],
  ['(goal->data (absento 1 2))', '(absent 1 2)'],
  ['(goal->data (conda ((== 1 2))))', '(search #<goal conda>)'],
  ['(goal->data (fresh (x) (project (x) (== x 1))))', '(search #<goal project>)'],
  [
    '(question->data (question 3 (q r) (edge q r) (fresh (x) (== q x))))',
    '((q r) all (call #<relation (edge a b)> q r) (equal q x))',
  ],
  [
    '(let ((edge (cadr (goal->data (edge 1 2))))) (definition->data edge))',
    '((a b) any (all (equal a 1) (equal b 2)) (all (equal a 2) (equal b 3)))',
  ],
])('%s', (text, view) => expect(ask(text, where)).toBe(view));

test('a relation without end is seen as far as it goes, and the rest left to the search', () => {
  expect(ask('(goal->data (endless 1))', where)).toMatch(
    /^\(any \(equal 1 1\) \(any .*\(search #<goal conde>\)/,
  );
});

test('to look at a goal changes nothing', () => {
  expect(
    ask(
      '(let ((goal (fresh (x) (edge x 3)))) (goal->data goal) (run* (q) (fresh () goal goal) (edge q 2)))',
      where,
    ),
  ).toBe('(1)');
});
