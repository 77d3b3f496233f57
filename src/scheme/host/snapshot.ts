// A compiled unit as a file: its JavaScript, and code that makes its constants and macros anew (restore.ts). With V8's code
// cache beside it, it is ready in a few milliseconds.
import type { CompiledText } from '../compile/compile.ts';
import { stringLiteral } from '../compile/module-writer.ts';
import { Char } from '../data/char.ts';
import type { Place } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import type { ProcedureInfo } from '../data/procedure.ts';
import { Keyword, SchemeSymbol } from '../data/symbol.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { strip } from '../expand/context.ts';
import type { Environment } from '../expand/environment.ts';
import { Alias, lookup, Macro, type Scope, symbolOf } from '../expand/scope.ts';
import { ModuleInfo, type Site } from '../run/backtrace.ts';
import { Cell } from '../run/cell.ts';

/** The layers a layer stands on, itself first. */
export function layersBelow(environment: Environment): Environment[] {
  const result: Environment[] = [];
  for (let at: Environment | undefined = environment; at !== undefined; at = at.inherited) result.push(at);
  return result;
}

/** Writes data as expressions over a Maker called `m`. */
class Writer {
  readonly #layers: Environment[];
  readonly #owners = new Map<Value, string>();
  readonly #own = new Map<Cell, number>();

  constructor(environment: Environment) {
    this.#layers = layersBelow(environment);
    this.#layers.forEach((environment, i) => {
      for (const [name, binding] of environment.own()) {
        if (!(binding instanceof Cell)) continue;
        if (binding.primitive !== undefined)
          this.#owners.set(binding.primitive.run as Value, this.#named('primitive', i, name));
        if (typeof binding.v === 'function') this.#owners.set(binding.v, this.#named('procedure', i, name));
      }
    });
  }

  #named(method: string, layer: number, name: SchemeSymbol): string {
    return `m.${method}(${layer},${stringLiteral(name.name)})`;
  }

  write(x: Value): string {
    const owner = this.#owners.get(x);
    if (owner !== undefined) return owner;
    if (x instanceof Cell) return this.#cell(x);
    if (x instanceof ModuleInfo) return this.#module(x);
    if (x instanceof SchemeSymbol) return `m.symbol(${stringLiteral(x.name)})`;
    if (x instanceof Keyword) return `m.keyword(${stringLiteral(x.name)})`;
    if (x instanceof Char) return `m.char(${x.codePoint})`;
    if (x === NIL || x === UNSPECIFIED) return x === NIL ? 'm.NIL' : 'm.UNSPECIFIED';
    if (x instanceof Pair) return this.#list(x);
    if (Array.isArray(x)) return `[${x.map(item => this.write(item))}]`;
    if (x instanceof Uint8Array) return `m.bytes([${x}])`;
    if (typeof x === 'string') return stringLiteral(x);
    if (typeof x === 'bigint') return `${x}n`;
    if (typeof x === 'number' || typeof x === 'boolean') return Object.is(x, -0) ? '0' : String(x);
    if (typeof x === 'object' && 'min' in x && 'max' in x) return this.#info(x as ProcedureInfo);
    throw new Error(`a library file holds a constant that no file can hold: ${String(x)}`);
  }

  #cell(cell: Cell): string {
    const layer = this.#layers.indexOf(cell.home as Environment);
    if (layer >= 0 && (cell.home as Environment).get(cell.name) === cell)
      return this.#named('cell', layer, cell.name);
    let index = this.#own.get(cell);
    if (index === undefined) {
      index = this.#own.size;
      this.#own.set(cell, index);
    }
    return `m.own(${index},${stringLiteral(cell.name.name)})`;
  }

  #list(x: Pair): string {
    const items: string[] = [];
    let at: Value = x;
    for (; at instanceof Pair; at = at.cdr) items.push(this.write(at.car));
    return at === NIL ? `m.list([${items}])` : `m.list([${items}],${this.write(at)})`;
  }

  #info({ name, min, max, doc, place, signature }: ProcedureInfo): string {
    const text = (x: string | undefined): string => (x === undefined ? 'undefined' : stringLiteral(x));
    const written = signature === undefined ? 'undefined' : this.write(signature);
    return `m.info(${text(name)},${min},${max},${text(doc)},${written},${this.#place(place)})`;
  }

  #place(place: Place | undefined): string {
    if (place === undefined) return 'undefined';
    return `{file:${stringLiteral(place.file)},line:${place.line},column:${place.column}}`;
  }

  /** What tells where errors come from is made when there is one. */
  #module({ internal, calls }: ModuleInfo): string {
    if (internal || typeof calls === 'function') return 'm.module()';
    const sites = calls.sites.map(site => this.#site(site));
    return `m.module(()=>({sites:[${sites}],lines:[${calls.lines}]}))`;
  }

  #site({ place, procedure, cell, namePlace }: Site): string {
    const name = procedure === undefined ? 'undefined' : stringLiteral(procedure);
    const called = cell === undefined ? 'undefined' : this.#cell(cell);
    return `m.site(${this.#place(place)},${name},${called},${this.#place(namePlace)})`;
  }
}

/**
 * A compiled unit, and the names and macros its files define, as the text of a file.
 * @param tables names of the environment that were defined otherwise
 */
export function takeSnapshot(
  { text, constants }: CompiledText,
  environment: Environment,
  tables: ReadonlySet<string> = new Set(),
): string {
  const writer = new Writer(environment);
  const lines: string[] = [];
  for (const [name, binding] of environment.own()) {
    if (tables.has(name.name)) continue;
    if (binding instanceof Cell) lines.push(`m.define(${stringLiteral(name.name)});`);
    else if (binding instanceof Macro && binding.rules !== undefined) {
      refuseOtherMeanings(binding.rules, environment);
      lines.push(`m.macro(${stringLiteral(name.name)},${writer.write(strip(binding.rules))});`);
    }
  }
  const made = constants.map(x => writer.write(x)).join(',\n');
  // The unit stands first: its lines are those its module knows of.
  return `(function(m){const unit=${text};\n${lines.join('\n')}\nreturn{constants:[${made}],unit}})`;
}

/** The rules of a macro are kept by their symbols: one that a macro introduced must mean what its symbol means. */
function refuseOtherMeanings(rules: Value, scope: Scope): void {
  for (let at = rules; ; at = at.cdr) {
    const part = at instanceof Pair ? at.car : at;
    if (part instanceof Pair || Array.isArray(part)) refuseOtherMeanings(part, scope);
    else if (part instanceof Alias && lookup(part, scope) !== lookup(symbolOf(part), scope))
      throw new Error(`a macro speaks of another ${symbolOf(part).name} than the file that is kept`);
    if (!(at instanceof Pair)) return;
  }
}
