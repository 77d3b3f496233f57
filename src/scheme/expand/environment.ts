// An environment: the global names of one file, above those it inherits (the base library). A definition in one never
// shows in another.
import type { Node } from '../compile/ast.ts';
import type { Procedure } from '../data/procedure.ts';
import { SchemeSymbol } from '../data/symbol.ts';
import { Cell } from '../run/cell.ts';
import type { Alias, Binding, CoreForm, Identifier, Macro, Scope, TopScope } from './scope.ts';

/** What keeps the code of an open environment up to date (compile/renewal.ts). */
export interface Renewal {
  compile(nodes: Node[]): Procedure;
  /** From now on the name means what the cell holds, no longer a primitive. */
  redefined(name: SchemeSymbol, cell: Cell): void;
  /** The cell of a name that once meant a primitive and was redefined. */
  redefinition(name: SchemeSymbol): Cell | undefined;
}

export class Environment implements TopScope {
  /** Scopes end here: what is inherited is found by `get`, which leaves out private names. */
  readonly parent: Scope | undefined = undefined;
  readonly file: string;
  readonly inherited: Environment | undefined;
  /** Code here may redefine what it inherits, and sees that; a layer's does not, and calls it directly. */
  borrows = true;
  /** Open: what is compiled here is made anew when a primitive it calls is redefined. */
  renewal: Renewal | undefined = undefined;
  onLocalBinding: TopScope['onLocalBinding'] = undefined;
  onFreeName: TopScope['onFreeName'] = undefined;
  /** Libraries defined here or below, by name. */
  libraries: Map<string, Map<SchemeSymbol, Binding>>;
  readonly #table = new Map<SchemeSymbol, Binding>();
  readonly #isPrivate: (name: string) => boolean;
  readonly #borrowed = new Map<SchemeSymbol, Cell>();
  /** Names that macros introduced at top level: each use of the macro has its own. */
  readonly #introduced = new WeakMap<Alias, Binding>();

  constructor(file: string, inherited?: Environment, isPrivate: (name: string) => boolean = () => false) {
    this.file = file;
    this.inherited = inherited;
    this.#isPrivate = isPrivate;
    this.libraries = new Map(inherited?.libraries);
  }

  printed(): string {
    return `#<environment ${this.file}>`;
  }

  get(name: Identifier): Binding | undefined {
    if (!(name instanceof SchemeSymbol)) return this.#introduced.get(name);
    const own = this.#table.get(name);
    if (own !== undefined && isDefined(own)) return own;
    return this.inherited?.exported(name);
  }

  /** What those who inherit from this environment see: all but its private names. */
  exported(name: SchemeSymbol): Binding | undefined {
    const own = this.#table.get(name);
    return own !== undefined && this.#isPrivate(name.name) ? undefined : this.get(name);
  }

  define(name: Identifier): Cell {
    const known = name instanceof SchemeSymbol ? this.#table.get(name) : this.#introduced.get(name);
    if (known instanceof Cell && known.home === this) {
      known.defined = true;
      known.primitive = undefined;
      return known;
    }
    const inherited = this.get(name);
    const borrowed = name instanceof SchemeSymbol ? this.#borrowed.get(name) : undefined;
    const cell = borrowed ?? new Cell(name instanceof SchemeSymbol ? name : rootSymbol(name), this);
    // Until the definition has run, the name means what it meant.
    if (inherited instanceof Cell) cell.v = inherited.v;
    cell.defined = true;
    this.bind(name, cell);
    if (inherited instanceof Cell && inherited.primitive !== undefined && name instanceof SchemeSymbol)
      this.renewal?.redefined(name, cell);
    return cell;
  }

  defineSyntax(name: Identifier, binding: Macro | CoreForm): void {
    this.bind(name, binding);
  }

  /**
   * This environment's own cell for an inherited procedure, so that a later definition or assignment of the name here
   * is seen by code compiled before it. Primitives that compiled code holds as text are not borrowed.
   */
  borrow(name: SchemeSymbol, cell: Cell): Cell {
    let own = this.#borrowed.get(name);
    if (own === undefined) {
      own = new Cell(name, this);
      own.v = cell.v;
      this.#borrowed.set(name, own);
    }
    return own;
  }

  reference(name: SchemeSymbol): Cell {
    const known = this.#table.get(name);
    if (known instanceof Cell) return known;
    const cell = new Cell(name, this);
    this.#table.set(name, cell);
    return cell;
  }

  /** Makes a name mean what it means elsewhere (import). */
  bind(name: Identifier, binding: Binding): void {
    if (name instanceof SchemeSymbol) this.#table.set(name, binding);
    else this.#introduced.set(name, binding);
  }

  /** Every name defined here, and what it is bound to. */
  *own(): Iterable<[SchemeSymbol, Binding]> {
    for (const entry of this.#table) if (isDefined(entry[1])) yield entry;
  }

  /** Every name that can be used here. */
  *names(): Iterable<SchemeSymbol> {
    for (const [name] of this.own()) yield name;
    if (this.inherited === undefined) return;
    for (const name of this.inherited.names()) {
      if (this.#table.get(name) === undefined && this.inherited.exported(name) !== undefined) yield name;
    }
  }

  /** No definition or assignment changes what is defined here from now on. */
  freeze(): void {
    for (const [, binding] of this.own()) if (binding instanceof Cell) binding.frozen = true;
  }
}

const isDefined = (binding: Binding): boolean => !(binding instanceof Cell) || binding.defined;

function rootSymbol(alias: Alias): SchemeSymbol {
  let name: Identifier = alias;
  while (!(name instanceof SchemeSymbol)) name = name.name;
  return name;
}
