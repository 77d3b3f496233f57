import type { Compare, Constraint, Like, Match, Member, TypeTest } from './goal.ts';
import { AsciiPattern } from './like.ts';
import { type Substitution, unify, Variable, walk } from './term.ts';
import { compareValues, familyOf } from './value.ts';

/** Is a constraint so, whatever is still unbound? Undefined where that depends. */
export function decide(goal: Constraint, substitution: Substitution): boolean | undefined {
  switch (goal.kind) {
    case 'equal':
    case 'unequal': {
      const unified = unify(goal.left, goal.right, substitution);
      if (unified === undefined) return goal.kind === 'unequal';
      return unified === substitution ? goal.kind === 'equal' : undefined;
    }
    case 'compare':
      return decideCompare(goal, substitution);
    default:
      return decideTerm(goal, substitution);
  }
}

function decideCompare({ left, right, operator }: Compare, substitution: Substitution): boolean | undefined {
  const [a, b] = [walk(left, substitution), walk(right, substitution)];
  if (a === b && a instanceof Variable && operator === '<') return false;
  if (isHopeless(a) || isHopeless(b)) return false;
  if (a instanceof Variable || b instanceof Variable) return undefined;
  const order = compareValues(a, b);
  return operator === '<' ? order < 0 : order <= 0;
}

/** Has a term no order, so that no comparison with it can be true? */
function isHopeless(term: ReturnType<typeof walk>): boolean {
  return !(term instanceof Variable) && familyOf(term) !== 'number' && familyOf(term) !== 'text';
}

function decideTerm(goal: Member | Like | Match | TypeTest, substitution: Substitution): boolean | undefined {
  const term = walk(goal.term, substitution);
  if (term instanceof Variable) return undefined;
  switch (goal.kind) {
    case 'member':
      return goal.values.includes(term as (typeof goal.values)[number]);
    case 'type':
      return goal.type === 'symbol' ? typeof term === 'symbol' : familyOf(term) === goal.type;
    case 'like':
      return typeof term === 'string' && compiled(goal).test(term);
    case 'match':
      return typeof term === 'string' && compiled(goal).test(term);
  }
}

const patterns = new WeakMap<Like | Match, { test(text: string): boolean }>();

function compiled(goal: Like | Match): { test(text: string): boolean } {
  let pattern = patterns.get(goal);
  if (!pattern) {
    pattern = goal.kind === 'like' ? new AsciiPattern(goal.pattern) : new RegExp(goal.pattern, 'u');
    patterns.set(goal, pattern);
  }
  return pattern;
}
