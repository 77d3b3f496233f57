// Records: one JavaScript class for each record type, with the fields f0, f1 ..., so that the engine gives each type its
// own layout and `instanceof` is the type check.
import type { SchemeSymbol } from './symbol.ts';
import type { Printable, Value } from './value.ts';

/** An instance: fields f0, f1 ...; `recordType` is on the prototype. */
export interface RecordInstance {
  readonly recordType: RecordType;
  [field: `f${number}`]: Value;
}
export type RecordClass = new (...fields: Value[]) => RecordInstance;

const factories = new Map<number, () => RecordClass>();

// The generated text holds nothing of the user's: only a count of fields.
function factory(count: number): () => RecordClass {
  let make = factories.get(count);
  if (make === undefined) {
    const fields = Array.from({ length: count }, (_, i) => `f${i}`);
    const body = fields.map(field => `this.${field}=${field};`).join('');
    make = new Function(`return () => class { constructor(${fields}) { ${body} } }`)() as () => RecordClass;
    factories.set(count, make);
  }
  return make;
}

export class RecordType implements Printable {
  readonly name: string;
  readonly fields: readonly SchemeSymbol[];
  readonly make: RecordClass;

  constructor(name: string, fields: readonly SchemeSymbol[]) {
    this.name = name.replace(/^<(.*)>$/, '$1');
    this.fields = fields;
    this.make = factory(fields.length)();
    Object.defineProperty(this.make.prototype, 'recordType', { value: this });
  }

  printed(): string {
    return `#<record-type ${this.name}>`;
  }
}

/** The record's type; undefined when `x` is no record. */
export const recordTypeOf = (x: Value): RecordType | undefined =>
  typeof x === 'object' ? (x as { recordType?: RecordType }).recordType : undefined;

/** The fields of a record, in order. */
export const recordFields = (record: Value, type: RecordType): Value[] =>
  type.fields.map((_, i) => (record as RecordInstance)[`f${i}`]!);
