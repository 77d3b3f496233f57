import {
  COLUMN_TYPES,
  type Column,
  type ColumnType,
  type FactValue,
  RELATION_KINDS,
  type Relation,
  type RelationKind,
} from '../model/relation.ts';
import {
  Condition,
  isEqual,
  Keyword,
  list,
  listToArray,
  makeProcedure,
  NIL,
  nearest,
  type Place,
  type Primitive,
  type Printable,
  plain,
  printed,
  raise,
  SchemeSymbol,
  type Structural,
  type Value,
} from '../scheme/index.ts';
import { LogicVariable } from '../scheme/logic/terms.ts';
import { momentOf } from './moment.ts';
import { complain, placeOf } from './primitives.ts';

/** What stands in a column that a goal does not name: anything. */
class Anything implements Printable {
  printed(): string {
    return '_';
  }
}
export const ANYTHING = new Anything();

/** A relation and a term for each column: ground it is a fact, and what is asked has the same form. */
export class RelationGoal implements Printable, Structural {
  readonly relation: Relation;
  /** One for each column that can be asked for, those of the key first, and the times of a state last. */
  readonly terms: readonly Value[];
  constructor(relation: Relation, terms: readonly Value[]) {
    this.relation = relation;
    this.terms = terms;
  }
  printed(write: (part: Value) => string): string {
    const columns = columnsAsked(this.relation);
    const count = positions(this.relation, columns);
    const given = this.terms.slice(
      0,
      this.terms.findLastIndex((term, i) => i < count && term !== ANYTHING) + 1,
    );
    const times = columns
      .slice(count)
      .flatMap(({ name }, i) =>
        this.terms[count + i] === ANYTHING ? [] : [`#:${name}`, write(this.terms[count + i]!)],
      );
    return `(${[this.relation.name, ...given.map(write), ...times].join(' ')})`;
  }
  equals(other: Value): boolean {
    return (
      other instanceof RelationGoal &&
      other.relation.name === this.relation.name &&
      this.terms.every((term, i) => isEqual(term, other.terms[i]!))
    );
  }
}

/** The columns of a relation, those of the key first. */
export const columnsOf = (relation: Relation): Column[] => [...relation.key, ...relation.columns];

/** The columns that a question can name: a sample has a time besides, that of the message it came by; a state has two. */
export const columnsAsked = (relation: Relation): Column[] => [
  ...columnsOf(relation),
  ...(TIMES[relation.kind] ?? []), // a kind that there is not is complained of elsewhere
];

const TIMES: Record<RelationKind, Column[]> = {
  state: [
    { name: 'since', type: 'time', doc: 'From when it is so.' },
    { name: 'until', type: 'time', doc: 'Until when it was so; forever while it still is.' },
  ],
  event: [],
  metric: [{ name: 'time', type: 'time', doc: 'When it was measured.' }],
};

/** How many of the columns can be given by position: the times of a state are only named. */
const positions = ({ kind }: Relation, columns: readonly Column[]): number =>
  kind === 'state' ? columns.length - TIMES.state.length : columns.length;

const relations = new WeakMap<object, Relation>();

const places = new WeakMap<Relation, Place>();

/** Where a relation is declared. */
export const placeOfRelation = (relation: Relation): Place | undefined => places.get(relation);

/** The relation that a goal constructor belongs to; undefined for any other value. */
export const relationOf = (procedure: Value): Relation | undefined =>
  typeof procedure === 'function' ? relations.get(procedure) : undefined;

/** The procedure of the relation's name: columns by position for a prefix, then by keyword; the rest is anything. */
export function goalConstructor(relation: Relation): Value {
  const columns = columnsAsked(relation);
  const doc = `${relation.doc}\n${columns.map(({ name, type, doc: text }) => `  ${name}: ${type}. ${text}`).join('\n')}`;
  const construct = (...args: Value[]) => new RelationGoal(relation, termsOf(relation, columns, args));
  const procedure = makeProcedure(plain(relation.name, [0, Number.POSITIVE_INFINITY], construct, doc));
  relations.set(procedure, relation);
  return procedure;
}

function termsOf(relation: Relation, columns: Column[], args: Value[]): Value[] {
  const terms: Value[] = columns.map(() => ANYTHING);
  const count = positions(relation, columns);
  let i = 0;
  for (; i < args.length && !(args[i] instanceof Keyword); i++) {
    if (i >= count)
      refuse(`${relation.name} has ${count} columns:`, args[i]!, columnList(columns.slice(0, count)));
    terms[i] = checked(relation, columns[i]!, args[i]!);
  }
  for (; i < args.length; i += 2) {
    const name = (args[i] as Keyword).name;
    const at = columns.findIndex(column => column.name === name);
    if (at < 0 || args[i + 1] === undefined)
      refuse(`${relation.name} has no column`, args[i]!, columnHint(name, columns));
    if (terms[at] !== ANYTHING) refuse(`${relation.name}: this column is given twice:`, args[i]!);
    terms[at] = checked(relation, columns[at]!, args[i + 1]!);
  }
  return terms;
}

function checked(relation: Relation, column: Column, term: Value): Value {
  if (term === ANYTHING || term instanceof LogicVariable || fits(column.type, term)) return term;
  if (column.type === 'time' && typeof term === 'string') return momentOf(relation.name, term);
  if (isNothing(term)) return NULL;
  return refuse(
    `${relation.name}: column '${column.name}' must be ${WANTED[column.type]}, but is`,
    term,
    column.doc === '' ? undefined : `${column.name}: ${column.doc}`,
  );
}

/** No value, as a term. It is written #f, and as the symbol that JSON's null becomes. */
export const NULL: Value = new (class implements Printable {
  printed(): string {
    return '#f';
  }
})();

const isNothing = (term: Value): boolean =>
  term === NULL || term === false || (term instanceof SchemeSymbol && term.name === 'null');

const WANTED: Record<ColumnType, string> = {
  text: 'a string',
  integer: 'an exact integer',
  number: 'a finite number',
  boolean: '#t or #f',
  time: 'a time (milliseconds since 1970)',
  duration: 'a duration (milliseconds)',
};

function fits(type: ColumnType, term: Value): boolean {
  if (type === 'text') return typeof term === 'string';
  if (type === 'boolean') return typeof term === 'boolean';
  if (type === 'number') return typeof term === 'bigint' || Number.isFinite(term);
  return Number.isSafeInteger(term) || (typeof term === 'bigint' && BigInt.asIntN(64, term) === term);
}

/**
 * The terms of a goal that is to be a fact, or a pattern of facts: one for each column that is declared.
 * @throws where it says when, which is not for it to say
 */
export function declaredTerms({ relation, terms }: RelationGoal): readonly Value[] {
  const count = columnsOf(relation).length;
  const time = TIMES[relation.kind].find((_, i) => terms[count + i] !== ANYTHING);
  if (time)
    refuse(
      `${relation.name}: a fact has no '${time.name}':`,
      terms[count + TIMES[relation.kind].indexOf(time)]!,
      'it is of the time of its message',
    );
  return terms.slice(0, count);
}

/**
 * The values of a goal that is a fact.
 * @returns undefined when a column is left open
 */
export function factValues(goal: RelationGoal): FactValue[] | undefined {
  const terms = declaredTerms(goal);
  const open = terms.some(term => term === ANYTHING || term instanceof LogicVariable);
  return open ? undefined : terms.map(term => (term === NULL ? null : (term as FactValue)));
}

/** `(%make-relation kind head columns plugin place doc)`: checks a declaration, and makes its goal constructor. */
export const goalPrimitives: Primitive[] = [
  plain(
    '%make-relation',
    6,
    (kind: Value, head: Value, columns: Value, plugin: SchemeSymbol, place: Value, doc: Value) =>
      goalConstructor(
        declaredRelation(
          kind,
          head,
          columns,
          plugin.name,
          placeOf(place),
          typeof doc === 'string' ? doc : '',
        ),
      ),
  ),
];

function declaredRelation(
  kind: Value,
  head: Value,
  columns: Value,
  plugin: string,
  place: Place | undefined,
  doc: string,
): Relation {
  const [name, ...keys] = listToArray(head) ?? [];
  const relation: Relation = {
    name: name instanceof SchemeSymbol ? name.name : printed(head, 'write'),
    kind: kind instanceof SchemeSymbol ? (kind.name as RelationKind) : 'state',
    key: keys.map(key => declaredColumn(key, place)),
    columns: (listToArray(columns) ?? []).map(column => declaredColumn(column, place)),
    plugin,
    doc,
  };
  complainOfRelation(relation, place);
  if (place) places.set(relation, place);
  return relation;
}

/** A column: `name` (text), `(name type)`, `(name type "What it means.")`, or with `fleeting` behind that. */
function declaredColumn(written: Value, place: Place | undefined): Column {
  const [name, type, doc, more] = written instanceof SchemeSymbol ? [written] : (listToArray(written) ?? []);
  const fleeting = more instanceof SchemeSymbol && more.name === 'fleeting';
  const typeName = type instanceof SchemeSymbol ? type.name : 'text';
  if (!(name instanceof SchemeSymbol))
    complain(
      place,
      `${printed(written, 'write')} is not a column`,
      'write it as (name type "What it means.")',
    );
  if (more !== undefined && !fleeting)
    complain(
      place,
      `${printed(more, 'write')} is said of no column`,
      "behind its sentence may stand 'fleeting'",
    );
  if (!(COLUMN_TYPES as readonly string[]).includes(typeName))
    complain(place, `'${typeName}' is not the type of a column`, `the types are: ${COLUMN_TYPES.join(', ')}`);
  return {
    name: name instanceof SchemeSymbol ? name.name : '?',
    type: typeName as ColumnType,
    doc: typeof doc === 'string' ? doc : '',
    ...(fleeting ? { fleeting } : {}),
  };
}

function complainOfRelation(relation: Relation, place: Place | undefined): void {
  const { name, kind, key } = relation;
  if (!RELATION_KINDS.includes(kind))
    complain(place, `a relation is a state, an event or a metric, not a '${kind}'`);
  if (key[0]?.name !== 'host')
    complain(place, `relation '${name}': its first column must be 'host'`, 'a fact is about a machine');
  const names = columnsOf(relation).map(column => column.name);
  const twice = names.find((column, i) => names.indexOf(column) !== i);
  if (twice) complain(place, `relation '${name}' has the column '${twice}' twice`);
  const reserved = names.find(column => column === 'since' || column === 'until');
  if (reserved)
    complain(
      place,
      `relation '${name}': a column cannot be named '${reserved}'`,
      'every state has since and until by itself',
    );
}

const columnList = (columns: Column[]): string => columns.map(column => column.name).join(', ');

function columnHint(name: string, columns: Column[]): string {
  const near = nearest(
    name,
    columns.map(column => column.name),
  );
  return near ? `did you mean '#:${near}'?` : `its columns: ${columnList(columns)}`;
}

function refuse(message: string, irritant: Value, hint?: string): never {
  return raise(new Condition('error', message, irritant === undefined ? NIL : list(irritant), hint));
}
