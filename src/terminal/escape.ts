// Controls, format characters (bidi overrides, zero widths, tags), half surrogates, line separators, non-characters.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;
const UNSAFE_BUT_NEWLINE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;
const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text that came from elsewhere, fit for a terminal, in one line: what would move the cursor, hide or reorder text
 * is shown as JavaScript would write it (`\x1b`, `\u202e`).
 */
export function escapeLine(text: string): string {
  return text.replace(UNSAFE, shown);
}

/** The same for text of many lines, whose newlines stay; tabs become spaces. */
export function escapeLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\t', '        ').replace(UNSAFE_BUT_NEWLINE, shown);
}

/** A value as one line of JSON that a terminal may show: what is unsafe is written as JSON's own \uXXXX. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, character =>
    [...Array(character.length).keys()].map(unit => `\\u${hex(character.charCodeAt(unit), 4)}`).join(''),
  );
}

function shown(character: string): string {
  const code = character.codePointAt(0)!;
  if (NAMED[character]) return NAMED[character];
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 1)}}`;
}

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
