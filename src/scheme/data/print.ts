// The printer: write, display, write-shared and write-simple, as text.
import { CHAR_NAMES, Char } from './char.ts';
import { numberText } from './number.ts';
import { Pair } from './pair.ts';
import { isProcedure, procedureInfo } from './procedure.ts';
import { recordFields, recordTypeOf } from './record.ts';
import { Keyword, SchemeSymbol } from './symbol.ts';
import { NIL, type Printable, type Value } from './value.ts';

/** write labels what is circular, shared whatever occurs twice, simple nothing (and must be given no circle). */
export type Style = 'write' | 'display' | 'shared' | 'simple';

const QUOTES = new Map([
  ['quote', "'"],
  ['quasiquote', '`'],
  ['unquote', ','],
  ['unquote-splicing', ',@'],
]);
const CHAR_NAME = new Map(CHAR_NAMES.toReversed().map(([name, point]) => [point, name]));
const STRING_ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
};

const isCompound = (x: Value): x is Pair | Value[] => x instanceof Pair || Array.isArray(x);
const isPrintable = (x: object): x is Printable => 'printed' in x && typeof x.printed === 'function';

const escaped = (text: string, pattern: RegExp, known: Record<string, string>): string =>
  text.replace(pattern, c => known[c] ?? `\\x${c.codePointAt(0)!.toString(16)};`);

// Control characters, line separators and lone surrogates are escaped, so that what is written is one readable line.
const IN_STRING = /["\\\p{Cc}\u2028\u2029\p{Cs}]/gu;
const IN_SYMBOL = /[|\\\p{Cc}\u2028\u2029\p{Cs}]/gu;

export const stringText = (text: string): string => `"${escaped(text, IN_STRING, STRING_ESCAPES)}"`;

const PLAIN_SYMBOL = /^(?![#.+\-\d])[^\s()[\]";'`,|\\\p{Cc}\p{Cs}]+$/u;
const PECULIAR =
  /^([+-]|\.\.\.|1\+|-?1-|[+-]?[^\s()[\]";'`,|\\#\d.\p{Cc}+-][^\s()[\]";'`,|\\\p{Cc}]*|\.[^\s()[\]";'`,|\\\d.][^\s()[\]";'`,|\\]*|[+-]>[^\s()[\]";'`,|\\]*)$/u;
const LIKE_NUMBER = /^[+-](inf|nan)\.0$/i;

/** A symbol as it must be written to be read back. */
export function symbolText(name: string): string {
  if ((PLAIN_SYMBOL.test(name) || PECULIAR.test(name)) && !LIKE_NUMBER.test(name)) return name;
  return `|${escaped(name, IN_SYMBOL, { '|': '\\|', '\\': '\\\\', '\n': '\\n', '\t': '\\t' })}|`;
}

function charText(x: Char): string {
  const name = CHAR_NAME.get(x.codePoint);
  if (name !== undefined) return `#\\${name}`;
  return /[\p{Cc}\p{Cs}\p{Z}\p{Cf}]/u.test(x.text) ? `#\\x${x.codePoint.toString(16)}` : `#\\${x.text}`;
}

/** The data that need a label: those inside themselves, or for `shared` all that occur twice. */
function labelled(root: Value, shared: boolean): Set<Value> {
  const result = new Set<Value>();
  const open = new Set<Value>();
  const seen = new Set<Value>();
  const stack: { x: Value; leaving: boolean }[] = [{ x: root, leaving: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { x } = top;
    if (top.leaving) open.delete(x);
    else if (!isCompound(x)) continue;
    else if (seen.has(x)) {
      if (shared || open.has(x)) result.add(x);
    } else {
      seen.add(x);
      open.add(x);
      stack.push({ x, leaving: true });
      for (const part of x instanceof Pair ? [x.cdr, x.car] : x) stack.push({ x: part, leaving: false });
    }
  }
  return result;
}

/** Text, or a value still to be printed. */
type Piece = string | { readonly value: Value };

class Printer {
  readonly #style: Style;
  readonly #labelled: Set<Value>;
  readonly #labels = new Map<Value, number>();

  constructor(style: Style, labels: Set<Value>) {
    this.#style = style;
    this.#labelled = labels;
  }

  /** Keeps its own stack, so that nesting is bounded by memory. */
  text(x: Value): string {
    const out: string[] = [];
    const stack: Piece[] = [{ value: x }];
    for (let piece = stack.pop(); piece !== undefined; piece = stack.pop()) {
      if (typeof piece === 'string') out.push(piece);
      else if (isCompound(piece.value))
        for (const part of this.#compound(piece.value).reverse()) stack.push(part);
      else out.push(this.#atom(piece.value));
    }
    return out.join('');
  }

  #atom(x: Value): string {
    if (typeof x === 'string') return this.#style === 'display' ? x : stringText(x);
    if (x instanceof SchemeSymbol) return this.#style === 'display' ? x.name : symbolText(x.name);
    if (typeof x === 'number' || typeof x === 'bigint') return numberText(x);
    if (typeof x === 'boolean') return x ? '#t' : '#f';
    if (x instanceof Char) return this.#style === 'display' ? x.text : charText(x);
    if (x instanceof Keyword) return `#:${x.name}`;
    return this.#object(x);
  }

  #object(x: Value): string {
    if (isProcedure(x)) return `#<procedure ${procedureInfo(x).name ?? 'anonymous'}>`;
    if (x instanceof Uint8Array) return `#u8(${[...x].join(' ')})`;
    if (isPrintable(x)) return x.printed(part => this.text(part));
    const type = recordTypeOf(x);
    if (type === undefined) return '#<object>';
    const fields = recordFields(x, type).map((value, i) => ` ${type.fields[i]!.name}: ${this.text(value)}`);
    return `#<${type.name}${fields.join('')}>`;
  }

  /** A pair or vector, up to its parts. */
  #compound(x: Pair | Value[]): Piece[] {
    if (!this.#labelled.has(x)) return this.#parts(x);
    const known = this.#labels.get(x);
    if (known !== undefined) return [`#${known}#`];
    const label = this.#labels.size;
    this.#labels.set(x, label);
    return [`#${label}=`, ...this.#parts(x)];
  }

  #parts(x: Pair | Value[]): Piece[] {
    if (Array.isArray(x))
      return ['#(', ...x.flatMap((value, i): Piece[] => (i === 0 ? [{ value }] : [' ', { value }])), ')'];
    const quote = this.#quote(x);
    if (quote !== undefined) return quote;
    const pieces: Piece[] = ['(', { value: x.car }];
    let rest = x.cdr;
    for (; rest instanceof Pair && !this.#labelled.has(rest); rest = rest.cdr)
      pieces.push(' ', { value: rest.car });
    if (rest !== NIL) pieces.push(' . ', { value: rest });
    pieces.push(')');
    return pieces;
  }

  /** 'x for (quote x) */
  #quote(x: Pair): Piece[] | undefined {
    const mark = x.car instanceof SchemeSymbol ? QUOTES.get(x.car.name) : undefined;
    if (mark === undefined || !(x.cdr instanceof Pair) || x.cdr.cdr !== NIL || this.#labelled.has(x.cdr))
      return undefined;
    const value = x.cdr.car;
    const confusing = mark === ',' && value instanceof SchemeSymbol && symbolText(value.name).startsWith('@');
    return confusing ? undefined : [mark, { value }];
  }
}

/** The text of a value. */
export function printed(x: Value, style: Style = 'write'): string {
  const labels = style === 'simple' || !isCompound(x) ? new Set<Value>() : labelled(x, style === 'shared');
  return new Printer(style, labels).text(x);
}
