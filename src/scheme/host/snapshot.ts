// A compiled layer as a file: the unit's JavaScript, and code that makes its constants and macros anew. With V8's code
// cache beside it a layer is ready in a few milliseconds.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Script } from 'node:vm';
import type { CompiledText } from '../compile/compile.ts';
import { stringLiteral } from '../compile/module-writer.ts';
import { Char, char } from '../data/char.ts';
import { arrayToList, Pair } from '../data/pair.ts';
import type { Procedure, ProcedureInfo } from '../data/procedure.ts';
import { intern, Keyword, keyword, SchemeSymbol } from '../data/symbol.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import { strip } from '../expand/context.ts';
import type { Environment } from '../expand/environment.ts';
import { Macro, type Scope } from '../expand/scope.ts';
import { syntaxRules } from '../expand/syntax-rules.ts';
import { ModuleInfo } from '../run/backtrace.ts';
import { Cell } from '../run/cell.ts';
import { support } from '../run/support.ts';
import type { Layer } from './layer.ts';

/** What the text of a snapshot calls to make its constants. */
interface Maker {
  /** A cell of the layer numbered `layer`, by name; an unnamed one of its own by number. */
  cell(layer: number, name: string): Cell;
  own(index: number, name: string): Cell;
  primitive(layer: number, name: string): Value;
  procedure(layer: number, name: string): Value;
  info(name: string | undefined, min: number, max: number, doc?: string, signature?: Value): ProcedureInfo;
  module(): ModuleInfo;
  symbol(name: string): Value;
  keyword(name: string): Value;
  char(point: number): Value;
  list(items: Value[], tail?: Value): Value;
  bytes(items: number[]): Value;
  readonly NIL: Value;
  readonly UNSPECIFIED: Value;
  macro(name: string, rules: Value): void;
  /** A name the files define. */
  define(name: string): void;
}

type Unit = (maker: Maker) => {
  constants: Value[];
  unit: (support: unknown, constants: Value[]) => Procedure;
};

/** The layers a layer stands on, itself first. */
function layersBelow(environment: Environment): Environment[] {
  const result: Environment[] = [];
  for (let at: Environment | undefined = environment; at !== undefined; at = at.inherited) result.push(at);
  return result;
}

/** Writes data as expressions over a Maker called `m`. */
class Writer {
  readonly #layers: Environment[];
  readonly #owners = new Map<Value, string>();
  readonly #own = new Map<Cell, number>();

  constructor(layer: Layer) {
    this.#layers = layersBelow(layer.environment);
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
    if (x instanceof ModuleInfo) return 'm.module()';
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

  #info({ name, min, max, doc, signature }: ProcedureInfo): string {
    const text = (x: string | undefined): string => (x === undefined ? 'undefined' : stringLiteral(x));
    return `m.info(${text(name)},${min},${max},${text(doc)},${signature === undefined ? 'undefined' : this.write(signature)})`;
  }
}

/** A compiled unit, and the names and macros its files define, as the text of a file. */
export function takeSnapshot({ text, constants }: CompiledText, layer: Layer): string {
  const writer = new Writer(layer);
  const tables = new Set([...layer.forms, ...layer.primitives].map(({ name }) => name));
  const lines: string[] = [];
  for (const [name, binding] of layer.environment.own()) {
    if (tables.has(name.name)) continue;
    if (binding instanceof Cell) lines.push(`m.define(${stringLiteral(name.name)});`);
    else if (binding instanceof Macro && binding.rules !== undefined) {
      lines.push(`m.macro(${stringLiteral(name.name)},${writer.write(strip(binding.rules))});`);
    }
  }
  const made = constants.map(x => writer.write(x)).join(',\n');
  return `(function(m){${lines.join('\n')}\nreturn{constants:[${made}],unit:${text}}})`;
}

class LayerMaker implements Maker {
  readonly #layers: Environment[];
  readonly #own: Cell[] = [];
  readonly NIL = NIL;
  readonly UNSPECIFIED = UNSPECIFIED;

  constructor(layer: Layer) {
    this.#layers = layersBelow(layer.environment);
  }
  cell(layer: number, name: string): Cell {
    const symbol = intern(name);
    const binding = this.#layers[layer]!.get(symbol);
    return binding instanceof Cell ? binding : this.#layers[layer]!.reference(symbol);
  }
  own(index: number, name: string): Cell {
    this.#own[index] ??= new Cell(intern(name), this.#layers[0]!);
    return this.#own[index];
  }
  primitive(layer: number, name: string): Value {
    return this.cell(layer, name).primitive!.run as Value;
  }
  procedure(layer: number, name: string): Value {
    return this.cell(layer, name).v!;
  }
  info(name: string | undefined, min: number, max: number, doc?: string, signature?: Value): ProcedureInfo {
    return { name, min, max, doc, place: undefined, signature };
  }
  module(): ModuleInfo {
    return new ModuleInfo(true);
  }
  symbol = intern;
  keyword = keyword;
  char = char;
  list(items: Value[], tail: Value = NIL): Value {
    return arrayToList(items, tail);
  }
  bytes(items: number[]): Value {
    return Uint8Array.from(items);
  }
  macro(name: string, rules: Value): void {
    this.#layers[0]!.defineSyntax(intern(name), lazyMacro(name, rules as Pair, this.#layers[0]!));
  }
  define(name: string): void {
    this.#layers[0]!.define(intern(name));
  }
}

/** A macro whose rules are looked at when it is first used. */
function lazyMacro(name: string, rules: Pair, scope: Scope): Macro {
  let made: Macro | undefined;
  return new Macro(name, (form, use, place) => {
    made ??= syntaxRules(rules, scope, name, undefined);
    return made.transform(form, use, place);
  });
}

/** What this process has loaded of snapshots, and not kept a cache of. */
const loaded: { file: string; script: Script }[] = [];

/** The procedure that runs a snapshot's unit. */
export function restore(file: string, layer: Layer): Procedure {
  const cache = `${file}.cache`;
  const cached = existsSync(cache) ? { cachedData: readFileSync(cache) } : {};
  const script = new Script(readFileSync(file, 'utf8'), { filename: file, ...cached });
  loaded.push({ file, script });
  const { constants, unit } = (script.runInThisContext() as Unit)(new LayerMaker(layer));
  return unit(support, constants);
}

/**
 * Keeps V8's code cache beside each snapshot that was loaded since the last call, of what was run of it so far: called
 * early, so that a cache does not grow by what a start has no use for.
 */
export function keepCodeCaches(): void {
  for (const { file, script } of loaded.splice(0)) writeFileSync(`${file}.cache`, script.createCachedData());
}
