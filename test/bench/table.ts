import Table from 'cli-table3';

/** One figure: ours and the peer's, measured side by side in one run. */
export interface Row {
  what: string;
  ours: number;
  /** Null where there is nothing to compare with. */
  peer: number | null;
  unit: string;
  /** What is held against the limit: ours to the peer's, or ours itself. */
  ratio: number;
  /** The figure to reach, as `≤ 1.2` or `≥ 0.7`; null where it only says what can be reached at all. */
  limit: string | null;
}

/** Prints the figures as a table. */
export function printRows(rows: Row[]): void {
  const table = new Table({
    head: ['what', 'ours', 'peer', 'unit', 'ratio', 'to reach', ''],
    style: { head: [], border: [] },
  });
  for (const { what, ours, peer, unit, ratio, limit } of rows)
    table.push([
      what,
      show(ours),
      peer === null ? '' : show(peer),
      unit,
      show(ratio),
      limit ?? '',
      limit === null ? '' : reached(ratio, limit) ? 'yes' : 'NO',
    ]);
  console.log(table.toString());
}

/** Is a ratio within a limit such as `≤ 1.2`? */
export function reached(ratio: number, limit: string): boolean {
  const [sign, figure] = limit.split(' ');
  return sign === '≤' ? ratio <= Number(figure) : ratio >= Number(figure);
}

function show(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** The middle of a list of numbers. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
