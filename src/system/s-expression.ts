/**
 * Where the first list in a text ends: the index behind its last parenthesis, or null while that is still to
 * come. Strings, characters (`#\)`), `|symbols|` and comments may hold parentheses that do not count.
 */
export function datumEnd(text: string): number | null {
  const token = /"(?:[^"\\]|\\.)*"|\|(?:[^|\\]|\\.)*\||#\\.|;.*?\n|[()[\]]|["|;]/gs;
  let depth = 0;
  for (const found of text.matchAll(token)) {
    const [word] = found;
    if (word === '(' || word === '[') depth++;
    else if (word === ')' || word === ']') {
      depth--;
      if (depth <= 0) return found.index + 1;
    } else if (word.length === 1) return null; // a string that is not over
  }
  return null;
}
