import type { ColumnType, Relation } from '../../model/relation.ts';
import type { Entry } from './catalog.ts';
import { type RelationFault, sameNames } from './declaration.ts';

/** What becomes of a relation when its declaration is taken. */
export interface Change {
  before: Entry | null;
  after: Entry;
}

/** The types that hold every value of a type. */
const WIDER: Record<ColumnType, ColumnType[]> = {
  text: [],
  number: [],
  boolean: ['integer', 'number'],
  // Whole numbers all: only what they mean is said more exactly, or less.
  integer: ['number', 'time', 'duration'],
  time: ['integer', 'number'],
  duration: ['integer', 'number'],
};

/**
 * Compares a declaration with the one the store was made by. New columns are added, those not declared any more
 * are kept aside, a type may become wider; what would lose values, or make another thing of those that are there, is
 * refused. A number does not become text: questions that compare it would pass over the old rows without a word.
 */
export function changeOf(before: Entry | null, relation: Relation): Change | RelationFault {
  const fault = (message: string, hint: string): RelationFault => ({
    relation: relation.name,
    plugin: relation.plugin,
    message: `relation '${relation.name}' ${message}`,
    hint,
  });
  if (!before) return { before, after: { relation, retired: [], unused: null } };
  const old = before.relation;
  if (old.kind !== relation.kind)
    return fault(`was ${article(old.kind)} and is declared as ${article(relation.kind)}`, OTHER_NAME);
  const [was, is] = [keyText(old), keyText(relation)];
  if (was !== is) return fault(`had the head (${was}) and is declared with (${is})`, OTHER_NAME);
  const known = new Map([...old.key, ...old.columns, ...before.retired].map(column => [column.name, column]));
  for (const column of [...relation.key, ...relation.columns]) {
    const { type } = known.get(column.name) ?? column;
    if (type === column.type) continue;
    if (!WIDER[type].includes(column.type))
      return fault(
        `has a column '${column.name}' of type ${type}, which cannot become ${column.type}`,
        `the store keeps its old values as ${type}: give the new column another name`,
      );
  }
  const declared = new Set([...relation.key, ...relation.columns].map(({ name }) => name));
  const retired = [...old.columns, ...before.retired].filter(({ name }) => !declared.has(name));
  for (const [former, column] of sameNames([...retired, ...relation.columns]))
    return fault(
      `has a column '${column.name}' and had one '${former.name}'`,
      'the store does not tell A from a',
    );
  return { before, after: { relation, retired, unused: null } };
}

const OTHER_NAME =
  'that is another relation: give it another name; the old one keeps its rows, and comes back by its name';

export function isFault(change: Change | RelationFault): change is RelationFault {
  return 'hint' in change;
}

function article(kind: Relation['kind']): string {
  return kind === 'event' ? 'an event' : `a ${kind}`;
}

function keyText({ key }: Relation): string {
  return key.map(({ name }) => name).join(' ');
}
