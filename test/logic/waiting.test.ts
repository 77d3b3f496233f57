import { describe, expect, test } from 'vitest';
import { ask, environment, faultOf } from './ask.ts';

const HERD = `
(define (row-of rows) (lambda terms (membero terms rows)))
(define hardware (row-of '(("tux01" 64) ("tux02" 2) ("penguin2" 2))))
(define runs (row-of '(("tux01" "nginx") ("penguin2" "nginx") ("penguin2" "sshd"))))
(define weight (row-of '(("a" 1) ("a" 2) ("b" 5) ("c" "heavy"))))
`;

function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) => orders(items.filter((_, j) => j !== i)).map(rest => [item, ...rest]));
}

/** [variables, goals that may stand in any order, answers in order] */
const CASES: readonly [variables: string, goals: string[], answers: string][] = [
  ['q', ['(<o q 3)', "(membero q '(1 2 3 4))", '(>=o q 2)'], '(2)'],
  ['q', ['(<o q "b")', '(membero q \'("a" "b" 1 c #t))'], '("a")'],
  ['q', ['(>o q "a")', '(<=o q "b")', '(membero q \'("a" "b" "c"))'], '("b")'],
  ['x y', ['(<o x y)', "(membero x '(1 2 3))", "(membero y '(1 2 3))"], '((1 2) (1 3) (2 3))'],
  ['q', ['(likeo q "%N_X")', '(membero q \'("nginx" "nix" "NIX" "x" 5))'], '("NIX" "nix")'],
  ['q', ['(matcho q "^[a-c]+$")', '(membero q \'("abc" "abd"))'], '("abc")'],
  ['x y', ['(+o x y 5)', "(membero x '(1 2))"], '((1 4) (2 3))'],
  ['x y', ['(+o x y 5)', "(membero y '(1 2))"], '((3 2) (4 1))'],
  ['x y', ['(-o x 1 y)', "(membero y '(1 2))"], '((2 1) (3 2))'],
  ['x y', ['(*o x 2 y)', '(membero y \'(4 "a" 5))'], '((2 4) (2.5 5))'],
  ['x', ['(*o x 0 5)', '(== 1 1)'], '()'],
  ['x y z', ['(+o x y z)', '(+o x 1 y)', "(membero x '(1))"], '((1 2 3))'],
  ['host', ['(hardware host ram)', '(noto (runs host "nginx"))'], '("tux02")'],
  ['host', ['(hardware host ram)', '(noto (runs host service))'], '("tux02")'],
  [
    'host n',
    ['(hardware host ram)', '(counto n (runs host service))'],
    '(("penguin2" 2) ("tux01" 1) ("tux02" 0))',
  ],
  ['host', ['(hardware host ram)', '(counto n (runs host service))', '(>o n 1)'], '("penguin2")'],
  ['k m', ['(membero k \'("a" "b" "d"))', '(maxo m w (weight k w))'], '(("a" 2) ("b" 5))'],
  ['k m', ['(membero k \'("a" "b" "d"))', '(mino m w (weight k w))'], '(("a" 1) ("b" 5))'],
  ['k m', ['(membero k \'("a" "c" "d"))', '(sumo m w (weight k w))'], '(("a" 3) ("c" 0) ("d" 0))'],
  ['k m', ['(membero k \'("a" "c" "d"))', '(avgo m w (weight k w))'], '(("a" 1.5))'],
  ['k', ['(noto (noto (weight k w)))', '(membero k \'("a" "d"))'], '("a")'],
];

describe.each(CASES)('(%s) %j', (variables, goals, answers) => {
  const herd = environment(HERD);
  const order = `#:order-by (${variables})`;
  test.each(orders(goals).map(ordered => ordered.join(' ')))('%s', ordered => {
    const own = variables.split(' ');
    const inner = ['ram', 'service', 'n', 'w'].filter(name => !own.includes(name));
    const question = `(run* (${variables}) ${order} (fresh (${inner.join(' ')}) ${ordered}))`;
    expect(ask(question, herd)).toBe(answers);
  });
});

test.each([
  ['(run* (q) (<o q 3))', "a comparison can never be decided: nothing binds 'q'"],
  ['(run* (q) (+o q q 3))', "a calculation can never be decided: nothing binds 'q'"],
  ['(run* (q) (likeo q "a"))', "a pattern can never be decided: nothing binds 'q'"],
  [
    '(run* (q)\n  (noto (== q 5)))',
    "test.scm:2:3: error: a negation can never be decided: nothing binds 'q'\nhint: bind the variable by a goal beside it, or use it nowhere else",
  ],
  ['(run* (q) (counto 0 (== q 5)))', "an aggregate can never be decided: nothing binds 'q'"],
  ['(run* (m) (fresh (w) (maxo m w (== 1 1))))', "nothing binds 'w', of which the max is asked"],
  ['(matcho "a" "(")', 'matcho: this is no regular expression'],
  ['(likeo "a" 5)', 'likeo: the pattern must be a string, not 5'],
])('%s is an error', (question, message) => expect(faultOf(question)).toContain(message));

test('a variable that a negation shares with a constraint is not taken for anything', () => {
  expect(faultOf('(run* (q) (fresh (x) (=/= x 1) (noto (== x 2)) (== q 1)))')).toContain("nothing binds 'x'");
});
