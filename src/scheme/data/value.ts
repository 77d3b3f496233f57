// What a Scheme value is to TypeScript. `undefined` and `null` are never Scheme values: compiled code returns
// `undefined` to say "suspended" (run/machine.ts), so a primitive must never let it out.
//
//   boolean                  true, false
//   exact integer            number (safe integers, |n| < 2^53) or, beyond, bigint; a bigint is never in the safe range
//   real                     number; one with an integral value below 2^53 is exact
//   string                   string, immutable; indices count code points (data/text.ts)
//   character                Char, interned: eq? is ===
//   symbol, keyword          SchemeSymbol, Keyword, interned
//   pair, empty list         Pair, NIL
//   vector, bytevector       Array, Uint8Array
//   record                   an instance of the class that RecordType.make builds (data/record.ts)
//   procedure                function (d, ...arguments): the calling convention of run/machine.ts; no other
//                            function is ever a Scheme value
//   several values           MultipleValues
//   everything else          a class of its own, which may implement Printable and Structural
export type Value = NonNullable<unknown>;

/** A value that knows how it prints; `write` prints a part of it (in the manner, write or display, of the whole). */
export interface Printable {
  printed(write: (part: Value) => string): string;
}

/** A host value that `equal?` compares by structure. */
export interface Structural {
  equals(other: Value): boolean;
}

class Singleton implements Printable {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  printed(): string {
    return this.text;
  }
}

/** The empty list. */
export const NIL: Value = new Singleton('()');
/** What an expression evaluated for its effect returns. */
export const UNSPECIFIED: Value = new Singleton('#<unspecified>');
/** The end-of-file object. */
export const EOF: Value = new Singleton('#<eof>');

/** What `(values a b)` returns; never made for exactly one value. */
export class MultipleValues implements Printable {
  readonly items: Value[];
  constructor(items: Value[]) {
    this.items = items;
  }
  printed(write: (part: Value) => string): string {
    return this.items.map(write).join('\n');
  }
}
