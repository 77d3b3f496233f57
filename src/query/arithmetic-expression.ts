import { constantExpression, type Expression, shown } from './expression.ts';
import { raw, sql } from './fragment.ts';
import type { Arithmetic } from './goal.ts';
import { type Substitution, type Term, Variable, walk } from './term.ts';
import { familyOf } from './value.ts';

/** SQLite makes a double of what does not fit into 64 bits, without a word. */
const MOST_BITS = 62;

interface Sum {
  /** What is computed has the value of this term. */
  term: Term;
  expression: Expression;
  operands: Expression[];
}

/** The third of the three terms as an expression of two that are known. */
export function arithmeticExpression(
  goal: Arithmetic,
  known: ReadonlyMap<Variable, Expression>,
  substitution: Substitution,
): Sum | { never: string } | { residual: string } {
  const terms = [goal.left, goal.right, goal.result].map(term => walk(term, substitution));
  for (const term of terms)
    if (!(term instanceof Variable) && familyOf(term) !== 'number')
      return { never: `${shown(term)} is no number` };
  const expressions = terms.map(term =>
    term instanceof Variable ? known.get(term) : constantExpression(term),
  );
  for (const expression of expressions)
    if (expression && expression.family !== 'number') return { never: `a ${expression.family} is no number` };
  if (terms.some((term, i) => !(term instanceof Variable) && !expressions[i]))
    return { residual: 'SQLite cannot have the constant as it is' };
  const [left, right, result] = expressions;
  if (left && right) return computed(goal.operator, left, right, goal.result);
  if (!result || (!left && !right)) return { residual: 'two of its terms are bound by no relation here' };
  if (goal.operator === '*')
    return { residual: 'division is not for SQLite, which divides whole numbers otherwise' };
  if (left)
    return goal.operator === '+'
      ? computed('-', result, left, goal.right)
      : computed('-', left, result, goal.right);
  return computed(goal.operator === '+' ? '-' : '+', result, right!, goal.left);
}

function computed(
  operator: Arithmetic['operator'],
  a: Expression,
  b: Expression,
  term: Term,
): Sum | { residual: string } {
  const bits =
    a.bits === null || b.bits === null
      ? null
      : operator === '*'
        ? a.bits + b.bits
        : Math.max(a.bits, b.bits) + 1;
  if (bits !== null && bits > MOST_BITS) return { residual: 'the result may be too long for SQLite' };
  const fragment = sql`(${a.fragment} ${raw(operator)} ${b.fragment})`;
  // Infinity less infinity is NaN, which SQLite has as NULL.
  const expression: Expression = { fragment, family: 'number', nullable: bits === null, bits };
  return { term, expression, operands: [a, b] };
}
