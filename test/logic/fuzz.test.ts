// Random questions over a small domain, answered by the search and by trying every assignment of the domain.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateNow, listToArray } from '../../src/scheme/index.ts';
import { environment } from './ask.ts';

const DOMAIN = [0, 1, 2];
const VARIABLES = ['x', 'y', 'z'];

type Assignment = Readonly<Record<string, number>>;

/** A goal as text, and when it holds. */
interface Sample {
  text: string;
  holds(at: Assignment): boolean;
}

const term = fc.constantFrom(...VARIABLES, '0', '1', '2', '7');
const numberOf = (name: string, at: Assignment) => at[name] ?? Number(name);

const binary = (name: string, test: (a: number, b: number) => boolean) =>
  fc.tuple(term, term).map(
    ([a, b]): Sample => ({
      text: `(${name} ${a} ${b})`,
      holds: at => test(numberOf(a, at), numberOf(b, at)),
    }),
  );

/** The facts of a relation that is no function, written in several ways. */
const EDGES: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 2],
  [2, 2],
  [1, 0],
];
const isEdge = (a: number, b: number) => EDGES.some(([from, to]) => from === a && to === b);

function reaches(a: number, b: number, steps: number): boolean {
  return isEdge(a, b) || (steps > 0 && EDGES.some(([from, to]) => from === a && reaches(to, b, steps - 1)));
}

const sum = fc.tuple(term, term, term).map(
  ([a, b, c]): Sample => ({
    text: `(+o ${a} ${b} ${c})`,
    holds: at => numberOf(a, at) + numberOf(b, at) === numberOf(c, at),
  }),
);

const atoms = fc.oneof(
  binary('==', (a, b) => a === b),
  binary('=/=', (a, b) => a !== b),
  binary('<o', (a, b) => a < b),
  binary('>=o', (a, b) => a >= b),
  binary('edge', isEdge),
  binary('edge-by-list', isEdge),
  binary('reached', (a, b) => reaches(a, b, 3)),
  sum,
  fc.tuple(term, term).map(
    ([a, b]): Sample => ({
      text: `(=/= (list ${a} ${b}) '(1 2))`,
      holds: at => numberOf(a, at) !== 1 || numberOf(b, at) !== 2,
    }),
  ),
);

const { goal } = fc.letrec<{ goal: Sample }>(tie => ({
  goal: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    atoms,
    fc.array(fc.array(tie('goal'), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }).map(
      (clauses): Sample => ({
        text: `(conde ${clauses.map(clause => `(${clause.map(({ text }) => text).join(' ')})`).join(' ')})`,
        holds: at => clauses.some(clause => clause.every(one => one.holds(at))),
      }),
    ),
    fc.array(tie('goal'), { minLength: 1, maxLength: 3 }).map(
      (goals): Sample => ({
        text: `(fresh () ${goals.map(({ text }) => text).join(' ')})`,
        holds: at => goals.every(one => one.holds(at)),
      }),
    ),
    tie('goal').map((inner): Sample => ({ text: `(noto ${inner.text})`, holds: at => !inner.holds(at) })),
    tie('goal').map(
      (inner): Sample => ({
        text: `(fresh (n) (counto n ${inner.text}) (>o n 0))`,
        holds: at => inner.holds(at),
      }),
    ),
  ),
}));

const where = environment(`
(defrel (edge a b) (conde ((== a 0) (== b 1)) ((== a 1) (conde ((== b 2)) ((== b 0)))) ((== a 2) (== a b))))
(define (edge-by-list a b) (membero (list a b) '((0 1) (1 2) (2 2) (1 0))))
(define (reached a b) (transitiveo edge a b))
`);

function expected(goals: readonly Sample[]): string[] {
  const answers: string[] = [];
  for (const x of DOMAIN)
    for (const y of DOMAIN)
      for (const z of DOMAIN) if (goals.every(one => one.holds({ x, y, z }))) answers.push(`${x} ${y} ${z}`);
  return answers.sort();
}

const bound = VARIABLES.map(name => `(membero ${name} '(${DOMAIN.join(' ')}))`);

test('the search finds what trying everything finds, in any order of goals', () => {
  const question = fc.tuple(fc.array(goal, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat()));
  fc.assert(
    fc.property(question, ([goals, random]) => {
      const texts = [...bound, ...goals.map(({ text }) => text)]
        .map(text => ({ text, at: random.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ text }) => text);
      const answers = evaluateNow(`(run* (x y z) #:distinct ${texts.join(' ')})`, where, {
        timeLimit: 20_000,
      });
      const found = (listToArray(answers) ?? []).map(answer => (listToArray(answer) ?? []).join(' '));
      expect(found.sort()).toEqual(expected(goals));
    }),
    { numRuns: 1500 },
  );
}, 120_000);
