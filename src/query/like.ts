/** A pattern of SQL's LIKE as SQLite has it: `%`, `_`, and the letters of ASCII, and no others, in either case. */
export class AsciiPattern {
  readonly #expression: RegExp;

  constructor(pattern: string) {
    const source = lowered(pattern).replace(/[%_]|[\\^$.*+?()[\]{}|/-]/g, character =>
      character === '%' ? '.*' : character === '_' ? '.' : `\\${character}`,
    );
    this.#expression = new RegExp(`^(?:${source})$`, 'su');
  }

  test(text: string): boolean {
    return this.#expression.test(lowered(text));
  }
}

function lowered(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}
