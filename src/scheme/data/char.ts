// Characters are code points, interned so that eq? and eqv? are ===.

export class Char {
  readonly codePoint: number;
  constructor(codePoint: number) {
    this.codePoint = codePoint;
  }
  /** The character as a string. */
  get text(): string {
    return String.fromCodePoint(this.codePoint);
  }
}

const chars = new Map<number, Char>();

/** The character of a code point (0 to 0x10FFFF, which the caller has checked). */
export function char(codePoint: number): Char {
  let found = chars.get(codePoint);
  if (found === undefined) {
    found = new Char(codePoint);
    chars.set(codePoint, found);
  }
  return found;
}

/** R7RS and Guile names; the first name of a code point is the one that is printed. */
export const CHAR_NAMES: readonly (readonly [string, number])[] = [
  ['null', 0],
  ['nul', 0],
  ['alarm', 7],
  ['backspace', 8],
  ['tab', 9],
  ['newline', 10],
  ['linefeed', 10],
  ['vtab', 11],
  ['page', 12],
  ['return', 13],
  ['escape', 27],
  ['altmode', 27],
  ['esc', 27],
  ['space', 32],
  ['delete', 127],
  ['rubout', 127],
];
