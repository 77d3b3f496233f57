// Snapshots, restored: see snapshot.ts.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { char } from '../data/char.ts';
import type { Place } from '../data/condition.ts';
import { arrayToList, type Pair } from '../data/pair.ts';
import type { Procedure, ProcedureInfo } from '../data/procedure.ts';
import { intern, keyword } from '../data/symbol.ts';
import { NIL, UNSPECIFIED, type Value } from '../data/value.ts';
import type { Environment } from '../expand/environment.ts';
import { Macro, type Scope } from '../expand/scope.ts';
import { syntaxRules } from '../expand/syntax-rules.ts';
import { ModuleInfo, type Site, type Sites } from '../run/backtrace.ts';
import { Cell } from '../run/cell.ts';
import { support } from '../run/support.ts';
import { layersBelow } from './snapshot.ts';

type Unit = (maker: UnitMaker) => {
  constants: Value[];
  unit: (support: unknown, constants: Value[]) => Procedure;
};

/** What the text of a snapshot calls to make its constants. */
class UnitMaker {
  readonly #layers: Environment[];
  readonly #module: ModuleInfo;
  readonly #own: Cell[] = [];
  readonly NIL = NIL;
  readonly UNSPECIFIED = UNSPECIFIED;

  constructor(environment: Environment, module: ModuleInfo) {
    this.#layers = layersBelow(environment);
    this.#module = module;
  }
  /** A cell of the layer numbered `layer`, by name. */
  cell(layer: number, name: string): Cell {
    const symbol = intern(name);
    const binding = this.#layers[layer]!.get(symbol);
    return binding instanceof Cell ? binding : this.#layers[layer]!.reference(symbol);
  }
  /** A cell of the unit's own, which no name of a layer means. */
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
  info(
    name: string | undefined,
    min: number,
    max: number,
    doc?: string,
    signature?: Value,
    place?: Place,
  ): ProcedureInfo {
    return { name, min, max, doc, place, signature };
  }
  /** What the unit knows of itself; without calls, of the base library, whose own calls are left out of backtraces. */
  module(calls?: () => Sites): ModuleInfo {
    if (calls) this.#module.calls = calls;
    return this.#module;
  }
  site(place?: Place, procedure?: string, cell?: Cell, namePlace?: Place): Site {
    return { place, procedure, cell, namePlace };
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
  /** A name the files define. */
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

/**
 * The procedure that runs a snapshot's unit.
 * @param internal is it of the base library?
 */
export function restore(file: string, environment: Environment, internal: boolean): Procedure {
  const cache = `${file}.cache`;
  const cached = existsSync(cache) ? { cachedData: readFileSync(cache) } : {};
  const module = new ModuleInfo(internal);
  // By its name a module is found again in JavaScript's backtraces.
  const filename = internal ? file : module.id;
  const script = new Script(readFileSync(file, 'utf8'), { filename, ...cached });
  loaded.push({ file, script });
  const { constants, unit } = (script.runInThisContext() as Unit)(new UnitMaker(environment, module));
  return unit(support, constants);
}

/**
 * Keeps V8's code cache beside each snapshot that was loaded since the last call, of what was run of it so far: called
 * early, so that a cache does not grow by what a start has no use for.
 */
export function keepCodeCaches(): void {
  for (const { file, script } of loaded.splice(0)) writeFileSync(`${file}.cache`, script.createCachedData());
}
