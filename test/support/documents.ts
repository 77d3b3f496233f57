import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The text of a file of the project. */
export const projectFile = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The blocks of a document that are fenced as this language. */
export function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(match => match[1]!);
}

/** The rows of the first table behind a heading, cell by cell. */
export function tableUnder(text: string, heading: string): string[][] {
  const section = text.slice(text.indexOf(`\n${heading}\n`) + 1);
  const table = /(?:^\|.*\n)+/m.exec(section)?.[0] ?? '';
  const rows = table.trimEnd().split('\n').slice(2);
  return rows.map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}
