import { escapeLine, escapeLines } from './escape.ts';
import type { Paint } from './paint.ts';

/** Names and values, one a line; what has no value is left out. */
export function formatFields(fields: [name: string, value: string | null][], paint: Paint): string {
  const told = fields.filter((field): field is [string, string] => field[1] !== null && field[1] !== '');
  const width = Math.max(...told.map(([name]) => name.length));
  return told
    .map(([name, value]) => `${paint('faint', name.padEnd(width))}  ${escapeLine(value)}\n`)
    .join('');
}

/** Text of many lines under a title; indented, so that none of it can pass for a title or a field. */
export function formatBlock(title: string, text: string, paint: Paint): string {
  const lines = escapeLines(text).replace(/\n$/, '').split('\n');
  return `\n${paint('faint', `${title}:`)}\n${lines.map(line => `  ${line}`.trimEnd()).join('\n')}\n`;
}
