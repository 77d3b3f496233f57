const MOST_EDITS = 2;

/** The name a person may have meant: the one within two edits of the text, or undefined. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.min(MOST_EDITS, Math.floor(text.length / 2)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - text.length) >= least) continue;
    const edits = editsBetween(text, name);
    if (edits < least) [best, least] = [name, edits];
  }
  return best;
}

/** Levenshtein's distance (Soviet Physics Doklady 10, 1966). */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
