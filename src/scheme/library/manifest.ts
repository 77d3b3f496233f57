// What the base library is made of: tables of primitives, constants, and Scheme files in the order in which they are loaded.
import type { Value } from '../data/value.ts';
import type { Macro } from '../expand/scope.ts';
import type { Primitive } from '../host/primitive.ts';
import { bits } from './bits.ts';
import { charSets, STANDARD_SETS } from './char-sets.ts';
import { characters } from './characters.ts';
import { controls } from './control.ts';
import { core } from './core.ts';
import { errors } from './errors.ts';
import { format } from './format.ts';
import { hashTables } from './hash-tables.ts';
import { lists } from './lists.ts';
import { matchMacros } from './match.ts';
import { matching } from './matching.ts';
import { numbers } from './numbers.ts';
import { reading } from './reading.ts';
import { REGEXP_FLAGS, regexps } from './regexp.ts';
import { srfi19, TIME_TYPES } from './srfi-19.ts';
import { stringSearch } from './string-search.ts';
import { strings } from './strings.ts';
import { symbols } from './symbols.ts';
import { system } from './system.ts';
import { times } from './times.ts';
import { bytevectors, vectors } from './vectors.ts';
import { writing } from './writing.ts';

/** A name in two tables means what the last says. */
export const primitives: readonly Primitive[] = [
  ...numbers,
  ...bits,
  ...characters,
  ...symbols,
  ...strings,
  ...charSets,
  ...stringSearch,
  ...lists,
  ...vectors,
  ...bytevectors,
  ...hashTables,
  ...reading,
  ...writing,
  ...format,
  ...regexps,
  ...times,
  ...srfi19,
  ...system,
  ...matching,
  ...errors,
  ...controls,
  ...core,
];

/** Variables that hold no procedure. */
export const constants: readonly (readonly [name: string, value: Value])[] = [
  ...STANDARD_SETS,
  ...REGEXP_FLAGS,
  ...TIME_TYPES,
];

/** Forms written in TypeScript. */
export const macros: readonly Macro[] = matchMacros;

/** Files of scheme/, in load order. */
export const files: readonly string[] = [
  'forms.scm',
  'control.scm',
  'lazy.scm',
  'lists.scm',
  'srfi-1.scm',
  'sort.scm',
  'vectors.scm',
  'strings.scm',
  'tables.scm',
  'ports.scm',
];
