// The reader: R7RS and Guile syntax to data, with a place for every datum. It keeps its own stack, so that nesting is
// bounded by a count and not by JavaScript's stack, and it never evaluates.
import { Condition, type Place, raise } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { intern, internData, type SchemeSymbol } from '../data/symbol.ts';
import { EOF, NIL, type Value } from '../data/value.ts';
import { Labels } from './labels.ts';
import { Lexer, type Token } from './lexer.ts';
import { Source, SourcePair, SourcePlace } from './source.ts';

/** More levels than this are an attack or an accident, and would overflow what walks the data later. */
const MAX_NESTING = 10_000;

/** A datum begun and not yet ended. */
interface Open {
  readonly kind: 'list' | 'vector' | 'bytes' | 'quote' | 'comment' | 'label';
  readonly at: number;
  readonly close: string;
  readonly items: Value[];
  readonly offsets: number[];
  /** 'quote': the symbol; 'label': the label's digits. */
  readonly name: string;
  /** A list after its dot: 'dot', then 'tail' when the tail is there. */
  dotted: 'no' | 'dot' | 'tail';
  tail: Value;
}

export interface ReadOptions {
  /** Give pairs their places (code), or leave them plain (data). */
  readonly places?: boolean;
  readonly firstLine?: number;
}

export class Reader {
  readonly #lexer: Lexer;
  readonly #source: Source;
  readonly #places: boolean;
  readonly #symbol: (name: string) => SchemeSymbol;
  #stack: Open[] = [];
  #labels: Labels | undefined;
  /** Where the datum read last began, and the offset after it. */
  place: Place;

  constructor(text: string, file: string, options: ReadOptions = {}) {
    this.#source = new Source(file, text, options.firstLine);
    this.#lexer = new Lexer(text, (message, offset, unfinished) => this.#fail(message, offset, unfinished));
    this.#places = options.places ?? false;
    this.#symbol = this.#places ? intern : internData;
    this.place = new SourcePlace(this.#source, 0);
  }

  /** Offset of the first character not yet read. */
  get offset(): number {
    return this.#lexer.offset;
  }

  /**
   * The next datum, or EOF. Raises a condition of kind 'read-error' with its place; of kind 'unfinished-form' when more
   * text could still make it right, which is what a prompt wants to know.
   */
  read(): Value {
    this.#stack = [];
    this.#labels = undefined;
    for (;;) {
      const token = this.#lexer.next();
      if (this.#stack.length === 0) this.place = new SourcePlace(this.#source, token.at);
      const datum = this.#take(token);
      if (datum !== undefined) return this.#patched(datum);
    }
  }

  #patched(datum: Value): Value {
    return this.#labels === undefined ? datum : this.#labels.patch(datum);
  }

  #fail(message: string, offset: number, unfinished = false): never {
    const condition = new Condition(unfinished ? 'unfinished-form' : 'read-error', message);
    condition.place = new SourcePlace(this.#source, offset);
    return raise(condition);
  }

  /** Takes a token; the whole datum if that ended it. */
  #take(token: Token): Value | undefined {
    switch (token.kind) {
      case 'datum':
        return this.#deliver(token.value, token.at);
      case 'symbol':
        return this.#deliver(this.#symbol(token.text), token.at);
      case 'open':
        return this.#open(token.text as Open['kind'], token.at, token.close, '');
      case 'quote':
        return this.#open('quote', token.at, '', token.text);
      case 'comment':
        return this.#open('comment', token.at, '', '');
      case 'label':
        this.#labels ??= new Labels();
        this.#labels.begin(token.text);
        return this.#open('label', token.at, '', token.text);
      case 'reference':
        return this.#deliver(this.#reference(token), token.at);
      case 'dot':
        return this.#dot(token.at);
      case 'close':
        return this.#close(token.text, token.at);
      case 'end':
        return this.#end();
    }
  }

  #open(kind: Open['kind'], at: number, close: string, name: string): undefined {
    if (this.#stack.length >= MAX_NESTING) this.#fail(`nested more than ${MAX_NESTING} deep`, at);
    this.#stack.push({ kind, at, close, name, items: [], offsets: [], dotted: 'no', tail: NIL });
    return undefined;
  }

  #reference(token: Token): Value {
    const value = this.#labels?.reference(token.text);
    return value ?? this.#fail(`no datum is labelled #${token.text}=`, token.at);
  }

  #dot(at: number): undefined {
    const top = this.#stack.at(-1);
    if (top?.kind !== 'list' || top.items.length === 0 || top.dotted !== 'no')
      this.#fail("unexpected '.'", at);
    else top.dotted = 'dot';
    return undefined;
  }

  #end(): Value {
    const top = this.#stack.at(-1);
    if (top === undefined) return EOF;
    const what = { list: 'list', vector: 'vector', bytes: 'bytevector' }[top.kind as string] ?? 'datum';
    return this.#fail(`this ${what} is not finished`, top.at, true);
  }

  #close(bracket: string, at: number): Value | undefined {
    const top = this.#stack.pop();
    if (top === undefined || top.close === '') return this.#fail(`unexpected '${bracket}'`, at);
    if (top.close !== bracket) return this.#fail(`'${bracket}' where '${top.close}' is expected`, at);
    if (top.dotted === 'dot') return this.#fail("nothing after '.'", at);
    if (top.kind === 'vector') return this.#deliver(top.items, top.at);
    if (top.kind === 'bytes') return this.#deliver(this.#bytes(top), top.at);
    return this.#deliver(this.#list(top), top.at);
  }

  #bytes(open: Open): Uint8Array {
    open.items.forEach((item, i) => {
      if (typeof item === 'number' && Number.isInteger(item) && item >= 0 && item <= 255) return;
      this.#fail('a bytevector holds integers from 0 to 255', open.offsets[i]!);
    });
    return Uint8Array.from(open.items as number[]);
  }

  #list(open: Open): Value {
    let list = open.tail;
    if (!this.#places) {
      for (let i = open.items.length - 1; i >= 0; i--) list = new Pair(open.items[i]!, list);
      return list;
    }
    for (let i = open.items.length - 1; i >= 0; i--) {
      const carPlace = new SourcePlace(this.#source, open.offsets[i]!);
      const place = i === 0 ? new SourcePlace(this.#source, open.at) : carPlace;
      list = new SourcePair(open.items[i]!, list, place, carPlace);
    }
    return list;
  }

  /** Gives a finished datum to what encloses it; returns it when nothing does. */
  #deliver(datum: Value, at: number): Value | undefined {
    for (;;) {
      const top = this.#stack.at(-1);
      if (top === undefined) return datum;
      if (top.close !== '') {
        this.#add(top, datum, at);
        return undefined;
      }
      this.#stack.pop();
      if (top.kind === 'comment') return undefined;
      if (top.kind === 'label') {
        if (!this.#labels!.end(top.name, datum))
          this.#fail(`#${top.name}= labels nothing but itself`, top.at);
      } else {
        top.items.push(this.#symbol(top.name), datum);
        top.offsets.push(top.at, at);
        datum = this.#list(top);
      }
      at = top.at;
    }
  }

  #add(open: Open, datum: Value, at: number): void {
    if (open.dotted === 'tail') this.#fail("only one datum may follow '.'", at);
    if (open.dotted === 'dot') {
      open.tail = datum;
      open.dotted = 'tail';
      return;
    }
    open.items.push(datum);
    open.offsets.push(at);
  }
}
