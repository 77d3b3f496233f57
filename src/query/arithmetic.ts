import type { Arithmetic } from './goal.ts';
import { add, divide, multiply, subtract } from './number.ts';
import { type Substitution, type Term, unify, Variable, walk } from './term.ts';
import { familyOf } from './value.ts';

type Real = number | bigint;

const FORWARDS = { '+': add, '-': subtract, '*': multiply };

/** The substitution with the third term worked out of two; undefined where it cannot be; `wait` where two are unbound. */
export function calculate(goal: Arithmetic, substitution: Substitution): Substitution | undefined | 'wait' {
  const terms = [goal.left, goal.right, goal.result].map(term => walk(term, substitution));
  if (terms.some(term => !(term instanceof Variable) && familyOf(term) !== 'number')) return undefined;
  if (terms.filter(term => term instanceof Variable).length > 1) return 'wait';
  const [left, right, result] = terms as Real[];
  const isUnbound = (term: Term) => term instanceof Variable;
  const { operator } = goal;
  if (!isUnbound(left!) && !isUnbound(right!))
    return unifyNumber(goal.result, FORWARDS[operator](left!, right!), substitution);
  const known = isUnbound(left!) ? right! : left!;
  const unknown = isUnbound(left!) ? goal.left : goal.right;
  if (operator === '+') return unifyNumber(unknown, subtract(result!, known), substitution);
  if (operator === '-') {
    const value = isUnbound(left!) ? add(result!, known) : subtract(known, result!);
    return unifyNumber(unknown, value, substitution);
  }
  if (Number(known) === 0) return Number(result) === 0 ? 'wait' : undefined;
  const quotient = divide(result!, known);
  return quotient === undefined ? undefined : unifyNumber(unknown, quotient, substitution);
}

function unifyNumber(term: Term, value: Real, substitution: Substitution): Substitution | undefined {
  return Number.isNaN(value) ? undefined : unify(term, value, substitution);
}
