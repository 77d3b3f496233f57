// Symbols and keywords are interned. A symbol named in source text lives as long as the process; one made from data
// (string->symbol, JSON) lives in a weak table, so that a stream of messages with new names does not fill the memory.

export class SchemeSymbol {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class Keyword {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const symbols = new Map<string, SchemeSymbol>();
const dataSymbols = new Map<string, WeakRef<SchemeSymbol>>();
const keywords = new Map<string, Keyword>();
const forgotten = new FinalizationRegistry<string>(name => {
  if (dataSymbols.get(name)?.deref() === undefined) dataSymbols.delete(name);
});

/** The symbol `name` of source text. */
export function intern(name: string): SchemeSymbol {
  let symbol = symbols.get(name);
  if (symbol === undefined) {
    symbol = dataSymbols.get(name)?.deref() ?? new SchemeSymbol(name);
    symbols.set(name, symbol);
  }
  return symbol;
}

/** The symbol `name` of data from outside; it is forgotten when nothing holds it. */
export function internData(name: string): SchemeSymbol {
  const known = symbols.get(name) ?? dataSymbols.get(name)?.deref();
  if (known !== undefined) return known;
  const symbol = new SchemeSymbol(name);
  dataSymbols.set(name, new WeakRef(symbol));
  forgotten.register(symbol, name);
  return symbol;
}

/** The keyword `#:name`. */
export function keyword(name: string): Keyword {
  let found = keywords.get(name);
  if (found === undefined) {
    found = new Keyword(name);
    keywords.set(name, found);
  }
  return found;
}

let generated = 0;
/** An uninterned symbol, for generate-symbol and the like. */
export const gensym = (prefix = 'g'): SchemeSymbol => new SchemeSymbol(`${prefix}${++generated}`);
