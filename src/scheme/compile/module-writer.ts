// The JavaScript of one compilation: constants, functions at module level, and which place each line stands for.
//
// Nothing a user writes enters the text but through JSON.stringify (strings) or reduced to [A-Za-z0-9_] (parts of
// names, for reading); every other datum is a constant, handed over in an array.
import type { ProcedureInfo } from '../data/procedure.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { ModuleInfo, type Site } from '../run/backtrace.ts';
import type { Cell } from '../run/cell.ts';
import type { Lambda, Variable } from './ast.ts';

/** Around the number of a site; no other text of ours holds a character beyond ASCII, and strings are escaped. */
const MARK = '§';

/** A part of a JavaScript name, for those who read the code. */
const readable = (name: string | undefined): string =>
  (name ?? '').replace(/[^A-Za-z0-9]/g, '_').slice(0, 24);

/** A string as JavaScript text. */
export const stringLiteral = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What checks at entry compare with. A module that may be renewed has its own, which make every check fail in the end. */
const CHECKED = ['MASK', 'LEVELS'];
const RENEWABLE = 'let {MASK,LEVELS}=RT;k0.expire=()=>{MASK=-1;LEVELS=0;};';

/** The function at module level that makes a procedure (`free`), or a group of them, or that is the procedure. */
export interface Maker {
  readonly name: string;
  readonly lambda: Lambda;
  readonly isProcedure: boolean;
  /** Its place in the group. */
  readonly index: number | undefined;
}

/** How procedures are made: an expression, and the locals it needs; '' when they stand at module level. */
export interface Closures {
  readonly text: string;
  readonly free: Variable[];
}

export class ModuleWriter {
  readonly info: ModuleInfo;
  readonly constants: Value[] = [];
  /** Procedures of the module that are called directly, by their cells. */
  readonly direct = new Map<Cell, Lambda>();
  readonly directNames = new Map<Lambda, string>();
  /** Groups of procedures that are written already, by their first. */
  readonly closures = new Map<Lambda, Closures>();
  /** May it be renewed (renewal.ts)? Then: what each procedure is made by, and tells of itself. */
  readonly renewable: boolean;
  readonly makers: Maker[] = [];
  readonly infos = new Map<Lambda, ProcedureInfo>();
  readonly #names = new Map<Value, string>();
  readonly #definitions: string[] = [];
  readonly #sites: Site[] = [];
  #functions = 0;

  constructor({ internal, renewable }: { internal: boolean; renewable: boolean }) {
    this.info = new ModuleInfo(internal);
    this.renewable = renewable;
    this.constant(this.info);
  }

  /** The name of a constant. */
  constant(value: Value): string {
    let name = this.#names.get(value);
    if (name === undefined) {
      name = `k${this.constants.length}`;
      this.constants.push(value);
      this.#names.set(value, name);
    }
    return name;
  }

  /** The text of a datum. */
  literal(value: Value): string {
    if (typeof value === 'number') return this.#number(value);
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'bigint') return value < 0n ? `(${value}n)` : `${value}n`;
    if (typeof value === 'string') return stringLiteral(value);
    if (value === NIL) return 'NIL';
    if (value === UNSPECIFIED) return 'UNSPECIFIED';
    return this.constant(value);
  }

  #number(value: number): string {
    if (Number.isNaN(value)) return 'NaN';
    if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '(-Infinity)';
    return value < 0 ? `(${value})` : String(value);
  }

  /** A new name at module level. */
  name(kind: string, hint?: string): string {
    return `${kind}${++this.#functions}_${readable(hint)}`;
  }

  variable(variable: Variable): string {
    variable.emitted ??= `v${variable.id}`;
    return variable.emitted;
  }

  /** Adds a definition at module level. */
  define(text: string): void {
    this.#definitions.push(text);
  }

  /** The index of the site marked last. */
  get lastSite(): number {
    return this.#sites.length - 1;
  }

  /** Begins a new line that stands for a place. */
  mark(site: Site): string {
    this.#sites.push(site);
    return `${MARK}${this.#sites.length - 1}${MARK}`;
  }

  /** The module's text, around the body that runs it; after this, info knows its lines. */
  finish(body: string, names: readonly string[]): string {
    const constants = this.constants.map((_, i) => `k${i}=K[${i}]`);
    const known = this.renewable ? names.filter(name => !CHECKED.includes(name)) : names;
    const own = this.renewable ? RENEWABLE : '';
    const makers = this.renewable ? `k0.makers=[${this.makers.map(({ name }) => name)}];` : '';
    const head = `(function(RT,K){"use strict";const {${known}}=RT;const ${constants};${own}`;
    const text = `${head}\n${this.#definitions.join('\n')}\n${makers}${body}})`;
    return this.#withLines(text);
  }

  /** The text with each mark a line end, and the site of each line noted. */
  #withLines(text: string): string {
    const pieces = text.split(MARK);
    const lines: (number | undefined)[] = [];
    let line = 1;
    for (let i = 0; i < pieces.length; i += 2) {
      const piece = pieces[i]!;
      for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) line++;
      if (i + 1 === pieces.length) break;
      lines[++line] = Number(pieces[i + 1]);
      pieces[i + 1] = '\n';
    }
    this.info.calls = { sites: this.#sites, lines };
    return pieces.join('');
  }
}
