import {
  Condition,
  isEqual,
  listToArray,
  type Place,
  type Printable,
  type Structural,
  type Value,
} from '../scheme/index.ts';

/** One declared field: what it must be, what it is when it is not given, what it means. */
export interface Field {
  name: string;
  /** The name of its type, as `list-of-strings`; the predicate is bound to it with a question mark. */
  type: string;
  /** A Scheme predicate of one argument. */
  predicate: Value;
  /** A Scheme thunk that makes the default; null for a field that must be given. */
  makeDefault: Value | null;
  doc: string;
  /** Where it is declared. */
  place: Place | undefined;
}

/** The declaration of a record of named fields: what `disk-configuration` or `machine` builds. */
export class FormType implements Printable {
  readonly name: string;
  readonly fields: readonly Field[];
  constructor(name: string, fields: readonly Field[]) {
    this.name = name;
    this.fields = fields;
  }
  field(name: string): Field | undefined {
    return this.fields.find(field => field.name === name);
  }
  printed(): string {
    return `#<form ${this.name}>`;
  }
}

/** A record as a user wrote it: a value for each declared field, and where it was written. */
export class FormRecord implements Printable, Structural {
  readonly type: FormType;
  readonly values: ReadonlyMap<string, Value>;
  readonly place: Place | undefined;
  constructor(type: FormType, values: ReadonlyMap<string, Value>, place: Place | undefined) {
    this.type = type;
    this.values = values;
    this.place = place;
  }
  /** The value of a declared field. */
  get(field: string): Value {
    const value = this.values.get(field);
    if (value === undefined) throw new Condition('error', `${this.type.name} has no field '${field}'`);
    return value;
  }
  printed(write: (part: Value) => string): string {
    return `(${this.type.name}${[...this.values].map(([name, value]) => ` (${name} ${write(value)})`).join('')})`;
  }
  equals(other: Value): boolean {
    if (!(other instanceof FormRecord) || other.type !== this.type) return false;
    return [...this.values].every(([name, value]) => isEqual(value, other.get(name)));
  }
}

/** The items of a field that holds a list. */
export const itemsOf = <T extends Value>(record: FormRecord, field: string): T[] =>
  listToArray(record.get(field)) as T[];
