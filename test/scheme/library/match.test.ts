// match beside a matcher that follows the definition word by word, on generated patterns and data.
import fc from 'fast-check';
import { test } from 'vitest';
import { isEqual } from '../../../src/scheme/data/equal.ts';
import { arrayToList, list, Pair } from '../../../src/scheme/data/pair.ts';
import { intern, SchemeSymbol } from '../../../src/scheme/data/symbol.ts';
import { NIL } from '../../../src/scheme/data/value.ts';
import { evaluateNow, makeEnvironment, printed, type Value } from '../../../src/scheme/index.ts';
import { quoted } from '../properties/data.ts';

type Bindings = Map<string, Value>;
const name = (x: Value): string | undefined => (x instanceof SchemeSymbol ? x.name : undefined);
const DOTS = intern('...');

/** All variables of the pattern, in order. */
function variables(p: Value): string[] {
  if (name(p) !== undefined) return ['_', '...'].includes(name(p)!) ? [] : [name(p)!];
  if (!(p instanceof Pair)) return [];
  if (name(p.car) === 'quote') return [];
  if (name(p.car) === '?') return variables((p.cdr as Pair).cdr);
  if (name(p.car) === 'and') return variables(p.cdr);
  return [...variables(p.car), ...variables(p.cdr)];
}

function matches(p: Value, x: Value, b: Bindings): boolean {
  const variable = name(p);
  if (variable === '_') return true;
  if (variable !== undefined) {
    if (b.has(variable)) return isEqual(b.get(variable)!, x);
    b.set(variable, x);
    return true;
  }
  if (!(p instanceof Pair)) return isEqual(p, x);
  const rest = p.cdr as Pair;
  if (name(p.car) === 'quote') return isEqual(rest.car, x);
  if (name(p.car) === '?')
    return typeof x === 'number' && (rest.cdr === NIL || matches((rest.cdr as Pair).car, x, b));
  if (name(p.car) === 'and') return matches(rest.car, x, b) && matches((rest.cdr as Pair).car, x, b);
  if (p.cdr instanceof Pair && p.cdr.car === DOTS) return matchesRepeated(p.car, p.cdr.cdr, x, b);
  return x instanceof Pair && matches(p.car, x.car, b) && matches(p.cdr, x.cdr, b);
}

function matchesRepeated(p: Value, tail: Value, x: Value, b: Bindings): boolean {
  let after = 0;
  for (let at = tail; at instanceof Pair; at = at.cdr) after++;
  const items: Value[] = [];
  let pairs = 0;
  for (let at = x; at instanceof Pair; at = at.cdr) pairs++;
  let rest = x;
  for (let n = pairs - after; n > 0; n--, rest = (rest as Pair).cdr) items.push((rest as Pair).car);
  if (pairs < after) return false;
  const all = items.map(item => {
    const own: Bindings = new Map();
    return matches(p, item, own) ? own : undefined;
  });
  if (all.includes(undefined)) return false;
  for (const v of new Set(variables(p))) {
    const collected = arrayToList(all.map(own => own!.get(v)!));
    if (b.has(v) && !isEqual(b.get(v)!, collected)) return false;
    b.set(v, collected);
  }
  return matches(tail, rest, b);
}

const constant: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: 0, max: 2 }),
  fc.constantFrom<Value>(true, 'a', NIL),
);
const symbol: fc.Arbitrary<Value> = fc.constantFrom('p', 'q').map(intern);
const data = fc.letrec<{ x: Value }>(tie => ({
  x: fc.oneof(
    { maxDepth: 4 },
    constant,
    symbol,
    fc.array(tie('x'), { maxLength: 4 }).map(items => arrayToList(items)),
    fc.tuple(tie('x'), tie('x')).map(([a, d]) => new Pair(a, d) as Value),
  ),
})).x;
const pattern = fc.letrec<{ p: Value }>(tie => ({
  p: fc.oneof(
    { maxDepth: 4 },
    constant,
    fc.constantFrom('_', 'v', 'w', 'x').map(intern),
    symbol.map(quoted),
    fc.array(tie('p'), { maxLength: 4 }).map(items => arrayToList(items)),
    fc.tuple(tie('p'), tie('p')).map(([a, d]) => new Pair(a, d) as Value),
    fc
      .tuple(tie('p'), fc.array(tie('p'), { maxLength: 2 }))
      .map(([p, tail]) => new Pair(p, new Pair(DOTS, arrayToList(tail)))),
    tie('p').map(p => list(intern('?'), intern('number?'), p)),
    fc.tuple(tie('p'), tie('p')).map(([a, b]) => list(intern('and'), a, b)),
  ),
})).p;
// An ellipsis may stand only once in a list, and after something.
const isSound = (p: Value): boolean =>
  !/\.\.\.[^()]*\.\.\.|\.\.\. \([^()]*\) \.\.\.|\. \.\.\./.test(printed(p));

test('match does what its definition says', () => {
  fc.assert(
    fc.property(pattern.filter(isSound), data, (p, x) => {
      const bindings: Bindings = new Map();
      const expected = matches(p, x, bindings)
        ? arrayToList([...new Set(variables(p))].map(v => bindings.get(v) ?? false))
        : intern('no');
      const vars = arrayToList([...new Set(variables(p))].map(intern));
      const code = `(match ${printed(quoted(x))} (${printed(p)} ${printed(new Pair(intern('list'), vars))}) (_ 'no))`;
      return isEqual(evaluateNow(code, makeEnvironment('test.scm')), expected);
    }),
    { numRuns: 1500 },
  );
});
