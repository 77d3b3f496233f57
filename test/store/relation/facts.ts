import type { NamedEffect } from '../../../src/model/effect.ts';
import type { Column, ColumnType, FactValue, Relation, RelationKind } from '../../../src/model/relation.ts';

/** Columns as `mount`, `size:integer`, `text:text~` (fleeting). */
export function columns(...texts: string[]): Column[] {
  return texts.map(text => {
    const [, name, type = 'text', fleeting] = /^(.*?)(?::(\w+)(~)?)?$/s.exec(text)!;
    return { name: name!, type: type as ColumnType, doc: '', ...(fleeting ? { fleeting: true } : {}) };
  });
}

/** `relation('state', 'installed', 'host package', 'version size:integer')` */
export function relation(kind: RelationKind, name: string, key: string, values: string, more = {}): Relation {
  const words = (text: string) => columns(...text.split(' ').filter(word => word !== ''));
  return { name, kind, key: words(key), columns: words(values), plugin: 'test', doc: '', ...more };
}

export function fact(name: string, ...values: FactValue[]): NamedEffect {
  return { kind: 'fact', fact: { relation: name, values } };
}

export function snapshot(name: string, ...facts: FactValue[][]): NamedEffect {
  return { kind: 'snapshot', relation: name, facts: facts.map(values => ({ relation: name, values })) };
}
