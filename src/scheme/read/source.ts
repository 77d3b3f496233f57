// Where code came from. A list read as code is made of SourcePairs, which remember the place of the list and of the
// element they hold; so every datum of a list, atoms included, has a place without a table on the side.
import type { Place } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import type { Value } from '../data/value.ts';

/** A text under its name. Keeps where lines start, not the text. */
export class Source {
  readonly file: string;
  readonly firstLine: number;
  readonly #starts: number[] = [0];

  constructor(file: string, text: string, firstLine = 1) {
    this.file = file;
    this.firstLine = firstLine;
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.#starts.push(i + 1);
  }

  /** Index of the line that holds `offset`, by bisection. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  columnOf(offset: number): number {
    return offset - this.#starts[this.lineOf(offset)]! + 1;
  }
}

/** A place in a Source; line and column are worked out when asked for. */
export class SourcePlace implements Place {
  readonly source: Source;
  readonly offset: number;
  constructor(source: Source, offset: number) {
    this.source = source;
    this.offset = offset;
  }
  get file(): string {
    return this.source.file;
  }
  get line(): number {
    return this.source.lineOf(this.offset) + this.source.firstLine;
  }
  get column(): number {
    return this.source.columnOf(this.offset);
  }
}

/** A pair of code: `place` is where its list begins, `carPlace` where the element it holds begins. */
export class SourcePair extends Pair {
  readonly place: Place | undefined;
  readonly carPlace: Place | undefined;
  constructor(car: Value, cdr: Value, place: Place | undefined, carPlace: Place | undefined) {
    super(car, cdr);
    this.place = place;
    this.carPlace = carPlace;
  }
}

/** Where a form begins, if it is a list of code. */
export const placeOf = (x: Value): Place | undefined => (x instanceof SourcePair ? x.place : undefined);

/** Where the first element of `x` begins. */
export const carPlaceOf = (x: Value): Place | undefined =>
  x instanceof SourcePair ? (placeOf(x.car) ?? x.carPlace ?? x.place) : undefined;
