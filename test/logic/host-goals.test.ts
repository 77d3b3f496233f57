// Goals of the host, such as relations of a store: seen with their terms, and solved by the solver the host gives.
import { expect, test } from 'vitest';
import { definePrimitive, type Environment, plain, type Value } from '../../src/scheme/index.ts';
import { ask, environment, faultOf } from './ask.ts';

class Row {
  readonly terms: Value[];
  constructor(terms: Value[]) {
    this.terms = terms;
  }
  printed(write: (part: Value) => string): string {
    return `(row ${this.terms.map(write).join(' ')})`;
  }
}

function withRows(): Environment {
  const where = environment();
  definePrimitive(
    where,
    plain('row', 2, (a: Value, b: Value) => new Row([a, b])),
  );
  definePrimitive(
    where,
    plain('first-term', 1, (row: Row) => row.terms[0]!),
  );
  definePrimitive(
    where,
    plain('second-term', 1, (row: Row) => row.terms[1]!),
  );
  return where;
}

const SOLVED = `
(define (solve goal state)
  (goal->stream (membero (term-in-state (list (first-term goal) (second-term goal)) state) '((1 2) (2 3))) state))
(define-syntax solved (syntax-rules () ((_ e) (parameterize ((current-relation-solver solve)) e))))
`;

test('the solver of the host answers them', () => {
  expect(ask(`${SOLVED} (solved (run* (a b) (row a b)))`, withRows())).toBe('((1 2) (2 3))');
});

test('a negation waits for their variables', () => {
  const question = "(solved (run* (a) (noto (row a 3)) (membero a '(1 2 3))))";
  expect(ask(`${SOLVED} ${question}`, withRows())).toBe('(1 3)');
});

test('they are seen with their terms', () => {
  expect(ask('(goal->data (fresh (x) (row x 1)))', withRows())).toBe('(host (row x 1) x 1)');
});

test('without a solver they are an error', () => {
  expect(faultOf('(run* (a) (row a 1))', withRows())).toContain('nothing here can answer (row a 1)');
});
