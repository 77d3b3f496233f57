/** A piece of a shell command line; the `raw` texts of all pieces together are the line. */
export interface ShellToken {
  kind: 'word' | 'space' | 'operator';
  raw: string;
  /** What the shell would make of a word once its quotes are gone; nothing is expanded. */
  value: string;
}

const SPACE = /[ \t]+/y;
const OPERATOR = /[;&|()<>\n]+/y;
// Single quotes, double quotes, a backslash with what follows, or what needs no quotes. An unclosed quote is a plain character.
const PART = /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S]?)|([^\s;&|()<>'"\\]+|['"]|[^\S \t\n])/y;

/** Cuts a POSIX shell command line into words, blanks and operators (POSIX.1-2017, XCU 2.3). */
export function shellTokens(line: string): ShellToken[] {
  const tokens: ShellToken[] = [];
  let at = 0;
  while (at < line.length) {
    const token =
      take('space', SPACE, line, at) ?? take('operator', OPERATOR, line, at) ?? takeWord(line, at);
    tokens.push(token);
    at += token.raw.length;
  }
  return tokens;
}

/** Writes a word so that the shell reads it back as it is. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function take(kind: ShellToken['kind'], pattern: RegExp, line: string, at: number): ShellToken | null {
  pattern.lastIndex = at;
  const raw = pattern.exec(line)?.[0];
  return raw ? { kind, raw, value: raw } : null;
}

function takeWord(line: string, start: number): ShellToken {
  let at = start;
  let value = '';
  for (;;) {
    PART.lastIndex = at;
    const part = PART.exec(line);
    if (!part) break;
    value += part[1] ?? part[2]?.replace(/\\([\\"$`\n])/g, '$1') ?? part[3] ?? part[4];
    at = PART.lastIndex;
  }
  return { kind: 'word', raw: line.slice(start, at), value };
}
