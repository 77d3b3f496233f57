import { COLUMN_TYPES, type Column, RELATION_KINDS, type Relation } from '../../model/relation.ts';

/** What is wrong with a declared relation, and what to do about it. */
export interface RelationFault {
  relation: string;
  plugin: string;
  message: string;
  hint: string;
}

/** Columns that the store adds to those of a relation: the row, and the times. */
export const ROW = '#';
export const SINCE = 'since';
export const UNTIL = 'until';
export const TOLD = 'told';
export const TIME = 'time';

const OWN_COLUMNS = { state: [ROW, SINCE, UNTIL], event: [ROW, TOLD], metric: [ROW, TIME] };

/** SQLite takes 2000 columns, and a metric rolled up needs five for each. */
const MOST_COLUMNS = 200;
const LONGEST_NAME = 128;

// A name ends up inside SQL text, which ends at NUL, and a lone surrogate is not what comes back.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is them we refuse
const UNFIT = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/** All that is wrong with these declarations, taken together. */
export function faultsOf(relations: readonly Relation[]): RelationFault[] {
  return [...relations.flatMap(faultsOfOne), ...sharedNames(relations)];
}

function faultsOfOne(relation: Relation): RelationFault[] {
  const { name, kind, key, columns } = relation;
  const faults: RelationFault[] = [];
  const fault = (message: string, hint: string) =>
    faults.push({ relation: name, plugin: relation.plugin, message: `relation '${name}' ${message}`, hint });
  const all = [...key, ...columns];
  if (!isName(name)) fault('cannot be called that', `1 to ${LONGEST_NAME} characters, no control characters`);
  if (!RELATION_KINDS.includes(kind))
    fault(`is of no kind '${kind}'`, `the kinds are ${RELATION_KINDS.join(', ')}`);
  else for (const message of columnFaults(relation, all)) fault(...message);
  if (key[0]?.name !== 'host' || key[0].type !== 'text')
    fault(`does not begin with 'host'`, 'the first column is the machine a fact is about, a text');
  if (all.length > MOST_COLUMNS) fault(`has ${all.length} columns`, `at most ${MOST_COLUMNS}`);
  // What a metric measures lies in three tables, and nobody looks a machine up by its load.
  const indexable = (kind === 'metric' ? key : all).map(column => column.name);
  for (const column of relation.indexes?.flat() ?? [])
    if (!indexable.includes(column))
      fault(`has no column '${column}' to index`, `there are ${indexable.join(', ')}`);
  return faults;
}

function columnFaults({ kind, columns }: Relation, all: Column[]): [string, string][] {
  const faults: [string, string][] = [];
  for (const { name, type } of all) {
    if (!isName(name))
      faults.push([
        `has a column of the name ${JSON.stringify(name)}`,
        `1 to ${LONGEST_NAME} characters, no control characters`,
      ]);
    if (!COLUMN_TYPES.includes(type))
      faults.push([
        `has a column '${name}' of no type '${type}'`,
        `the types are ${COLUMN_TYPES.join(', ')}`,
      ]);
    if (OWN_COLUMNS[kind].includes(lowered(name)))
      faults.push([`cannot have a column '${name}'`, `every ${kind} has one of that name already`]);
  }
  for (const [first, second] of sameNames(all))
    faults.push([`has columns '${first.name}' and '${second.name}'`, 'the store does not tell A from a']);
  if (kind === 'metric') faults.push(...metricFaults(columns));
  return faults;
}

function metricFaults(columns: Column[]): [string, string][] {
  if (columns.length === 0) return [['measures nothing', 'a metric needs a column beside its head']];
  return columns
    .filter(({ type }) => !['integer', 'number', 'duration'].includes(type))
    .map(({ name, type }) => [
      `measures '${name}', a ${type}`,
      'a metric is of integers, numbers and durations; what else there is belongs to its head, or is a state',
    ]);
}

function sharedNames(relations: readonly Relation[]): RelationFault[] {
  return sameNames(relations).map(([first, second]) => ({
    relation: second.name,
    plugin: second.plugin,
    message: `relation '${second.name}' of plugin '${second.plugin}' is there already: '${first.name}' of plugin '${first.plugin}'`,
    hint: 'give it another name; the store does not tell A from a',
  }));
}

/** Pairs of things whose names SQLite takes for the same. */
export function sameNames<T extends { name: string }>(things: readonly T[]): [T, T][] {
  const seen = new Map<string, T>();
  const pairs: [T, T][] = [];
  for (const thing of things) {
    const first = seen.get(lowered(thing.name));
    if (first) pairs.push([first, thing]);
    else seen.set(lowered(thing.name), thing);
  }
  return pairs;
}

/** SQLite folds the letters of ASCII, and no others. */
function lowered(name: string): string {
  return name.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

function isName(name: string): boolean {
  return name.length > 0 && name.length <= LONGEST_NAME && !UNFIT.test(name);
}
