// What a prompt tells of the relations of its store.
import type { Asker } from '../ask/asker.ts';
import { columnsAsked } from '../form/goal.ts';
import type { Relation } from '../model/relation.ts';
import { describe, type Environment } from '../scheme/index.ts';
import { escapeLine, escapeLines } from '../terminal/escape.ts';
import type { Paint } from '../terminal/paint.ts';
import { formatTable } from '../terminal/table.ts';

/** The columns of all relations, as keywords. */
export function columnKeywords(relations: readonly Relation[]): string[] {
  return [...new Set(relations.flatMap(columnsAsked).map(({ name }) => `#:${name}`))];
}

/** What a name means: a relation with its columns, or anything else. @param asker of the store, if there is one */
export function described(name: string, environment: Environment, asker: Asker | null, paint: Paint): string {
  const relation = asker?.relations.find(each => each.name === name);
  if (asker && relation) return relationText(relation, asker, paint);
  return `${escapeLines(describe(name, environment) ?? `nothing is called ${name}`)}\n`;
}

/** What can be asked. */
export function relationsTable(relations: readonly Relation[], paint: Paint): string {
  const rows = [...relations]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, kind, key, columns, plugin }) => [
      name,
      kind,
      key.map(column => column.name).join(' '),
      columns.map(column => column.name).join(' '),
      plugin,
    ]);
  return formatTable(['RELATION', 'KIND', 'KEY', 'COLUMNS', 'DECLARED BY'], rows, paint);
}

function relationText(relation: Relation, asker: Asker, paint: Paint): string {
  const { name, kind, key, columns, plugin, doc } = relation;
  const columnRows = columnsAsked(relation).map((column, i) => [
    column.name,
    column.type,
    i < key.length ? 'key' : '',
    column.doc,
  ]);
  const usage = `(${[name, ...key.map(column => column.name), ...columns.map(column => `#:${column.name}`)].join(' ')})`;
  const rows = asker.questions.rowsOf(name);
  const said = [`a ${kind} of ${plugin}`, `${rows} row${rows === 1 ? '' : 's'}`].join(', ');
  const text = [usage, ...(doc === '' ? [] : [doc]), said].map(line => `${escapeLine(line)}\n`).join('');
  return `${text}${formatTable(['COLUMN', 'TYPE', '', 'MEANING'], columnRows, paint)}`;
}
