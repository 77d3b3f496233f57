import Table from 'cli-table3';
import { escapeLine } from './escape.ts';
import type { Paint, Style } from './paint.ts';

/** What stands in a cell: text from anywhere, which is escaped here, and how it is painted. */
export type Cell = string | { text: string; style: Style };

/** Longer cells are cut: one line of a table is one thing. `--json` has the whole. */
const LONGEST_CELL = 80;
const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
];

/** A table without borders, one line a row, ending with a newline. */
export function formatTable(head: string[], rows: Cell[][], paint: Paint): string {
  const table = new Table({
    head: head.map(title => paint('head', title)),
    chars: { ...Object.fromEntries(BORDERS.map(border => [border, ''])), middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const row of rows) table.push(row.map(cell => formatCell(cell, paint)));
  const lines = table.toString().split('\n');
  return `${lines.map(line => line.trimEnd()).join('\n')}\n`;
}

function formatCell(cell: Cell, paint: Paint): string {
  const { text, style } = typeof cell === 'string' ? { text: cell, style: 'plain' as const } : cell;
  return paint(style, cut(escapeLine(text)));
}

function cut(text: string): string {
  if (text.length <= LONGEST_CELL) return text;
  const characters = [...text]; // not half a surrogate pair
  return characters.length > LONGEST_CELL ? `${characters.slice(0, LONGEST_CELL - 1).join('')}…` : text;
}
