// Names: identifiers, scopes and what a name may be bound to.
import type { Node, Variable } from '../compile/ast.ts';
import type { Place } from '../data/condition.ts';
import type { Pair } from '../data/pair.ts';
import { SchemeSymbol } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import type { Cell } from '../run/cell.ts';

/** The identifiers one use of a macro introduces: each name is renamed once. */
export class Expansion {
  readonly scope: Scope;
  readonly #renamed = new Map<Identifier, Alias>();
  constructor(scope: Scope) {
    this.scope = scope;
  }
  rename(name: Identifier): Alias {
    let alias = this.#renamed.get(name);
    if (alias === undefined) {
      alias = new Alias(name, this);
      this.#renamed.set(name, alias);
    }
    return alias;
  }
}

/** A name a macro introduced: unlike every name of the user's; unless something binds it, it means what its name means where the macro was written. */
export class Alias {
  readonly name: Identifier;
  readonly expansion: Expansion;
  constructor(name: Identifier, expansion: Expansion) {
    this.name = name;
    this.expansion = expansion;
  }
}

export type Identifier = SchemeSymbol | Alias;

export const isIdentifier = (x: Value): x is Identifier => x instanceof SchemeSymbol || x instanceof Alias;

/** The symbol that was written. */
export function symbolOf(identifier: Identifier): SchemeSymbol {
  while (identifier instanceof Alias) identifier = identifier.name;
  return identifier;
}

/** Where an expression stands: what a form's expander is given. */
export interface Context {
  readonly scope: Scope;
  /** The file's environment: where top-level definitions go. */
  readonly environment: TopScope;
  /** Where the form being expanded begins. */
  readonly place: Place | undefined;
  /** The name a lambda here would be known by. */
  readonly name: string | undefined;
}

/** The context at another place. (Expanding does little else as often, and `...` took a tenth of its time.) */
export const contextAt = (
  { scope, environment }: Context,
  place: Place | undefined,
  name: string | undefined,
): Context => ({ scope, environment, place, name });

/** Takes the definitions of a body, or of a file. Values are expanded later, when all names are known. */
export interface Definitions {
  define(name: Identifier, make: (context: Context) => Node, context: Context): void;
  defineSyntax(name: Identifier, binding: Macro | CoreForm, context: Context): void;
  /** An expression, or a definition's assignment, to be run in its turn. */
  effect(make: (context: Context) => Node, context: Context): void;
  /** Forms that stand in the place of this one. */
  splice(forms: Value, context: Context): void;
  /** The node that gives a defined name its value (define-values). */
  assign(name: Identifier, value: Node, context: Context): Node;
}

/** A form of the language itself: makes a node from a use of it; a definition hands its names to the body. */
export class CoreForm {
  readonly name: string;
  readonly expand: ((form: Pair, context: Context) => Node) | undefined;
  readonly define: ((form: Pair, context: Context, into: Definitions) => void) | undefined;
  /** What its name alone stands for, if it may stand alone. */
  readonly reference: ((context: Context) => Node) | undefined;
  constructor(
    name: string,
    expand: CoreForm['expand'],
    define?: CoreForm['define'],
    reference?: CoreForm['reference'],
  ) {
    this.name = name;
    this.expand = expand;
    this.define = define;
    this.reference = reference;
  }
}

/** A form that turns into another form. */
export class Macro {
  readonly name: string;
  readonly transform: (form: Pair, scope: Scope, place: Place | undefined) => Value;
  /** The syntax-rules form it was made from. */
  readonly rules: Pair | undefined;
  constructor(name: string, transform: Macro['transform'], rules?: Pair) {
    this.name = name;
    this.transform = transform;
    this.rules = rules;
  }
}

export type Binding = Variable | Cell | CoreForm | Macro;

export interface Scope {
  readonly parent: Scope | undefined;
  /** What this scope itself binds the identifier to. */
  get(identifier: Identifier): Binding | undefined;
}

export class LocalScope implements Scope {
  readonly parent: Scope;
  readonly bindings = new Map<Identifier, Binding>();
  constructor(parent: Scope) {
    this.parent = parent;
  }
  get(identifier: Identifier): Binding | undefined {
    return this.bindings.get(identifier);
  }
}

/** An environment, as the expander sees it. */
export interface TopScope extends Scope {
  /** The file's name, against which include and load resolve. */
  readonly file: string;
  /** Told of every local variable of the user's: a host may warn that it hides something. */
  onLocalBinding: ((name: SchemeSymbol, place: Place | undefined) => void) | undefined;
  /** Told of every name that nothing binds yet, where code of this file uses it: a host may ask in the end whether something does. */
  onFreeName: ((cell: Cell, place: Place | undefined) => void) | undefined;
  /** The cell a definition of this name gives a value. */
  define(name: Identifier): Cell;
  defineSyntax(name: Identifier, binding: Macro | CoreForm): void;
  /** The cell of a name that nothing binds yet. */
  reference(name: SchemeSymbol): Cell;
}

/** What an identifier means in a scope; undefined: nothing binds it. */
export function lookup(identifier: Identifier, scope: Scope): Binding | undefined {
  for (;;) {
    for (let s: Scope | undefined = scope; s !== undefined; s = s.parent) {
      const binding = s.get(identifier);
      if (binding !== undefined) return binding;
    }
    if (identifier instanceof SchemeSymbol) return undefined;
    scope = identifier.expansion.scope;
    identifier = identifier.name;
  }
}

/** Do two identifiers mean the same (R7RS: how a literal of syntax-rules matches)? */
export function sameMeaning(a: Identifier, scopeA: Scope, b: Identifier, scopeB: Scope): boolean {
  const [meaningA, meaningB] = [lookup(a, scopeA), lookup(b, scopeB)];
  return meaningA === meaningB && (meaningA !== undefined || symbolOf(a) === symbolOf(b));
}

/** Tells the environment, if it wants to know, that a name of the user's is bound locally (and may hide a global). */
export function watch(name: Identifier, scope: Scope, place: Place | undefined): void {
  if (!(name instanceof SchemeSymbol)) return;
  let top: Scope | undefined = scope;
  while (top.parent !== undefined) top = top.parent;
  (top as TopScope).onLocalBinding?.(name, place);
}
