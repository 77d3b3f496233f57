import type { Aggregate, Arithmetic, Constraint, Goal } from '../../src/query/goal.ts';
import { type Term, Variable } from '../../src/query/term.ts';
import { distinctVariables } from './naive-scope.ts';

/** What variables stand for. */
export type State = { variable: Variable; term: Term; before: State } | null;

export function look(term: Term, state: State): Term {
  if (!(term instanceof Variable)) return term;
  for (let one = state; one; one = one.before) if (one.variable === term) return look(one.term, state);
  return term;
}

export function lookDeep(term: Term, state: State): Term {
  const found = look(term, state);
  return Array.isArray(found) ? found.map(part => lookDeep(part, state)) : found;
}

export function unifyTerms(left: Term, right: Term, state: State): State | undefined {
  const [a, b] = [look(left, state), look(right, state)];
  if (Object.is(a, b) || a === b) return state;
  if (a instanceof Variable)
    return isWithin(a, b, state) ? undefined : { variable: a, term: b, before: state };
  if (b instanceof Variable)
    return isWithin(b, a, state) ? undefined : { variable: b, term: a, before: state };
  if (typeof a === 'bigint' || typeof b === 'bigint')
    return isExact(a) && isExact(b) && BigInt(a) === BigInt(b) ? state : undefined;
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length ? unifyAll(a, b, state) : undefined;
}

const isWithin = (variable: Variable, term: Term, state: State) =>
  distinctVariables(lookDeep(term, state)).includes(variable);
const isExact = (term: Term): term is number | bigint =>
  typeof term === 'bigint' || Number.isSafeInteger(term);

export function unifyAll(left: readonly Term[], right: readonly Term[], state: State): State | undefined {
  let result: State | undefined = state;
  for (let i = 0; i < left.length && result !== undefined; i++)
    result = unifyTerms(left[i]!, right[i]!, result);
  return result;
}

const isNumber = (term: Term): term is number | bigint =>
  typeof term === 'number' || typeof term === 'bigint';

function isBelow(a: Term, b: Term, orSame: boolean): boolean {
  if (isNumber(a) && isNumber(b)) return orSame ? a <= b : a < b;
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  const order = Buffer.compare(Buffer.from(a), Buffer.from(b));
  return order < 0 || (orSame && order === 0);
}

/** Is a constraint so? Undefined while that depends. */
export function check(goal: Constraint, state: State): boolean | undefined {
  if (goal.kind === 'unequal') {
    const unified = unifyTerms(goal.left, goal.right, state);
    return unified === undefined ? true : unified === state ? false : undefined;
  }
  if (goal.kind === 'compare') {
    const [a, b] = [look(goal.left, state), look(goal.right, state)];
    const hopeless = (term: Term) =>
      !(term instanceof Variable) && !isNumber(term) && typeof term !== 'string';
    if (hopeless(a) || hopeless(b) || (a === b && a instanceof Variable && goal.operator === '<'))
      return false;
    return a instanceof Variable || b instanceof Variable ? undefined : isBelow(a, b, goal.operator === '<=');
  }
  const term = look((goal as { term: Term }).term, state);
  if (term instanceof Variable) return undefined;
  if (goal.kind === 'type')
    return {
      number: isNumber(term),
      text: typeof term === 'string',
      boolean: typeof term === 'boolean',
      symbol: typeof term === 'symbol',
    }[goal.type];
  if (typeof term !== 'string') return false;
  if (goal.kind === 'match') return new RegExp(goal.pattern, 'u').test(term);
  return goal.kind === 'like' && isLike([...goal.pattern], [...term]);
}

/** SQL's LIKE, character by character. */
function isLike([first, ...pattern]: string[], text: string[]): boolean {
  if (first === undefined) return text.length === 0;
  if (first === '%') return text.some((_, i) => isLike(pattern, text.slice(i))) || isLike(pattern, []);
  const [head, ...tail] = text;
  if (head === undefined) return false;
  const lower = (letter: string) => (/[A-Z]/.test(letter) ? letter.toLowerCase() : letter);
  return (first === '_' || lower(first) === lower(head)) && isLike(pattern, tail);
}

/** The third of three numbers; `wait` while two are unknown. Whole numbers here, so no rounding. */
export function calculate(
  { operator, left, right, result }: Arithmetic,
  state: State,
): State | undefined | 'wait' {
  const [a, b, c] = [left, right, result].map(term => look(term, state));
  const all = [a, b, c] as Term[];
  if (all.some(term => !(term instanceof Variable) && (!isNumber(term) || Number.isNaN(term))))
    return undefined;
  if (all.filter(term => term instanceof Variable).length > 1) return 'wait';
  const exact = all.every(term => term instanceof Variable || isExact(term));
  const number = (term: Term) => (exact ? BigInt(term as number) : Number(term)) as unknown as number;
  const short = (value: number) =>
    typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (!(a instanceof Variable) && !(b instanceof Variable)) {
    const [x, y] = [number(a!), number(b!)];
    const value = operator === '+' ? x + y : operator === '-' ? x - y : x * y;
    return unifyTerms(result, short(value), state);
  }
  if (operator === '*') {
    const [unknown, factor] = a instanceof Variable ? [left, number(b!)] : [right, number(a!)];
    const product = number(c!);
    if (Number(factor) === 0) return Number(product) === 0 ? 'wait' : undefined;
    const even = exact && BigInt(product) % BigInt(factor) === 0n;
    return unifyTerms(unknown, even ? short(product / factor) : Number(product) / Number(factor), state);
  }
  const z = number(c!);
  if (operator === '+')
    return a instanceof Variable
      ? unifyTerms(left, short(z - number(b!)), state)
      : unifyTerms(right, short(z - number(a!)), state);
  return a instanceof Variable
    ? unifyTerms(left, short(z + number(b!)), state)
    : unifyTerms(right, short(number(a!) - z), state);
}

/** An aggregate of values; undefined where there is none. */
export function aggregate(operator: Aggregate<Goal>['operator'], values: readonly Term[]): Term | undefined {
  const numbers = values.filter(isNumber);
  let total: number | bigint = 0;
  if (numbers.every(number => isExact(number))) total = numbers.map(BigInt).reduce((a, b) => a + b, 0n);
  else for (const number of numbers) total = Number(total) + Number(number);
  const sum = typeof total === 'bigint' && Number.isSafeInteger(Number(total)) ? Number(total) : total;
  switch (operator) {
    case 'count':
      return values.length;
    case 'sum':
      return sum;
    case 'average':
      return numbers.length === 0 ? undefined : Number(sum) / numbers.length;
    default: {
      const rank = (term: Term) => (typeof term === 'boolean' ? 1 : isNumber(term) ? 2 : 3);
      const above = (x: Term, y: Term) =>
        rank(x) !== rank(y) ? rank(x) > rank(y) : typeof x === 'boolean' ? x && !y : isBelow(y, x, false);
      const some = values.filter(
        value => typeof value === 'boolean' || isNumber(value) || typeof value === 'string',
      );
      return some.length === 0
        ? undefined
        : some.reduce((x, y) => ((operator === 'max' ? above(y, x) : above(x, y)) ? y : x));
    }
  }
}

/** The variables of goals and terms that stand for nothing yet. */
export function unboundIn(tree: unknown, state: State): Variable[] {
  return distinctVariables(tree).filter(variable => distinctVariables(lookDeep(variable, state)).length > 0);
}
