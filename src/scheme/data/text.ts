// Strings are JavaScript strings; Scheme's indices count code points. A string without surrogates (nearly all) is
// indexed directly; the answer for the last string looked at is kept, so a loop over one string scans it once.

const SURROGATE = /[\ud800-\udfff]/;
let lastText = '';
let lastPoints: string[] | undefined;

/** The code points of a string that has characters beyond the BMP; undefined when code units are code points. */
export function codePoints(text: string): string[] | undefined {
  if (text === lastText) return lastPoints;
  lastText = text;
  lastPoints = SURROGATE.test(text) ? [...text] : undefined;
  return lastPoints;
}

/** Length in code points. */
export const textLength = (text: string): number => codePoints(text)?.length ?? text.length;

/** The part from code point `start` up to `end`. */
export function textSlice(text: string, start: number, end?: number): string {
  const points = codePoints(text);
  return points === undefined ? text.slice(start, end) : points.slice(start, end).join('');
}

/** The code point at `index`, which the caller has checked. */
export function codePointAt(text: string, index: number): number {
  const points = codePoints(text);
  return points === undefined ? text.charCodeAt(index) : points[index]!.codePointAt(0)!;
}
