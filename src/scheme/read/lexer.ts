// Characters to tokens.
import { CHAR_NAMES, char } from '../data/char.ts';
import { keyword } from '../data/symbol.ts';
import { EOF, UNSPECIFIED, type Value } from '../data/value.ts';
import { parseNumber } from './number-syntax.ts';

export interface Token {
  readonly kind:
    | 'datum'
    | 'symbol'
    | 'open'
    | 'close'
    | 'quote'
    | 'comment'
    | 'label'
    | 'reference'
    | 'dot'
    | 'end';
  /** Offset of its first character. */
  readonly at: number;
  /** symbol: its name; open: list, vector, bytes; close: the bracket; quote: the symbol it abbreviates; label: digits. */
  readonly text: string;
  readonly close: string;
  readonly value: Value;
}

type Fail = (message: string, offset: number, unfinished?: boolean) => never;

const ATOM = /[^\s()[\]";|]*/y;
const SPACE = /\s+/y;
const HEX_ESCAPE = /([0-9a-f]{1,8});|([0-9a-f]{2})/iy;
const UNICODE_ESCAPE = /([0-9a-f]{4})/iy;
const LINE_END = /[ \t]*(?:\r\n|\n|\r)[ \t]*/y;
const DIRECTIVE = /#!([a-z][a-z0-9-]*)(?=[\s()[\]";]|$)/y;
const LABEL = /#(\d{1,9})([=#])/y;
const ESCAPES: Record<string, string> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  v: '\v',
  0: '\0',
  '"': '"',
  '\\': '\\',
  '|': '|',
};
const HASH_WORDS: Record<string, Value> = { '#t': true, '#true': true, '#f': false, '#false': false };
const CHARS = new Map(CHAR_NAMES);

/** A code point that is a character: in range, and no surrogate. */
const isScalar = (point: number): boolean => point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);

export class Lexer {
  readonly #text: string;
  readonly #fail: Fail;
  #at = 0;
  #fold = false;

  constructor(text: string, fail: Fail) {
    this.#text = text;
    this.#fail = fail;
    if (/^#![ /]/.test(text)) this.#skipScriptHead();
  }

  get offset(): number {
    return this.#at;
  }

  /** The next token; 'end' at the end of the text, again and again. */
  next(): Token {
    this.#skip();
    const at = this.#at;
    switch (this.#text[at]) {
      case undefined:
        return this.#token('end', at, '');
      case '(':
      case '[':
        this.#at++;
        return this.#open('list', at, this.#text[at] === '(' ? ')' : ']');
      case ')':
      case ']':
        this.#at++;
        return this.#token('close', at, this.#text[at]!);
      case '"':
        this.#at++;
        return this.#datum(this.#delimited('"', at), at);
      case "'":
        return this.#quote('quote', at, 1);
      case '`':
        return this.#quote('quasiquote', at, 1);
      case ',':
        return this.#text[at + 1] === '@'
          ? this.#quote('unquote-splicing', at, 2)
          : this.#quote('unquote', at, 1);
      case '#':
        return this.#hash(at);
      default:
        return this.#atom(at);
    }
  }

  #token(kind: Token['kind'], at: number, text: string, value: Value = EOF, close = ''): Token {
    return { kind, at, text, value, close };
  }

  #open(kind: string, at: number, close: string): Token {
    return this.#token('open', at, kind, EOF, close);
  }

  #datum(value: Value, at: number): Token {
    return this.#token('datum', at, '', value);
  }

  #quote(name: string, at: number, length: number): Token {
    this.#at += length;
    return this.#token('quote', at, name);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  /** White space, comments and directives. */
  #skip(): void {
    for (;;) {
      this.#match(SPACE);
      const next = this.#text[this.#at];
      if (next === ';') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else if (next === '#' && this.#text[this.#at + 1] === '|') this.#skipBlock();
      else if (!(next === '#' && this.#text[this.#at + 1] === '!' && this.#directive())) return;
    }
  }

  #skipBlock(): void {
    const at = this.#at;
    let depth = 0;
    do {
      const open = this.#text.indexOf('#|', this.#at);
      const close = this.#text.indexOf('|#', this.#at);
      if (close < 0) this.#fail('this #| comment is not finished', at, true);
      const nested = open >= 0 && open < close;
      depth += nested ? 1 : -1;
      this.#at = (nested ? open : close) + 2;
    } while (depth > 0);
  }

  /** #!fold-case and the like; false when it is a datum such as #!eof. */
  #directive(): boolean {
    const start = this.#at;
    const word = this.#match(DIRECTIVE)?.[1];
    if (word === 'fold-case' || word === 'no-fold-case') this.#fold = word === 'fold-case';
    else if (word !== 'r7rs' && word !== 'r6rs' && word !== 'curly-infix') {
      this.#at = start;
      return false;
    }
    return true;
  }

  /** A script's first line; as in Guile, up to !# if that stands on a line of its own. */
  #skipScriptHead(): void {
    const end = /^!#[ \t]*$/m.exec(this.#text);
    const line = this.#text.indexOf('\n');
    this.#at = end !== null ? end.index + end[0].length : line < 0 ? this.#text.length : line;
  }

  #atom(at: number): Token {
    const text = this.#match(ATOM)![0];
    if (this.#text[this.#at] === '|') return this.#barSymbol(at);
    if (text === '.') return this.#token('dot', at, text);
    const number = /^[+\-.\d]/.test(text) ? parseNumber(text) : undefined;
    return number !== undefined ? this.#datum(number, at) : this.#token('symbol', at, this.#folded(text));
  }

  #folded(text: string): string {
    return this.#fold ? text.toLowerCase() : text;
  }

  /** A symbol with parts between bars. */
  #barSymbol(at: number): Token {
    this.#at = at;
    let name = '';
    for (;;) {
      name += this.#folded(this.#match(ATOM)![0]);
      if (this.#text[this.#at] !== '|') return this.#token('symbol', at, name);
      this.#at++;
      name += this.#delimited('|', at);
    }
  }

  /** The rest of a string or bar symbol, up to its closing mark. */
  #delimited(mark: string, at: number): string {
    let result = '';
    for (;;) {
      let end = this.#at;
      while (end < this.#text.length && this.#text[end] !== mark && this.#text[end] !== '\\') end++;
      result += this.#text.slice(this.#at, end);
      this.#at = end + 1;
      if (end >= this.#text.length)
        this.#fail(`this ${mark === '"' ? 'string' : 'symbol'} is not finished`, at, true);
      if (this.#text[end] === mark) return result;
      result += this.#escape(end, at);
    }
  }

  /** What stands after a backslash at `slash`. */
  #escape(slash: number, at: number): string {
    const letter = this.#text[this.#at];
    if (letter === undefined) return this.#fail('this string is not finished', at, true);
    if (letter === 'x' || letter === 'u') {
      this.#at++;
      const digits = this.#match(letter === 'x' ? HEX_ESCAPE : UNICODE_ESCAPE);
      const point = Number.parseInt(digits?.[1] ?? digits?.[2] ?? '110000', 16);
      return isScalar(point) ? String.fromCodePoint(point) : this.#fail(`bad \\${letter} escape`, slash);
    }
    if (this.#match(LINE_END) !== null) return '';
    this.#at++;
    return ESCAPES[letter] ?? this.#fail(`unknown escape \\${letter}`, slash);
  }

  #hash(at: number): Token {
    const next = this.#text[at + 1];
    if (next === '(') {
      this.#at += 2;
      return this.#open('vector', at, ')');
    }
    if (next === ';') {
      this.#at += 2;
      return this.#token('comment', at, '');
    }
    if (next === '\\') return this.#char(at);
    const label = this.#match(LABEL);
    if (label !== null) return this.#token(label[2] === '=' ? 'label' : 'reference', at, label[1]!);
    this.#at++;
    const text = `#${this.#match(ATOM)![0]}`;
    if ((text === '#u8' || text === '#vu8') && this.#text[this.#at] === '(') {
      this.#at++;
      return this.#open('bytes', at, ')');
    }
    return this.#datum(this.#hashWord(text, at), at);
  }

  #hashWord(text: string, at: number): Value {
    const word = text.toLowerCase();
    if (Object.hasOwn(HASH_WORDS, word)) return HASH_WORDS[word]!;
    if (text.startsWith('#:') && text.length > 2) return keyword(text.slice(2));
    if (text === '#!eof') return EOF;
    if (text === '#!unspecific' || text === '#!default') return UNSPECIFIED;
    return parseNumber(text) ?? this.#fail(`unknown syntax ${text}`, at);
  }

  #char(at: number): Token {
    this.#at += 2;
    const point = this.#text.codePointAt(this.#at);
    if (point === undefined) return this.#fail('this character is not finished', at, true);
    this.#at += point > 0xffff ? 2 : 1;
    const first = String.fromCodePoint(point);
    const rest = this.#match(ATOM)![0];
    if (rest === '' || /[()[\]";|\s]/.test(first)) {
      this.#at -= /[()[\]";|\s]/.test(first) ? rest.length : 0;
      return isScalar(point) ? this.#datum(char(point), at) : this.#fail('not a character', at);
    }
    const name = first + rest;
    const hex = /^x([0-9a-f]{1,8})$/i.exec(name);
    const named =
      hex !== null ? Number.parseInt(hex[1]!, 16) : (CHARS.get(name) ?? CHARS.get(name.toLowerCase()));
    if (named === undefined || !isScalar(named)) return this.#fail(`unknown character #\\${name}`, at);
    return this.#datum(char(named), at);
  }
}
