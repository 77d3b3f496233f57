import { decide } from './decide.ts';
import {
  type Condition,
  constantExpression,
  type Expression,
  isNever,
  sameAsConstant,
  sameExpression,
} from './expression.ts';
import { constant, join, raw, sql } from './fragment.ts';
import type { Compare, Constraint, Member } from './goal.ts';
import { isCompound, type Substitution, type Term, Variable, walk } from './term.ts';
import { familyOf, isStorable } from './value.ts';

/** What a constraint becomes: a condition in SQL, or a reason why it is decided elsewhere. */
export type Verdict = Condition | { residual: string };

export function isResidual(verdict: Verdict): verdict is { residual: string } {
  return typeof verdict === 'object' && 'residual' in verdict;
}

/** The function in SQL that looks for a regular expression in a text. */
export const MATCHES = 'sheepdog_matches';

/** More constants than this go to SQLite as one JSON text: it takes 32,766 parameters in all. */
const MOST_PARAMETERS = 50;
/** SQLite's own limit is 50,000 bytes. */
const LONGEST_PATTERN = 10_000;

/** A variable SQLite knows, one it does not, or any other term. */
type Side = { expression: Expression } | { unbound: Variable } | { term: Term };

export type Known = ReadonlyMap<Variable, Expression>;

/** A constraint, but for `equal`, over what is known in a SELECT. */
export function conditionOf(goal: Constraint, known: Known, substitution: Substitution): Verdict {
  const sides = termsOf(goal).map(term => sideOf(term, known, substitution));
  if (!sides.some(side => 'expression' in side)) return constantVerdict(goal, substitution);
  switch (goal.kind) {
    case 'compare':
      return comparison(goal, sides[0]!, sides[1]!);
    case 'unequal':
      return difference(sides[0]!, sides[1]!);
    case 'equal':
      return { residual: 'two terms become one' };
    default:
      return ofOne(goal, (sides[0] as { expression: Expression }).expression);
  }
}

function termsOf(goal: Constraint): Term[] {
  return 'term' in goal ? [goal.term] : [goal.left, goal.right];
}

function sideOf(term: Term, known: Known, substitution: Substitution): Side {
  const walked = walk(term, substitution);
  if (!(walked instanceof Variable)) return { term: walked };
  const expression = known.get(walked);
  return expression ? { expression } : { unbound: walked };
}

function constantVerdict(goal: Constraint, substitution: Substitution): Verdict {
  const decided = decide(goal, substitution);
  if (decided === undefined) return { residual: 'no relation here binds its variable' };
  return decided || { never: `${goal.kind} is never so of these constants` };
}

function comparison({ operator }: Compare, left: Side, right: Side): Verdict {
  if ('unbound' in left || 'unbound' in right) return { residual: 'no relation here binds its variable' };
  const [a, b] = [familyOfSide(left), familyOfSide(right)];
  if (a !== b || (a !== 'number' && a !== 'text')) return { never: `a ${a} and a ${b} have no order` };
  const [x, y] = [expressionOf(left), expressionOf(right)];
  if (!x || !y) return { residual: 'SQLite cannot have the constant as it is' };
  return sql`${x.fragment} ${raw(operator)} ${y.fragment}`;
}

function familyOfSide(side: Side): string {
  if ('expression' in side) return side.expression.family;
  return familyOf((side as { term: Term }).term) ?? 'term without a value';
}

function expressionOf(side: Side): Expression | undefined {
  return 'expression' in side ? side.expression : constantExpression((side as { term: Term }).term);
}

function difference(left: Side, right: Side): Verdict {
  if ('unbound' in left || 'unbound' in right) return { residual: 'no relation here binds its variable' };
  const [first, second] = 'expression' in left ? [left, right] : [right, left];
  const { expression } = first as { expression: Expression };
  const other = second as Exclude<Side, { unbound: Variable }>;
  if ('expression' in other && other.expression === expression)
    return { never: 'nothing differs from itself' };
  const same =
    'expression' in other
      ? sameExpression(expression, other.expression)
      : sameAsConstant(expression, other.term);
  if (same === true) return { never: 'they are the same' };
  if (isNever(same)) return true;
  return sql`(${same}) IS NOT TRUE`;
}

function ofOne(goal: Exclude<Constraint, { left: Term }>, expression: Expression): Verdict {
  const { fragment, family, nullable } = expression;
  switch (goal.kind) {
    case 'member':
      return membership(goal, expression);
    case 'type':
      if (goal.type !== family) return { never: `a ${family} is no ${goal.type}` };
      return nullable ? sql`${fragment} IS NOT NULL` : true;
    case 'like':
      if (family !== 'text') return { never: `a ${family} is no text` };
      return isStorable(goal.pattern) && !goal.pattern.includes('\0') && goal.pattern.length < LONGEST_PATTERN
        ? sql`${fragment} LIKE ${constant(goal.pattern)}`
        : { residual: 'SQLite cannot have the pattern as it is' };
    case 'match':
      if (family !== 'text') return { never: `a ${family} is no text` };
      if (!isStorable(goal.pattern)) return { residual: 'SQLite cannot have the pattern as it is' };
      return sql`${raw(MATCHES)}(${constant(goal.pattern)}, ${fragment})`;
  }
}

type Stored = string | number | bigint | boolean;

function membership({ values }: Member, expression: Expression): Verdict {
  const { fragment } = expression;
  const able = values.filter(
    value => value !== null && !isNever(sameAsConstant(expression, value)),
  ) as Stored[];
  const empty = values.includes(null) && expression.nullable ? [sql`${fragment} IS NULL`] : [];
  if (able.length === 0) return empty[0] ?? { never: `a ${expression.family} is none of the list` };
  if (able.length <= MOST_PARAMETERS) {
    const list = sql`${fragment} IN (${join(able.map(constant), ', ')})`;
    return empty.length === 0 ? list : sql`(${list} OR ${empty[0]!})`;
  }
  if (!able.every(isPlainJson)) return { residual: 'so long a list of such values is not for SQLite' };
  const json = constant(JSON.stringify(able));
  const list = sql`${fragment} IN (SELECT value FROM json_each(${json}))`;
  return empty.length === 0 ? list : sql`(${list} OR ${empty[0]!})`;
}

/** Does JSON bring it to SQLite unchanged? Text with NUL does not get there, nor do all doubles. */
function isPlainJson(value: Term): boolean {
  if (typeof value === 'string') return !value.includes('\0');
  return Number.isSafeInteger(value) && !isCompound(value);
}
