// The templates of syntax-rules, compiled to objects that build a form from what a pattern matched.
import type { Place } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import type { Value } from '../data/value.ts';
import { placeOf, SourcePair } from '../read/source.ts';
import { badPart, parts, syntaxError } from './context.ts';
import { type Expansion, type Identifier, isIdentifier } from './scope.ts';
import { listOfItems, type Match, type PatternVariables, type Syntax } from './syntax-pattern.ts';

/** Where a macro is used, and what is made of its template. */
export interface Filling {
  readonly matches: Match[];
  /** Renames every name that is no pattern variable. */
  readonly expansion: Expansion;
  readonly use: Place | undefined;
}

/** Part of a template. */
export interface Template {
  build(filling: Filling): Value;
  /** Where what is built stands, if it is an atom. */
  place(filling: Filling): Place | undefined;
}

/** @param depths under how many ellipses a variable still stands here */
export function templateOf(
  x: Value,
  place: Place | undefined,
  syntax: Syntax,
  variables: PatternVariables,
): Template {
  const depths = new Map([...variables].map(([name, { depth }]) => [name, depth]));
  return new Compiler(syntax, variables).template(x, place, depths, false);
}

type Depths = ReadonlyMap<Identifier, number>;

class Compiler {
  readonly #syntax: Syntax;
  readonly #variables: PatternVariables;

  constructor(syntax: Syntax, variables: PatternVariables) {
    this.#syntax = syntax;
    this.#variables = variables;
  }

  /** @param escaped within (... template), where an ellipsis is a name like others */
  template(x: Value, place: Place | undefined, depths: Depths, escaped: boolean): Template {
    if (isIdentifier(x)) {
      const variable = this.#variables.get(x);
      return variable === undefined ? new Renamed(x) : new Matched(x, variable.slot, place);
    }
    if (Array.isArray(x)) return new Vector(this.template(listOfItems(x, place), place, depths, escaped));
    if (!(x instanceof Pair)) return new Constant(x);
    if (!escaped) {
      if (this.#syntax.isEllipsis(x.car) && x.cdr instanceof Pair)
        return this.template(x.cdr.car, place, depths, true);
      if (this.#syntax.isFollowed(x)) return this.#repeated(x, depths);
    }
    return new List(
      this.template(x.car, place, depths, escaped),
      this.template(x.cdr, place, depths, escaped),
    );
  }

  /** (item ... ... . rest) */
  #repeated(x: Pair & { cdr: Pair }, depths: Depths): Template {
    let rest: Value = x.cdr.cdr;
    let levels = 1;
    for (; rest instanceof Pair && this.#syntax.isEllipsis(rest.car); rest = rest.cdr) levels++;
    const slots: number[][] = [];
    let within = depths;
    for (let i = 0; i < levels; i++) {
      const names = this.#repeating(x.car, within);
      slots.push(names.map(name => this.#variables.get(name)!.slot));
      within = new Map([...within].map(([name, depth]) => [name, names.includes(name) ? depth - 1 : depth]));
    }
    return new Repeated(
      x.car,
      this.template(x.car, undefined, within, false),
      slots,
      this.template(rest, undefined, depths, false),
    );
  }

  /** The variables in a template of which there is one match for each item. */
  #repeating(x: Value, depths: Depths, found: Identifier[] = []): Identifier[] {
    if (isIdentifier(x)) {
      if ((depths.get(x) ?? 0) > 0 && !found.includes(x)) found.push(x);
    } else if (Array.isArray(x)) for (const item of x) this.#repeating(item, depths, found);
    else if (x instanceof Pair) {
      let at: Value = x;
      for (; at instanceof Pair; at = at.cdr) this.#repeating(at.car, depths, found);
      this.#repeating(at, depths, found);
    }
    return found;
  }
}

class Constant implements Template {
  readonly #x: Value;
  constructor(x: Value) {
    this.#x = x;
  }
  build(): Value {
    return this.#x;
  }
  place({ use }: Filling): Place | undefined {
    return use;
  }
}

class Renamed implements Template {
  readonly #name: Identifier;
  constructor(name: Identifier) {
    this.#name = name;
  }
  build({ expansion }: Filling): Value {
    return expansion.rename(this.#name);
  }
  place({ use }: Filling): Place | undefined {
    return use;
  }
}

class Matched implements Template {
  readonly #name: Identifier;
  readonly #slot: number;
  readonly #written: Place | undefined;
  constructor(name: Identifier, slot: number, written: Place | undefined) {
    this.#name = name;
    this.#slot = slot;
    this.#written = written;
  }
  build({ matches }: Filling): Value {
    const match = matches[this.#slot]!;
    return Array.isArray(match)
      ? badPart('this variable needs an ellipsis after it:', this.#name, this.#written)
      : match.x;
  }
  place({ matches }: Filling): Place | undefined {
    const match = matches[this.#slot]!;
    return Array.isArray(match) ? undefined : match.place;
  }
}

class Vector implements Template {
  readonly #items: Template;
  constructor(items: Template) {
    this.#items = items;
  }
  build(filling: Filling): Value {
    return parts(this.#items.build(filling), filling.use).map(part => part.x);
  }
  place({ use }: Filling): Place | undefined {
    return use;
  }
}

class List implements Template {
  readonly #first: Template;
  readonly #rest: Template;
  constructor(first: Template, rest: Template) {
    this.#first = first;
    this.#rest = rest;
  }
  build(filling: Filling): Value {
    const first = this.#first.build(filling);
    const rest = this.#rest.build(filling);
    return new SourcePair(first, rest, filling.use, placeOf(first) ?? this.#first.place(filling));
  }
  place({ use }: Filling): Place | undefined {
    return use;
  }
}

class Repeated implements Template {
  readonly #written: Value;
  readonly #item: Template;
  /** Of each ellipsis, the outermost first: the variables that have a match for each item. */
  readonly #slots: readonly (readonly number[])[];
  readonly #rest: Template;

  constructor(written: Value, item: Template, slots: readonly (readonly number[])[], rest: Template) {
    this.#written = written;
    this.#item = item;
    this.#slots = slots;
    this.#rest = rest;
  }

  build(filling: Filling): Value {
    const items: { x: Value; place: Place | undefined }[] = [];
    this.#collect(filling, 0, items);
    let result = this.#rest.build(filling);
    for (let i = items.length - 1; i >= 0; i--) {
      const { x, place } = items[i]!;
      result = new SourcePair(x, result, filling.use, placeOf(x) ?? place);
    }
    return result;
  }

  place({ use }: Filling): Place | undefined {
    return use;
  }

  #collect(filling: Filling, level: number, items: { x: Value; place: Place | undefined }[]): void {
    const slots = this.#slots[level];
    if (slots === undefined) {
      items.push({ x: this.#item.build(filling), place: this.#item.place(filling) });
      return;
    }
    const { matches, use } = filling;
    if (slots.length === 0)
      syntaxError('no variable of this template is under an ellipsis in the pattern', this.#written, use);
    const length = Math.max(...slots.map(slot => (matches[slot] as Match[]).length));
    for (let i = 0; i < length; i++) {
      const one = matches.slice();
      for (const slot of slots) {
        const match = (matches[slot] as Match[])[i];
        if (match !== undefined) one[slot] = match;
      }
      this.#collect({ ...filling, matches: one }, level + 1, items);
    }
  }
}
