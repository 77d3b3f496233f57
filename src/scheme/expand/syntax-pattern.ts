// The patterns of syntax-rules, compiled to closures. A pattern variable keeps the place of what it matched, so that atoms,
// too, keep their places through macros.
import type { Place } from '../data/condition.ts';
import { isEqual } from '../data/equal.ts';
import { Pair } from '../data/pair.ts';
import { intern } from '../data/symbol.ts';
import { NIL, type Value } from '../data/value.ts';
import { carPlaceOf, placeOf, SourcePair } from '../read/source.ts';
import { badPart, type Part, strip } from './context.ts';
import { type Identifier, isIdentifier, lookup, type Scope, sameMeaning, symbolOf } from './scope.ts';

export const ELLIPSIS = intern('...');
const UNDERSCORE = intern('_');

/** What a pattern variable matched: a part, or under an ellipsis one match for each item. */
export type Match = Part | Match[];

/** A pattern variable: where its match is kept, and how many ellipses it stands under. */
export interface PatternVariable {
  readonly slot: number;
  readonly depth: number;
}
export type PatternVariables = ReadonlyMap<Identifier, PatternVariable>;

/** What the rules of one syntax-rules form share: where it was written, its ellipsis and its literals. */
export class Syntax {
  readonly scope: Scope;
  readonly #ellipsis: Identifier;
  readonly #literals: readonly Identifier[];

  constructor(scope: Scope, ellipsis: Identifier, literals: readonly Identifier[]) {
    this.scope = scope;
    this.#ellipsis = ellipsis;
    this.#literals = literals;
  }

  isLiteral(x: Identifier): boolean {
    return this.#literals.includes(x);
  }

  isEllipsis(x: Value): boolean {
    if (!isIdentifier(x) || this.isLiteral(this.#ellipsis)) return false;
    if (x === this.#ellipsis) return true;
    return (
      this.#ellipsis === ELLIPSIS &&
      symbolOf(x) === ELLIPSIS &&
      lookup(x, this.scope) === lookup(ELLIPSIS, this.scope)
    );
  }

  /** Does an ellipsis follow the element that the pair holds? */
  isFollowed(x: Value): x is Pair & { cdr: Pair } {
    return x instanceof Pair && x.cdr instanceof Pair && this.isEllipsis(x.cdr.car);
  }

  isVariable(x: Identifier): boolean {
    return !this.isLiteral(x) && !this.isEllipsis(x) && symbolOf(x) !== UNDERSCORE;
  }
}

export const listOfItems = (vector: Value[], place: Place | undefined): Value =>
  vector.reduceRight((rest: Value, item) => new SourcePair(item, rest, place, placeOf(item) ?? place), NIL);

/** The variables of a pattern. Raises a syntax error where one is there twice. */
export function patternVariables(
  pattern: Value,
  syntax: Syntax,
  place?: Place,
  depth = 0,
  found = new Map<Identifier, PatternVariable>(),
): Map<Identifier, PatternVariable> {
  if (isIdentifier(pattern)) {
    if (!syntax.isVariable(pattern)) return found;
    if (found.has(pattern)) badPart('the pattern names a variable twice:', pattern, place);
    return found.set(pattern, { slot: found.size, depth });
  }
  if (Array.isArray(pattern))
    return patternVariables(listOfItems(pattern, place), syntax, place, depth, found);
  let at: Value = pattern;
  while (at instanceof Pair) {
    const isUnder = syntax.isFollowed(at);
    patternVariables(at.car, syntax, carPlaceOf(at) ?? place, isUnder ? depth + 1 : depth, found);
    at = isUnder ? (at.cdr as Pair).cdr : at.cdr;
  }
  if (isIdentifier(at)) patternVariables(at, syntax, place, depth, found);
  return found;
}

/** Does a form, that stands at a place, match? Fills `matches`. `use` is the scope of the macro's use. */
export type Matcher = (x: Value, place: Place | undefined, use: Scope, matches: Match[]) => boolean;

export function matcherOf(pattern: Value, syntax: Syntax, variables: PatternVariables): Matcher {
  if (isIdentifier(pattern)) return identifierMatcher(pattern, syntax, variables);
  if (syntax.isFollowed(pattern)) return ellipsisMatcher(pattern, syntax, variables);
  if (pattern instanceof Pair) {
    const first = matcherOf(pattern.car, syntax, variables);
    const rest = matcherOf(pattern.cdr, syntax, variables);
    return (x, place, use, matches) =>
      x instanceof Pair &&
      first(x.car, carPlaceOf(x) ?? place, use, matches) &&
      rest(x.cdr, place, use, matches);
  }
  if (pattern === NIL) return x => x === NIL;
  if (Array.isArray(pattern)) {
    const items = matcherOf(listOfItems(pattern, undefined), syntax, variables);
    return (x, place, use, matches) => Array.isArray(x) && items(listOfItems(x, place), place, use, matches);
  }
  return x => !(x instanceof Pair) && isEqual(pattern, strip(x));
}

function identifierMatcher(pattern: Identifier, syntax: Syntax, variables: PatternVariables): Matcher {
  if (syntax.isLiteral(pattern))
    return (x, _place, use) => isIdentifier(x) && sameMeaning(x, use, pattern, syntax.scope);
  const variable = variables.get(pattern);
  if (variable === undefined) return () => true;
  const { slot } = variable;
  return (x, place, _use, matches) => {
    matches[slot] = { x, place };
    return true;
  };
}

/** (item ... . after): as many items as leave enough for `after`. */
function ellipsisMatcher(
  pattern: Pair & { cdr: Pair },
  syntax: Syntax,
  variables: PatternVariables,
): Matcher {
  const item = matcherOf(pattern.car, syntax, variables);
  const after = matcherOf(pattern.cdr.cdr, syntax, variables);
  const needed = pairsIn(pattern.cdr.cdr);
  const slots = [...patternVariables(pattern.car, syntax).keys()].map(name => variables.get(name)!.slot);
  return (x, place, use, matches) => {
    const count = pairsIn(x) - needed;
    if (count < 0) return false;
    const found = slots.map((): Match[] => []);
    const one: Match[] = [];
    let at = x;
    for (let i = 0; i < count; i++) {
      const pair = at as Pair;
      if (!item(pair.car, carPlaceOf(pair) ?? place, use, one)) return false;
      for (let j = 0; j < slots.length; j++) found[j]!.push(one[slots[j]!]!);
      at = pair.cdr;
    }
    for (let j = 0; j < slots.length; j++) matches[slots[j]!] = found[j]!;
    return after(at, place, use, matches);
  };
}

function pairsIn(x: Value): number {
  let count = 0;
  for (let at = x; at instanceof Pair; at = at.cdr) count++;
  return count;
}
