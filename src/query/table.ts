import { ANY } from '../model/effect.ts';
import type { ColumnType, Relation, RelationKind } from '../model/relation.ts';
import { ROW, SINCE, TIME, UNTIL } from '../store/relation/declaration.ts';
import {
  daysOf,
  hoursOf,
  momentOf,
  NEWEST,
  samplesOf,
  seriesOf,
  sourceOf,
  statisticOf,
} from '../store/relation/layout.ts';
import { QuestionFault } from './fault.ts';
import { nearest } from './nearest.ts';
import type { Term } from './term.ts';

export interface TableColumn {
  name: string;
  type: ColumnType;
  nullable: boolean;
}

/** A relation as questions read it: one table or view with a column for each of its own, and some for times. */
export interface RelationTable {
  /** What a question calls it. */
  name: string;
  kind: RelationKind;
  /** What SQLite calls it. */
  source: string;
  /** Those a goal can name come first, in the order of its terms. */
  columns: TableColumn[];
  /** How many columns a goal can name. */
  named: number;
  /** Of a state: which columns say from when until when a row was so. */
  history: { since: number; until: number } | null;
  /** Of an event or a metric: which column says when it was. */
  moment: number | null;
  /** A column with the number of the row, if there is one. */
  rowColumn: string | null;
  /** Of a metric: the tables behind its view, which SQLite joins better than the view itself. */
  parts: MetricParts | null;
}

/** A metric's heads, and its samples: raw, and the newest of each hour and day. The first column joins them. */
export interface MetricParts {
  series: RelationTable;
  samples: RelationTable[];
}

/**
 * A declared relation as the store keeps it. The time of a sample is the last column of a metric, `time`; those of a state
 * are `since` and `until`. When an event without a time of its own was told cannot be named.
 */
export function tableOf(relation: Relation): RelationTable {
  const { name, kind, key, columns } = relation;
  const declared = [...key, ...columns].map((column, i) => ({
    name: column.name,
    type: column.type,
    nullable: i >= key.length || (kind === 'event' && i > 0),
  }));
  const time = (column: string): TableColumn => ({ name: column, type: 'time', nullable: false });
  const rowColumn = kind === 'metric' ? null : ROW;
  const table = { name, kind, source: sourceOf(name), history: null, moment: null, rowColumn, parts: null };
  const count = declared.length;
  if (kind === 'state') {
    const history = { since: count, until: count + 1 };
    return { ...table, columns: [...declared, time(SINCE), time(UNTIL)], named: count + 2, history };
  }
  if (kind === 'metric')
    return {
      ...table,
      columns: [...declared, time(TIME)],
      named: count + 1,
      moment: count,
      parts: partsOf(relation),
    };
  const moment = declared.findIndex(column => column.name === momentOf(relation));
  if (moment >= 0) return { ...table, columns: declared, named: count, moment };
  return { ...table, columns: [...declared, time(momentOf(relation))], named: count, moment: count };
}

function partsOf({ name, key, columns }: Relation): MetricParts {
  const part = (source: string, list: TableColumn[]): RelationTable => ({
    name,
    kind: 'metric',
    source,
    columns: [{ name: ROW, type: 'integer', nullable: false }, ...list],
    named: 0,
    history: null,
    moment: null,
    rowColumn: null,
    parts: null,
  });
  const heads = key.map(column => ({ name: column.name, type: column.type, nullable: false }));
  const samples = (source: string, time: string, nameOf: (column: string) => string) => {
    const values = columns.map(column => ({ name: nameOf(column.name), type: column.type, nullable: true }));
    return part(source, [...values, { name: time, type: 'time', nullable: false }]);
  };
  const last = (column: string) => statisticOf(column, 'last');
  return {
    series: { ...part(seriesOf(name), heads), rowColumn: ROW },
    samples: [
      samples(samplesOf(name), TIME, column => column),
      samples(hoursOf(name), NEWEST, last),
      samples(daysOf(name), NEWEST, last),
    ],
  };
}

/** The relations a question can speak of. */
export class Catalog {
  readonly #tables: Map<string, RelationTable>;

  /** As they are declared; none of what a test makes up. */
  readonly relations: readonly Relation[];

  constructor(tables: readonly RelationTable[], relations: readonly Relation[] = []) {
    this.relations = relations;
    this.#tables = new Map(tables.map(table => [table.name, table]));
  }

  static of(relations: readonly Relation[]): Catalog {
    return new Catalog(relations.map(tableOf), relations);
  }

  get tables(): RelationTable[] {
    return [...this.#tables.values()];
  }

  /** @throws QuestionFault where there is no such relation */
  table(name: string, place?: unknown): RelationTable {
    const table = this.#tables.get(name);
    if (table) return table;
    const near = nearest(name, [...this.#tables.keys()]);
    throw new QuestionFault(`there is no relation '${name}'`, near && `did you mean '${near}'?`, place);
  }
}

/**
 * The terms of a goal: columns by position for a prefix, then by name.
 * @throws QuestionFault where there are too many, a name is unknown, or a column has two terms
 */
export function termsOf(
  table: RelationTable,
  positional: readonly (Term | typeof ANY)[],
  named: Iterable<[column: string, term: Term | typeof ANY]>,
  place?: unknown,
): (Term | typeof ANY)[] {
  const names = table.columns.slice(0, table.named).map(column => column.name);
  const terms: (Term | typeof ANY)[] = names.map((_, i) => (i < positional.length ? positional[i]! : ANY));
  const fault = (message: string, hint = `its columns are ${names.join(', ')}`) =>
    new QuestionFault(message, hint, place);
  if (positional.length > names.length)
    throw fault(`'${table.name}' has ${names.length} columns, not ${positional.length}`);
  const taken = new Set(names.slice(0, positional.length));
  for (const [name, term] of named) {
    const index = names.indexOf(name);
    const near = nearest(name, names);
    if (index < 0) throw fault(`'${table.name}' has no column '${name}'`, near && `did you mean '${near}'?`);
    if (taken.has(name)) throw fault(`'${name}' of '${table.name}' is there twice`);
    taken.add(name);
    terms[index] = term;
  }
  return terms;
}
