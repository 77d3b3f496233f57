import { stripVTControlCharacters } from 'node:util';
import { escapeLine } from '../../terminal/escape.ts';

const LINES = 20;
const LONGEST_LINE = 200;
/** Looked at, from the end: whatever the size of an output, more lines than are shown. */
const LOOKED_AT = LINES * LONGEST_LINE * 4;

/**
 * The last lines of what a job wrote, fit for a letter: without colours, a progress bar as it was last seen, indented so
 * that none can pass for a line of the letter's own.
 */
export function lastLines(output: string): string[] {
  const end = stripVTControlCharacters(output.slice(-LOOKED_AT));
  const lines = end
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map(shown => shown.replace(/\r+$/, '').split('\r').at(-1)!.replaceAll('\t', '        ').trimEnd());
  while (lines.at(-1) === '') lines.pop();
  while (lines[0] === '') lines.shift();
  return lines.slice(-LINES).map(text => `  ${cut(escapeLine(text))}`.trimEnd());
}

function cut(text: string): string {
  return text.length > LONGEST_LINE ? `${[...text].slice(0, LONGEST_LINE - 1).join('')}…` : text;
}
