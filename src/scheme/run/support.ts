// What compiled code calls: the names here are the names in the JavaScript it is made of.

import { Char } from '../data/char.ts';
import { Condition, raise } from '../data/condition.ts';
import {
  add,
  atLeast,
  atMost,
  equals,
  greater,
  less,
  modulo,
  multiply,
  quotient,
  remainder,
  subtract,
} from '../data/number.ts';
import { arrayToList, list, Pair } from '../data/pair.ts';
import { intern, SchemeSymbol } from '../data/symbol.ts';
import { MultipleValues, NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { unbound } from './backtrace.ts';
import { type Cell, setCell } from './cell.ts';
import {
  again,
  enter,
  enterRest,
  FULL,
  LEVELS,
  MASK,
  notProcedure,
  Point,
  registers,
  save0,
  save1,
  save2,
  save3,
  saveMany,
  TURNS,
} from './machine.ts';

/** An assigned variable. */
export class Box {
  v: Value | undefined;
  constructor(v: Value | undefined) {
    this.v = v;
  }
}

/** A name used before its definition gave it a value. */
function unset(name: string): never {
  return raise(
    new Condition(
      'unbound-variable',
      'unbound variable:',
      list(intern(name)),
      'it is used before its definition gives it a value',
    ),
  );
}

function define(cell: Cell, value: Value): Value {
  setCell(cell, value);
  return UNSPECIFIED;
}

function assign(cell: Cell, value: Value): Value {
  if (cell.v === undefined) return unbound(cell);
  setCell(cell, value);
  return UNSPECIFIED;
}

/** A module's own variable for a global it calls directly follows the cell. */
function mirror(cell: Cell, follow: (value: Value) => void): void {
  const before = cell.mirror;
  cell.mirror =
    before === undefined
      ? follow
      : value => {
          before(value);
          follow(value);
        };
}

/** The names compiled code may use, to which the library adds its own; nothing else of JavaScript is in its scope that Scheme could name. */
export const support: Record<string, unknown> = {
  Pair,
  NIL,
  UNSPECIFIED,
  MultipleValues,
  Char,
  SchemeSymbol,
  Box,
  Point,
  S: registers,
  MASK,
  FULL,
  LEVELS,
  TURNS,
  MAX: Number.MAX_SAFE_INTEGER,
  enter,
  enterRest,
  again,
  save0,
  save1,
  save2,
  save3,
  saveMany,
  notProcedure,
  unbound,
  unset,
  define,
  assign,
  mirror,
  arrayToList,
  add,
  subtract,
  multiply,
  quotient,
  remainder,
  modulo,
  equals,
  less,
  greater,
  atMost,
  atLeast,
};
