// (ice-9 regex): compiled regular expressions and their matches. Positions are in code points, as in all strings.
import { anIndex, aString } from '../data/check.ts';
import { Condition, fail, raise, wrongType } from '../data/condition.ts';
import { arrayToList, cons, list } from '../data/pair.ts';
import { codePoints, textLength, textSlice } from '../data/text.ts';
import type { Printable, Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';
import { javaScriptSource } from './regexp-syntax.ts';

const ICASE = 2;
const NEWLINE = 4;

class Regexp implements Printable {
  readonly text: string;
  readonly compiled: RegExp;

  constructor(text: string, flags: number) {
    this.text = text;
    const source = javaScriptSource(text);
    const lines = (flags & NEWLINE) !== 0;
    try {
      this.compiled = new RegExp(
        lines ? source.replaceAll('[^]', '.') : source,
        `dgu${(flags & ICASE) !== 0 ? 'i' : ''}${lines ? 'm' : ''}`,
      );
    } catch (error) {
      raise(
        new Condition(
          'regular-expression-syntax',
          `make-regexp: ${(error as Error).message.replace(/^.*: /s, '')}:`,
          list(text),
        ),
      );
      throw error;
    }
  }

  printed(write: (part: Value) => string): string {
    return `#<regexp ${write(this.text)}>`;
  }
}

type Span = readonly [number, number] | undefined;

class Match implements Printable {
  readonly string: string;
  /** Where each group matched, in code points; the whole is the first. */
  readonly spans: readonly Span[];

  constructor(string: string, spans: readonly Span[]) {
    this.string = string;
    this.spans = spans;
  }

  span(n: Value, who: string): Span {
    return this.spans[anIndex(n, who, 2, 0, this.spans.length - 1)];
  }

  printed(write: (part: Value) => string): string {
    const [start, end] = this.spans[0]!;
    return `#<regexp-match ${write(textSlice(this.string, start, end))}>`;
  }
}

const compiled = new Map<string, Regexp>();
const REMEMBERED = 200;

/** The regular expression of a text, which is often the same. */
function remembered(text: string, flags = 0): Regexp {
  const key = `${flags} ${text}`;
  let found = compiled.get(key);
  if (found === undefined) {
    found = new Regexp(text, flags);
    if (compiled.size >= REMEMBERED) compiled.clear();
    compiled.set(key, found);
  }
  return found;
}

const aRegexp = (x: Value, who: string): Regexp =>
  x instanceof Regexp
    ? x
    : typeof x === 'string'
      ? remembered(x)
      : wrongType(who, 1, x, 'a regular expression or a string');
const aMatch = (x: Value, who: string): Match =>
  x instanceof Match ? x : wrongType(who, 1, x, 'a match of a regular expression');

/** Code units to code points, where they differ. */
const inPoints = (text: string, unit: number): number =>
  codePoints(text) === undefined ? unit : textLength(text.slice(0, unit));
const inUnits = (text: string, point: number): number =>
  codePoints(text) === undefined ? point : textSlice(text, 0, point).length;

function execute(regexp: Regexp, text: string, start: number): Match | undefined {
  regexp.compiled.lastIndex = inUnits(text, start);
  const found = regexp.compiled.exec(text);
  if (found === null) return undefined;
  const spans = found.indices!.map(
    (span): Span => span && [inPoints(text, span[0]), inPoints(text, span[1])],
  );
  return new Match(text, spans);
}

function matchAt(who: string) {
  return (regexp: Value, s: Value, start?: Value): Value => {
    const text = aString(s, who, 2);
    const from = start === undefined ? 0 : anIndex(start, who, 3, 0, textLength(text));
    return execute(aRegexp(regexp, who), text, from) ?? false;
  };
}

/** All matches that do not overlap; an empty match moves on by one. */
function allMatches(regexp: Value, s: Value): Value {
  const text = aString(s, 'list-matches', 2);
  const compiledRegexp = aRegexp(regexp, 'list-matches');
  const matches: Match[] = [];
  const length = textLength(text);
  for (let at = 0; at <= length; ) {
    const match = execute(compiledRegexp, text, at);
    if (match === undefined) break;
    matches.push(match);
    const [start, end] = match.spans[0]!;
    at = end > start ? end : end + 1;
  }
  return arrayToList(matches);
}

const accessor = (name: string, give: (match: Match, span: Span) => Value) =>
  plain(name, [1, 2], (m: Value, n: Value = 0) => {
    const match = aMatch(m, name);
    return give(match, match.span(n, name));
  });

function makeRegexp(text: Value, ...flags: Value[]): Value {
  return remembered(
    aString(text, 'make-regexp', 1),
    flags.reduce<number>((all, flag, i) => all | anIndex(flag, 'make-regexp', i + 2, 0, 15), 0),
  );
}

/** Guile's flags; bound as variables by the library's manifest. */
export const REGEXP_FLAGS: readonly [string, number][] = [
  ['regexp/basic', 0],
  ['regexp/extended', 1],
  ['regexp/icase', ICASE],
  ['regexp/newline', NEWLINE],
  ['regexp/notbol', 0],
  ['regexp/noteol', 0],
];

export const regexps: Primitive[] = [
  plain('make-regexp', [1, Infinity], makeRegexp, 'A compiled regular expression (POSIX extended).'),
  predicate('regexp?', 1, (x: Value) => x instanceof Regexp),
  plain('regexp-exec', [2, 4], matchAt('regexp-exec'), 'The first match in the string from start on, or #f.'),
  plain(
    'string-match',
    [2, 3],
    matchAt('string-match'),
    'The first match of a regular expression, given as text, or #f.',
  ),
  predicate('regexp-match?', 1, (x: Value) => x instanceof Match),
  accessor('match:substring', (match, span) =>
    span === undefined ? false : textSlice(match.string, ...span),
  ),
  accessor('match:start', (_, span) => span?.[0] ?? false),
  accessor('match:end', (_, span) => span?.[1] ?? false),
  plain('match:prefix', 1, (m: Value) => {
    const match = aMatch(m, 'match:prefix');
    return textSlice(match.string, 0, match.spans[0]![0]);
  }),
  plain('match:suffix', 1, (m: Value) => {
    const match = aMatch(m, 'match:suffix');
    return textSlice(match.string, match.spans[0]![1]);
  }),
  plain('match:count', 1, (m: Value) => aMatch(m, 'match:count').spans.length),
  plain('match:string', 1, (m: Value) => aMatch(m, 'match:string').string),
  plain('%list-matches', 2, allMatches),
  plain(
    'regexp-quote',
    1,
    (s: Value) => aString(s, 'regexp-quote', 1).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
    'A regular expression that matches just the string.',
  ),
  plain('%match-span', 1, (m: Value) => {
    const [start, end] = aMatch(m, 'fold-matches').spans[0] ?? fail('fold-matches: no match');
    return cons(start, end);
  }),
];
