// POSIX extended regular expressions, which Guile's (ice-9 regex) takes, as JavaScript's.
import { fail } from '../data/condition.ts';

const CLASSES: Record<string, string> = {
  alpha: '\\p{Alphabetic}',
  digit: '0-9',
  alnum: '\\p{Alphabetic}0-9',
  upper: '\\p{Uppercase}',
  lower: '\\p{Lowercase}',
  space: '\\s',
  blank: ' \\t',
  punct: '\\p{P}\\p{S}',
  cntrl: '\\p{Cc}',
  print: '\\P{C}',
  graph: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}',
  xdigit: '0-9A-Fa-f',
};

const escapeInClass = (c: string): string =>
  /[\\\]^[&~`!@#$%*+,.:;<=>?|{}()/"'-]/.test(c) ? `\\u{${c.codePointAt(0)!.toString(16)}}` : c;

/** A bracket expression that begins at `at` (after its `[`): its JavaScript, and where it ends. */
function bracket(text: string, at: number): { source: string; end: number } {
  const negated = text[at] === '^';
  let i = negated ? at + 1 : at;
  let inside = '';
  for (let isFirst = true; i < text.length && (isFirst || text[i] !== ']'); isFirst = false) {
    const named = /^\[:(\w+):\]/.exec(text.slice(i, i + 12));
    if (named !== null) {
      inside += CLASSES[named[1]!] ?? fail(`make-regexp: unknown class [:${named[1]}:]`, [text]);
      i += named[0].length;
      continue;
    }
    const c = String.fromCodePoint(text.codePointAt(i)!);
    i += c.length;
    const isRange = text[i] === '-' && text[i + 1] !== ']' && i + 1 < text.length;
    inside += escapeInClass(c) + (isRange ? '-' : '');
    if (isRange) i++;
  }
  if (i >= text.length) fail('make-regexp: [ is not closed', [text]);
  return { source: `[${negated ? '^' : ''}${inside}]`, end: i + 1 };
}

/** What follows a backslash outside of brackets. */
function afterBackslash(c: string | undefined, text: string): string {
  if (c === undefined) return fail('make-regexp: a backslash at the end', [text]);
  if (c === 'b' || c === 'B') return `\\${c}`;
  if (c === '<') return '\\b(?=\\w)';
  if (c === '>') return '\\b(?<=\\w)';
  if (c === 'w' || c === 'W' || c === 's' || c === 'S') return `\\${c}`;
  if (/[1-9]/.test(c)) return `(?:\\${c})`;
  return /[\^$\\.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c;
}

/** The JavaScript source (for the flag u) of a POSIX extended regular expression. */
export function javaScriptSource(text: string): string {
  let source = '';
  for (let i = 0; i < text.length; ) {
    const c = String.fromCodePoint(text.codePointAt(i)!);
    if (c === '[') {
      const found = bracket(text, i + 1);
      source += found.source;
      i = found.end;
    } else if (c === '\\') {
      source += afterBackslash(
        text[i + 1] === undefined ? undefined : String.fromCodePoint(text.codePointAt(i + 1)!),
        text,
      );
      i += 1 + (text[i + 1] === undefined ? 0 : String.fromCodePoint(text.codePointAt(i + 1)!).length);
    } else if (c === '{') {
      const count = /^\{\d+(,\d*)?\}/.exec(text.slice(i))?.[0];
      source += count ?? '\\{';
      i += count?.length ?? 1;
    } else if (c === '(' && text[i + 1] === '?') {
      return fail('make-regexp: ? repeats nothing', [text]);
    } else {
      source += c === '}' || c === ']' ? `\\${c}` : c === '.' ? '[^]' : c;
      i += c.length;
    }
  }
  return source;
}
