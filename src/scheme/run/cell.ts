// A global variable: a cell shared by everything that was compiled against its name.
import type { SchemeSymbol } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import type { Primitive } from '../host/primitive.ts';

export class Cell {
  /** undefined: not defined yet. Compiled code reads it directly. */
  v: Value | undefined = undefined;
  readonly name: SchemeSymbol;
  /** Some definition was seen (it may not have run yet). */
  defined = false;
  /** Some code assigns it. */
  assigned = false;
  /** In the base library, which nobody assigns. */
  frozen = false;
  /** The primitive it holds for ever, if it holds one. */
  primitive: Primitive | undefined = undefined;
  /** Modules that keep its value in a variable of their own, for direct calls; they are told when it changes. */
  mirror: ((value: Value) => void) | undefined = undefined;

  /** The environment it belongs to. */
  readonly home: object;

  constructor(name: SchemeSymbol, home: object) {
    this.name = name;
    this.home = home;
  }
}

/** Defines or assigns, and tells the module that calls it directly. */
export function setCell(cell: Cell, value: Value): void {
  cell.v = value;
  cell.mirror?.(value);
}
