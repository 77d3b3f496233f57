// Questions to a store, as they are typed: what the planner answers, what is searched, and what is refused.
import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { Session } from '../../src/query/session.ts';
import { smallHerd } from './support.ts';

test.each([
  ['a relation', '(run* (q) (hardware q))', '("tux01" "tux02" "tux03")'],
  [
    'columns by name',
    '(run* (h v) (installed h "nginx" #:version v))',
    '(("tux01" "1.24.0") ("tux02" "1.22.1"))',
  ],
  [
    'comparisons',
    '(run* (h) (fresh (r) (hardware h #:ram r) (<o r (gib 4)) (>=o r 2048)))',
    '("tux01" "tux02")',
  ],
  ['no value', '(run* (h os) (hardware h os))', '(("tux01" "guix") ("tux02" null) ("tux03" "debian"))'],
  ['no value, asked for', '(run* (h) (hardware h #:os #f))', '("tux02")'],
  ['a variable nothing binds', '(run 2 (h x) (hardware h))', '(("tux01" _.0) ("tux02" _.0))'],
  ['negation', '(run* (h) (hardware h) (noto (installed h "nginx")))', '("tux03")'],
  [
    'zeros of a count',
    '(run* (h n) (hardware h) (counto n (failed h)))',
    '(("tux01" 2) ("tux02" 0) ("tux03" 1))',
  ],
  [
    'order',
    '(run* (h r) #:order-by ((descending r)) (hardware h #:ram r))',
    '(("tux02" 8192) ("tux01" 2048) ("tux03" 1024))',
  ],
  ['distinct', '(run* (h) #:distinct (failed h))', '("tux01" "tux03")'],
  ['the past', '(run* (v) (at 5 (installed "tux01" "nginx" v)))', '("1.22.0")'],
  [
    'a moment that another goal binds',
    '(run* (h v) (fresh (t) (failed h "nginx" t) (at t (installed h "nginx" v))))',
    '(("tux01" "1.22.0") ("tux01" "1.24.0"))',
  ],
  [
    'all there was',
    '(run* (v a b) (lasting a b (installed "tux01" "nginx" v)))',
    '(("1.22.0" 0 10) ("1.24.0" 10 9007199254740991))',
  ],
  ['since when it is so', '(run* (v t) (installed "tux01" "nginx" v #:since t))', '(("1.24.0" 10))'],
  ['until when it was', '(run* (v t) (at 5 (installed "tux01" "nginx" v #:until t)))', '(("1.22.0" 10))'],
  ['until when what still is so', '(run* (t) (installed "tux01" "nginx" #:until t))', '(9007199254740991)'],
  [
    'a moment without a value',
    `(run* (v) (fresh (t) (== t 'null) (during 5 t (installed "tux01" "nginx" v))))`,
    '()',
  ],
  ['what came since', '(run* (h) (fresh (t) (installed h "nginx" #:since t) (>=o t 10)))', '("tux01")'],
  [
    'times in both ways',
    '(run* (v a b) (lasting a b (installed "tux01" "nginx" v #:since a #:until 10)))',
    '(("1.22.0" 0 10))',
  ],
  ['since', '(run* (h s) (since 10 (failed h #:status s)))', '(("tux01" 2) ("tux03" 0))'],
  ['until', '(run* (h s) (until 10 (failed h #:status s)))', '(("tux01" 1))'],
  ['during', '(run* (v) (during 3 20 (installed "tux01" "nginx" v)))', '("1.22.0" "1.24.0")'],
  ['an open end', '(run* (v) (fresh (a) (lasting a forever (installed "tux01" "nginx" v))))', '("1.24.0")'],
  ['steps over cyclic data', '(run* (x) (transitiveo link "a" x))', '("a" "b" "c")'],
  ['text', '(run* (v) (fresh (h) (installed h "nginx" v) (likeo v "1.22%")))', '("1.22.1")'],
  [
    'a regular expression',
    '(run* (v) (fresh (h) (installed h "nginx" v) (matcho v "^1[.]24")))',
    '("1.24.0")',
  ],
  [
    'one of a list',
    '(run* (h) (fresh (os) (hardware h os) (membero os (list "guix" "debian"))))',
    '("tux01" "tux03")',
  ],
  ['no store', "(run* (q) (membero q '(1 2)))", '(1 2)'],
])('%s', (_, text, answers) => {
  const typed = smallHerd();
  const ordered = /order-by/.test(text)
    ? typed.ask(text)
    : typed.ask(`(sort ${text} (lambda (a b) (string<? (format #f "~s" a) (format #f "~s" b))))`);
  expect(ordered).toBe(answers);
});

describe('what the planner cannot do is searched, row by row', () => {
  test.each([
    ['in a clause of conde', '', '', 2],
    ['in a conde within a clause', '(conde (', '))', 2],
    ['beside a relation, for each of its rows', '(hardware h) ', '', 1 + 3 * 2],
  ])('a conjunction %s is one SELECT', (_, before, after, count) => {
    const typed = smallHerd();
    const solve = vi.spyOn(Session.prototype, 'solve');
    onTestFinished(() => solve.mockRestore());
    const conde = `(conde
      ((installed h "nginx" v) (link "a" "b") (failed h) (project (v) (== v v)))
      ((fresh (r) (installed h "nginx" v) (hardware h #:ram r) (>o r 1024) (project (r) (== r r)))))`;
    const question = `(run* (h v) ${before}${conde}${after})`;
    expect(typed.ask(`(sort (map car ${question}) string<?)`)).toBe('("tux01" "tux01" "tux01" "tux02")');
    expect(solve).toHaveBeenCalledTimes(count);
  });

  test.each([
    ['project', '(run* (h) (fresh (r) (hardware h #:ram r) (project (r) (== 1024 r))))', '("tux03")'],
    [
      'a comparison with what only the search binds',
      '(run* (h) (fresh (r x) (>o r x) (hardware h #:ram r) (project (h) (== x 2000))))',
      '("tux01" "tux02")',
    ],
    [
      'a negation that waits for the search',
      '(run* (h x) (hardware h) (project (h) (== x "nginx")) (noto (installed h x)))',
      '(("tux03" "nginx"))',
    ],
    [
      'an aggregate that waits for it',
      '(run* (h n) (fresh (x) (hardware h) (project (h) (== x "nginx")) (counto n (failed h x))))',
      '(("tux01" 2) ("tux02" 0) ("tux03" 0))',
    ],
    [
      'a list of what is known',
      '(run* (x) (fresh (h) (hardware h #:ram 1024) (membero x (list h 1))))',
      '("tux03" 1)',
    ],
    [
      'conda',
      '(run* (h x) (hardware h) (conda ((installed h "nginx") (== x 1)) ((== x 2))))',
      '(("tux01" 1) ("tux02" 1) ("tux03" 2))',
    ],
    [
      'a relation of pure logic',
      '(run* (h) (fresh (x y) (hardware h) (appendo x (list h) (list "tux01" "tux02"))))',
      '("tux02")',
    ],
    [
      'constraints on what is not bound',
      '(run 1 (q) (hardware "tux01") (=/= q 5))',
      '((_.0 (=/= ((_.0 5)))))',
    ],
    [
      'what is not bound beside what is ordered by',
      '(run* (h q r) #:order-by ((descending r)) (hardware h #:ram r) (stringo q) (project (r) (== r r)))',
      '((("tux01" _.0 2048) (str _.0)) (("tux02" _.0 8192) (str _.0)) (("tux03" _.0 1024) (str _.0)))',
    ],
    [
      'a question in a question',
      '(run* (h n) (hardware h) (project (h) (== n (length (run* (s) (failed h #:status s))))))',
      '(("tux01" 2) ("tux02" 0) ("tux03" 1))',
    ],
  ])('%s', (_, text, answers) => {
    expect(
      smallHerd().ask(`(sort ${text} (lambda (a b) (string<? (format #f "~s" a) (format #f "~s" b))))`),
    ).toBe(answers);
  });

  it('in the relations that people define', () => {
    const typed = smallHerd();
    typed.ask(
      '(defrel (small host) (fresh (ram) (hardware host #:ram ram) (project (ram) (== #t (< ram 3000)))))',
    );
    expect(typed.sorted('(run* (h) (small h) (installed h "nginx"))')).toBe('("\'tux01\'")');
  });
});

describe('relations that people define', () => {
  it('are put into the question, and end on cyclic data where they speak of themselves', () => {
    const typed = smallHerd();
    typed.ask('(defrel (reach a b) (conde ((link a b)) ((fresh (c) (link a c) (reach c b)))))');
    expect(typed.sorted('(run* (x) (reach "a" x))')).toBe('("\'a\'" "\'b\'" "\'c\'")');
  });

  it('give the first of infinitely many answers', () => {
    const typed = smallHerd();
    typed.ask(`(defrel (path a b way)
      (conde ((link a b) (== way (list a b)))
             ((fresh (c rest) (link a c) (path c b rest) (== way (cons a rest))))))`);
    expect(typed.ask('(length (run 10 (way) (path "a" "b" way)))')).toBe('10');
  });

  it('may close over variables of the question', () => {
    const text = `(run* (x) (fresh (host) (== host "a")
      (transitiveo (lambda (from to) (fresh () (link from to) (=/= to host))) host x)))`;
    expect(smallHerd().sorted(text)).toBe('("\'b\'" "\'c\'")');
  });
});

describe('a question that cannot be answered says where and why', () => {
  test.each([
    ['(run* (h) (noto (installed h "nginx")))', 'prompt:1:11: error: a negation can never be decided'],
    [
      '(run* (h n) (counto n (installed h "nginx")))',
      'prompt:1:13: error: an aggregate can never be decided',
    ],
    ['(run* (q) (hardwar q))', "hint: did you mean 'hardware'?"],
    ['(run* (q) (hardware q #:rem 3))', "hint: did you mean '#:ram'?"],
    ['(run* (q) (hardware q #:ram "3"))', "column 'ram' must be an exact integer"],
    ['(run* (q) (hardware q "a" 1 2 3 4))', 'hardware has 4 columns'],
    ['(run* (q) (failed q #:since 3))', 'failed has no column #:since'],
    ['(run* (q) (lasting 1 2 (failed q)))', 'prompt:1:24: error: only a state lasts'],
    ['(run* (q) (at "yesterday" (hardware q)))', "'yesterday' is no moment"],
    ['(run* (q) (at #f (hardware q)))', 'prompt:1:11: error: #f is no moment'],
    ['(run* (q) (since (list 1) (hardware q)))', '(1) is no moment'],
    [
      '(run* (q) (at 1 (project (q) (== q 1))))',
      'prompt:1:11: error: of the past, only relations and what is made of them can be asked\nhint: put project,',
    ],
    [
      '(run* (q) (hardware q)\n (since 1 (once (installed q))))',
      'prompt:2:2: error: of the past, only relations',
    ],
    ['(run* (q) (matcho q "(") (hardware q))', 'no regular expression'],
    ['(run* (q) (hardware q) car)', 'a procedure where a goal is wanted'],
  ])('%s', (text, message) => expect(smallHerd().fault(text)).toContain(message));
});

describe('a question ends', () => {
  const endless =
    '(begin (defrel (nat n) (conde ((== n 0)) ((fresh (m) (nat m) (+o m 1 n))))) (run* (n) (hardware "tux01") (nat n)))';
  const many = 'abcdefghijklmop'.split('');
  const slow = `(run* (n) (counto n (fresh (${many.join(' ')}) ${many.map(name => `(hardware ${name})`).join(' ')})))`;

  it('when its time is up, in the search', () => {
    expect(smallHerd().fault(endless, { timeLimit: 200 })).toContain('still running after 200 ms');
  });

  it('when its time is up, in the midst of a SELECT', () => {
    expect(smallHerd().fault(slow, { timeLimit: 200 })).toContain('took longer than');
  });
});
