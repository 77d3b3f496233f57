// The control string of format, as a tree. Directives follow Common Lisp's, as in Guile's (ice-9 format).
import { fail } from '../data/condition.ts';

/** A parameter: a number, a character, V (from the arguments) or # (how many arguments remain). */
export type Parameter = number | string | 'V' | '#' | undefined;

export interface Directive {
  readonly kind: string;
  readonly parameters: readonly Parameter[];
  readonly colon: boolean;
  readonly at: boolean;
  /** The parts between ~{ ~}, ~( ~), ~[ ~; ~]. */
  readonly clauses: readonly Part[][];
  /** ~[ ... ~:; default ~] */
  readonly hasDefault: boolean;
}
export type Part = string | Directive;

const CLOSING: Record<string, string> = { '{': '}', '(': ')', '[': ']' };
class ControlString {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The parts up to the end or a closing directive; which one, and whether it had a colon. */
  parts(closing: string): { parts: Part[]; ended: string; colon: boolean } {
    const parts: Part[] = [];
    while (this.#at < this.#text.length) {
      const tilde = this.#text.indexOf('~', this.#at);
      if (tilde !== this.#at) parts.push(this.#text.slice(this.#at, tilde < 0 ? undefined : tilde));
      if (tilde < 0) break;
      this.#at = tilde + 1;
      const { kind, parameters, colon, at } = this.#head();
      if (kind === closing || (closing === ']' && kind === ';')) return { parts, ended: kind, colon };
      parts.push(this.#directive(kind, parameters, colon, at));
    }
    if (closing !== '') fail(`format: a directive is not closed with ~${closing}`, [this.#text]);
    return { parts, ended: '', colon: false };
  }

  #directive(kind: string, parameters: Parameter[], colon: boolean, at: boolean): Directive {
    if (kind === '\n') this.#skipBlanks();
    const clauses: Part[][] = [];
    let hasDefault = false;
    for (let ended = ';'; CLOSING[kind] !== undefined && ended === ';'; ) {
      const clause = this.parts(CLOSING[kind]!);
      clauses.push(clause.parts);
      hasDefault ||= clause.ended === ';' && clause.colon;
      ended = clause.ended;
    }
    return { kind, parameters, colon, at, clauses, hasDefault };
  }

  #head() {
    const head = /^((?:(?:[+-]?\d+|'[\s\S]|[vV#])?,)*(?:[+-]?\d+|'[\s\S]|[vV#])?)([:@]*)([\s\S])?/u.exec(
      this.#text.slice(this.#at),
    )!;
    this.#at += head[0].length;
    if (head[3] === undefined) fail('format: the control string ends within a directive', [this.#text]);
    return {
      kind: head[3]!.toLowerCase(),
      parameters: head[1] === '' ? [] : parameters(head[1]!),
      colon: head[2]!.includes(':'),
      at: head[2]!.includes('@'),
    };
  }

  #skipBlanks(): void {
    while (/[^\S\n]/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}

function parameters(text: string): Parameter[] {
  const found = text.match(/'[\s\S]|[+-]?\d+|[vV#]|,/gu) ?? [];
  const result: Parameter[] = [undefined];
  for (const token of found) {
    if (token === ',') result.push(undefined);
    else if (token.startsWith("'")) result[result.length - 1] = token.slice(1);
    else result[result.length - 1] = /\d/.test(token) ? Number(token) : token.toUpperCase();
  }
  return result;
}

const parsed = new Map<string, Part[]>();
const REMEMBERED = 500;

/** The parts of a control string, remembered, as the same few are used over and over. */
export function parseControl(text: string): Part[] {
  let parts = parsed.get(text);
  if (parts === undefined) {
    parts = new ControlString(text).parts('').parts;
    if (parsed.size >= REMEMBERED) parsed.clear();
    parsed.set(text, parts);
  }
  return parts;
}
