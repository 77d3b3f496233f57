// syntax-rules. A pattern variable keeps the place of what it matched, so that atoms, too, keep their places through macros.
import type { Place } from '../data/condition.ts';
import { isEqual } from '../data/equal.ts';
import { Pair } from '../data/pair.ts';
import { printed } from '../data/print.ts';
import { intern } from '../data/symbol.ts';
import { NIL, type Value } from '../data/value.ts';
import { carPlaceOf, placeOf, SourcePair } from '../read/source.ts';
import { badPart, identifier, type Part, parts, strip, syntaxError } from './context.ts';
import {
  Expansion,
  type Identifier,
  isIdentifier,
  lookup,
  Macro,
  type Scope,
  sameMeaning,
  symbolOf,
} from './scope.ts';

const ELLIPSIS = intern('...');
const UNDERSCORE = intern('_');

/** What a pattern variable matched: a part, or under an ellipsis one match for each item. */
type Match = Part | Match[];
type Matches = Map<Identifier, Match>;

interface Rule {
  readonly pattern: Value;
  readonly template: Value;
  /** How many ellipses each pattern variable stands under. */
  readonly depths: Map<Identifier, number>;
}

interface Spec {
  readonly scope: Scope;
  readonly ellipsis: Identifier;
  readonly literals: Identifier[];
}

const listOfItems = (vector: Value[], place: Place | undefined): Value =>
  vector.reduceRight((rest: Value, item) => new SourcePair(item, rest, place, placeOf(item) ?? place), NIL);

/** Walks patterns and templates of one syntax-rules form. */
class Rules {
  readonly #spec: Spec;
  readonly #ellipsisIsLiteral: boolean;

  constructor(spec: Spec) {
    this.#spec = spec;
    this.#ellipsisIsLiteral = spec.literals.includes(spec.ellipsis);
  }

  isEllipsis(x: Value): boolean {
    if (this.#ellipsisIsLiteral || !isIdentifier(x)) return false;
    const { ellipsis, scope } = this.#spec;
    return (
      x === ellipsis ||
      (symbolOf(x) === symbolOf(ellipsis) &&
        ellipsis === ELLIPSIS &&
        lookup(x, scope) === lookup(ELLIPSIS, scope))
    );
  }

  #isLiteral(x: Identifier): boolean {
    return this.#spec.literals.includes(x);
  }

  #followed(x: Value): x is Pair & { cdr: Pair } {
    return x instanceof Pair && x.cdr instanceof Pair && this.isEllipsis(x.cdr.car);
  }

  /** The pattern variables, with their depths. */
  depths(
    pattern: Value,
    depth = 0,
    found = new Map<Identifier, number>(),
    place?: Place,
  ): Map<Identifier, number> {
    if (isIdentifier(pattern)) {
      if (this.#isLiteral(pattern) || this.isEllipsis(pattern) || symbolOf(pattern) === UNDERSCORE)
        return found;
      if (found.has(pattern)) badPart('the pattern names a variable twice:', pattern, place);
      return found.set(pattern, depth);
    }
    if (Array.isArray(pattern)) return this.depths(listOfItems(pattern, place), depth, found, place);
    if (!(pattern instanceof Pair)) return found;
    let at: Value = pattern;
    while (at instanceof Pair) {
      const under = this.#followed(at);
      this.depths(at.car, under ? depth + 1 : depth, found, carPlaceOf(at) ?? place);
      at = under ? (at.cdr as Pair).cdr : at.cdr;
    }
    if (at !== NIL) this.depths(at, depth, found, place);
    return found;
  }

  /** Does the form match? Fills `matches`. `use` is the scope of the macro's use. */
  match(pattern: Value, form: Part, use: Scope, matches: Matches): boolean {
    if (isIdentifier(pattern)) return this.#matchIdentifier(pattern, form, use, matches);
    if (pattern instanceof Pair) {
      if (this.#followed(pattern)) return this.#matchEllipsis(pattern, form, use, matches);
      const x = form.x;
      if (!(x instanceof Pair)) return false;
      const first = { x: x.car, place: carPlaceOf(x) ?? form.place };
      return (
        this.match(pattern.car, first, use, matches) &&
        this.match(pattern.cdr, { x: x.cdr, place: form.place }, use, matches)
      );
    }
    if (pattern === NIL) return form.x === NIL;
    if (Array.isArray(pattern)) {
      if (!Array.isArray(form.x)) return false;
      const items = { x: listOfItems(form.x, form.place), place: form.place };
      return this.match(listOfItems(pattern, undefined), items, use, matches);
    }
    return isEqual(pattern, strip(form.x));
  }

  #matchIdentifier(pattern: Identifier, form: Part, use: Scope, matches: Matches): boolean {
    if (this.#isLiteral(pattern)) {
      return isIdentifier(form.x) && sameMeaning(form.x, use, pattern, this.#spec.scope);
    }
    if (symbolOf(pattern) !== UNDERSCORE) matches.set(pattern, form);
    return true;
  }

  /** (item ... . after): as many items as leave enough for `after`. */
  #matchEllipsis(pattern: Pair & { cdr: Pair }, form: Part, use: Scope, matches: Matches): boolean {
    const after = pattern.cdr.cdr;
    let needed = 0;
    for (let at = after; at instanceof Pair; at = at.cdr) needed++;
    const items: Part[] = [];
    const tails: Value[] = [form.x];
    for (let at = form.x; at instanceof Pair; at = at.cdr) {
      items.push({ x: at.car, place: carPlaceOf(at) ?? form.place });
      tails.push(at.cdr);
    }
    const count = items.length - needed;
    if (count < 0) return false;
    const each = items.slice(0, count).map(item => {
      const one: Matches = new Map();
      return this.match(pattern.car, item, use, one) ? one : undefined;
    });
    if (each.includes(undefined)) return false;
    for (const name of this.depths(pattern.car).keys())
      matches.set(
        name,
        each.map(one => one!.get(name)!),
      );
    return this.match(after, { x: tails[count]!, place: form.place }, use, matches);
  }

  /** The template with its variables replaced; every other name is renamed by the expansion. */
  instantiate(
    template: Part,
    matches: Matches,
    expansion: Expansion,
    use: Place | undefined,
    escaped = false,
  ): Part {
    const { x } = template;
    if (isIdentifier(x)) {
      const match = matches.get(x);
      if (match === undefined) return { x: expansion.rename(x), place: use };
      return Array.isArray(match)
        ? badPart('this variable needs an ellipsis after it:', x, template.place)
        : match;
    }
    if (Array.isArray(x)) {
      const list = this.instantiate(
        { x: listOfItems(x, template.place), place: template.place },
        matches,
        expansion,
        use,
        escaped,
      );
      return { x: parts(list.x, use).map(part => part.x), place: use };
    }
    if (!(x instanceof Pair)) return { x, place: use };
    if (!escaped && this.isEllipsis(x.car) && x.cdr instanceof Pair) {
      return this.instantiate({ x: x.cdr.car, place: template.place }, matches, expansion, use, true);
    }
    if (!escaped && this.#followed(x)) return this.#repeat(x, matches, expansion, use);
    const first = this.instantiate({ x: x.car, place: template.place }, matches, expansion, use, escaped);
    const rest = this.instantiate({ x: x.cdr, place: template.place }, matches, expansion, use, escaped);
    return { x: new SourcePair(first.x, rest.x, use, placeOf(first.x) ?? first.place), place: use };
  }

  /** (item ... ... . rest) */
  #repeat(x: Pair & { cdr: Pair }, matches: Matches, expansion: Expansion, use: Place | undefined): Part {
    let rest: Value = x.cdr.cdr;
    let depth = 1;
    for (; rest instanceof Pair && this.isEllipsis(rest.car); rest = rest.cdr) depth++;
    const items = this.#items(x.car, depth, matches, expansion, use);
    let result = this.instantiate({ x: rest, place: use }, matches, expansion, use).x;
    for (const item of items.reverse())
      result = new SourcePair(item.x, result, use, placeOf(item.x) ?? item.place);
    return { x: result, place: use };
  }

  /** The pattern variables that stand in a template, however often. */
  #variables(template: Value, matches: Matches, found = new Set<Identifier>()): Set<Identifier> {
    if (isIdentifier(template)) return matches.has(template) ? found.add(template) : found;
    const items = Array.isArray(template) ? listOfItems(template, undefined) : template;
    for (let at = items; at !== NIL; at = at.cdr) {
      if (!(at instanceof Pair)) return isIdentifier(at) ? this.#variables(at, matches, found) : found;
      this.#variables(at.car, matches, found);
    }
    return found;
  }

  #items(x: Value, depth: number, matches: Matches, expansion: Expansion, use: Place | undefined): Part[] {
    const names = [...this.#variables(x, matches)].filter(name => Array.isArray(matches.get(name)));
    if (names.length === 0)
      syntaxError('no variable of this template is under an ellipsis in the pattern', x, use);
    const length = Math.max(...names.map(name => (matches.get(name) as Match[]).length));
    const result: Part[] = [];
    for (let i = 0; i < length; i++) {
      const one = new Map(matches);
      for (const name of names) {
        const match = (matches.get(name) as Match[])[i];
        if (match !== undefined) one.set(name, match);
      }
      if (depth > 1) result.push(...this.#items(x, depth - 1, one, expansion, use));
      else result.push(this.instantiate({ x, place: use }, one, expansion, use));
    }
    return result;
  }
}

/** The macro of (syntax-rules [ellipsis] (literal ...) (pattern template) ...), written in `scope`. */
export function syntaxRules(form: Pair, scope: Scope, name: string, place: Place | undefined): Macro {
  const items = parts(form.cdr, place, 'bad syntax: (syntax-rules (literal ...) (pattern template) ...)');
  const ellipsis = items[0] !== undefined && isIdentifier(items[0].x) ? identifier(items.shift()!) : ELLIPSIS;
  const [literals, ...clauses] = items;
  if (literals === undefined)
    return syntaxError('bad syntax: (syntax-rules (literal ...) (pattern template) ...)', form, place);
  const names = parts(literals.x, literals.place, 'the literals must be a list of names').map(part =>
    identifier(part),
  );
  const rules = new Rules({ scope, ellipsis, literals: names });
  const table = clauses.map(clause => rule(clause, rules));
  return new Macro(
    name,
    (use, useScope, usePlace) => {
      for (const { pattern, template } of table) {
        const matches: Matches = new Map();
        if (!rules.match(pattern, { x: use.cdr, place: usePlace }, useScope, matches)) continue;
        return rules.instantiate(
          { x: template, place: placeOf(template) },
          matches,
          new Expansion(scope),
          usePlace,
        ).x;
      }
      return badPart(`no rule of ${name} matches`, use, usePlace, usage(table, name));
    },
    form,
  );
}

function rule(clause: Part, rules: Rules): Rule {
  const found = parts(clause.x, clause.place, 'a rule must be (pattern template)');
  const pattern = found[0]?.x;
  if (found.length !== 2 || !(pattern instanceof Pair))
    return syntaxError('a rule must be ((_ . pattern) template)', clause.x, clause.place);
  return {
    pattern: pattern.cdr,
    template: found[1]!.x,
    depths: rules.depths(pattern.cdr, 0, new Map(), clause.place),
  };
}

/** How the macro's first rule is written, for the hint. */
function usage(table: Rule[], name: string): string | undefined {
  const first = table[0];
  return first === undefined
    ? undefined
    : `expected ${printed(new Pair(intern(name), strip(first.pattern)))}`;
}
