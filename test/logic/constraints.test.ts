// What unbound variables must satisfy, and how answers tell it: the form of the published miniKanren.
import { expect, test } from 'vitest';
import { ask } from './ask.ts';

const CASES: readonly [question: string, answer: string][] = [
  ['(run* (q) (=/= q 5))', '((_.0 (=/= ((_.0 5)))))'],
  ['(run* (q) (=/= 5 q) (== q 5))', '()'],
  ['(run* (q) (== q 5) (=/= q 5))', '()'],
  ['(run* (q) (=/= q q))', '()'],
  ['(run* (q) (=/= 1 2))', '(_.0)'],
  ['(run* (q) (fresh (x) (=/= x 5)))', '(_.0)'],
  ["(run* (x y) (=/= (list x y) '(1 2)))", '(((_.0 _.1) (=/= ((_.0 1) (_.1 2)))))'],
  ["(run* (x y) (=/= (list x y) '(1 2)) (== x 1))", '(((1 _.0) (=/= ((_.0 2)))))'],
  ["(run* (x y) (=/= (list x y) '(1 2)) (== x 1) (== y 2))", '()'],
  ["(run* (x y) (=/= (list x y) '(1 2)) (== x 3))", '((3 _.0))'],
  ['(run* (x y) (=/= x y))', '(((_.0 _.1) (=/= ((_.0 _.1)))))'],
  ['(run* (x y) (=/= x y) (== x y))', '()'],
  ['(run* (x y) (=/= x y) (== x 1) (== y 1))', '()'],
  ['(run* (x y) (=/= x y) (symbolo x) (numbero y))', '(((_.0 _.1) (num _.1) (sym _.0)))'],
  ['(run* (q) (numbero q) (symbolo q))', '()'],
  ['(run* (q) (stringo q) (== q "a"))', '("a")'],
  ["(run* (q) (symbolo q) (=/= q 'a) (=/= q 1))", '((_.0 (=/= ((_.0 a))) (sym _.0)))'],
  ['(run* (q) (numbero q) (== q (list 1)))', '()'],
  ['(run* (x y) (numbero x) (== x y))', '(((_.0 _.0) (num _.0)))'],
  ["(run* (q) (absento 'a q))", '((_.0 (absento (a _.0))))'],
  ["(run* (q) (absento 'a q) (=/= q 'a))", '((_.0 (absento (a _.0))))'],
  ["(run* (q) (absento 'a q) (== q '(b (c a))))", '()'],
  ["(run* (q) (absento 'a q) (symbolo q))", '((_.0 (=/= ((_.0 a))) (sym _.0)))'],
  ["(run* (q) (fresh (x y) (absento 'a q) (== q (list x y))))", '(((_.0 _.1) (absento (a _.0) (a _.1))))'],
  ["(run* (q) (absento '(a) q) (== q '((a))))", '()'],
  ['(run* (q) (=/= q 1) (=/= q 1) (=/= q 2))', '((_.0 (=/= ((_.0 1)) ((_.0 2)))))'],
  ["(run* (x y) (=/= (list x y) '(1 2)) (=/= x 1))", '(((_.0 _.1) (=/= ((_.0 1)))))'],
  ['(run* (q) (=/= q "a") (conde ((== q "a")) ((== q "b"))))', '("b")'],
  ['(run* (x y) (=/= x 1) (== x y))', '(((_.0 _.0) (=/= ((_.0 1)))))'],
];

test.each(CASES)('%s', (question, answer) => expect(ask(question)).toBe(answer));
