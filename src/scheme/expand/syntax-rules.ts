// syntax-rules.
import type { Place } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { printed } from '../data/print.ts';
import { intern } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import { placeOf } from '../read/source.ts';
import { badPart, identifier, type Part, parts, strip, syntaxError } from './context.ts';
import { Expansion, isIdentifier, Macro, type Scope } from './scope.ts';
import {
  ELLIPSIS,
  type Match,
  type Matcher,
  matcherOf,
  type PatternVariables,
  patternVariables,
  Syntax,
} from './syntax-pattern.ts';
import { type Template, templateOf } from './syntax-template.ts';

const USAGE = 'bad syntax: (syntax-rules (literal ...) (pattern template) ...)';

/** The macro of (syntax-rules [ellipsis] (literal ...) (pattern template) ...), written in `scope`. */
export function syntaxRules(form: Pair, scope: Scope, name: string, place: Place | undefined): Macro {
  const items = parts(form.cdr, place, USAGE);
  const ellipsis = items[0] !== undefined && isIdentifier(items[0].x) ? identifier(items.shift()!) : ELLIPSIS;
  const [literals, ...clauses] = items;
  if (literals === undefined) return syntaxError(USAGE, form, place);
  const names = parts(literals.x, literals.place, 'the literals must be a list of names').map(part =>
    identifier(part),
  );
  const syntax = new Syntax(scope, ellipsis, names);
  const rules = clauses.map(clause => new Rule(clause, syntax));
  const transform = (use: Pair, useScope: Scope, usePlace: Place | undefined): Value => {
    for (const rule of rules) {
      const matches = rule.match(use.cdr, usePlace, useScope);
      if (matches !== null)
        return rule.template.build({ matches, expansion: new Expansion(scope), use: usePlace });
    }
    return badPart(`no rule of ${name} matches`, use, usePlace, usage(rules, name));
  };
  return new Macro(name, transform, form);
}

/** Its pattern and its template are compiled when they are first needed: of most macros only some rules are. */
class Rule {
  readonly pattern: Value;
  readonly #template: Value;
  readonly #syntax: Syntax;
  readonly #variables: PatternVariables;
  #matcher: Matcher | undefined;
  #built: Template | undefined;

  constructor(clause: Part, syntax: Syntax) {
    const found = parts(clause.x, clause.place, 'a rule must be (pattern template)');
    const pattern = found[0]?.x;
    if (found.length !== 2 || !(pattern instanceof Pair))
      syntaxError('a rule must be ((_ . pattern) template)', clause.x, clause.place);
    this.pattern = (pattern as Pair).cdr;
    this.#template = found[1]!.x;
    this.#syntax = syntax;
    this.#variables = patternVariables(this.pattern, syntax, clause.place);
  }

  /** What the variables matched; null where the form does not match. */
  match(x: Value, place: Place | undefined, use: Scope): Match[] | null {
    this.#matcher ??= matcherOf(this.pattern, this.#syntax, this.#variables);
    const matches: Match[] = [];
    return this.#matcher(x, place, use, matches) ? matches : null;
  }

  get template(): Template {
    this.#built ??= templateOf(this.#template, placeOf(this.#template), this.#syntax, this.#variables);
    return this.#built;
  }
}

/** How the macro's first rule is written, for the hint. */
function usage([first]: readonly Rule[], name: string): string | undefined {
  return first === undefined
    ? undefined
    : `expected ${printed(new Pair(intern(name), strip(first.pattern)))}`;
}
