import {
  arrayToList,
  Condition,
  intern,
  list,
  listToArray,
  NIL,
  nearest,
  type Place,
  type Primitive,
  plain,
  printed,
  raise,
  SchemeSymbol,
  type Value,
} from '../scheme/index.ts';

import { type Complaint, noteComplaint } from './complaint.ts';
import { type Field, FormRecord, FormType } from './record.ts';

/** What scheme/herd/forms.scm stands on: declarations, records, and complaints about what was given. */
export const formPrimitives: Primitive[] = [
  plain(
    '%make-field',
    6,
    (
      name: SchemeSymbol,
      type: SchemeSymbol,
      predicate: Value,
      makeDefault: Value,
      doc: string,
      place: Value,
    ) =>
      new FieldValue({
        name: name.name,
        type: type.name,
        predicate,
        makeDefault: makeDefault === false ? null : makeDefault,
        doc,
        place: placeOf(place),
      }),
  ),
  plain('%make-form', 2, (name: SchemeSymbol, fields: Value) => makeForm(name.name, items(fields))),
  plain('%form-fields', 1, (type: FormType) => arrayToList(type.fields.map(field => new FieldValue(field)))),
  plain('%field-named', 2, (type: FormType, name: Value) => {
    const field = name instanceof SchemeSymbol ? type.field(name.name) : undefined;
    return field ? new FieldValue(field) : false;
  }),
  plain('%known-field?', 3, (type: FormType, name: SchemeSymbol, place: Value) => {
    if (type.field(name.name)) return true;
    complainOfUnknown(type, name.name, placeOf(place));
    return false;
  }),
  plain('%field-name', 1, (value: FieldValue) => internedName(value)),
  plain('%field-predicate', 1, (value: FieldValue) => value.field.predicate),
  plain('%field-default', 1, (value: FieldValue) => value.field.makeDefault ?? false),
  plain('%make-record', 3, (type: FormType, place: Value, values: Value) => {
    const given = items(values);
    return new FormRecord(
      type,
      new Map(type.fields.map((field, i) => [field.name, given[i]!])),
      placeOf(place),
    );
  }),
  plain('%inherited', 2, (base: Value, name: SchemeSymbol) => {
    const value = base instanceof FormRecord ? base.values.get(name.name) : undefined;
    return value === undefined ? false : list(value);
  }),
  plain('%field-of', 3, (record: Value, field: SchemeSymbol, who: SchemeSymbol) => {
    const value = record instanceof FormRecord ? record.values.get(field.name) : undefined;
    if (value !== undefined) return value;
    return raise(
      new Condition('wrong-type', `${who.name}: not a record with a field '${field.name}':`, list(record)),
    );
  }),
  plain('%complain-of-givens', 3, (type: FormType, givens: Value, place: Value) => {
    complainOfGivens(type, items(givens).map(readGiven), placeOf(place));
    return true;
  }),
  plain('%complain-of-base', 3, (type: FormType, base: Value, place: Value) => {
    if (!(base instanceof FormRecord) || base.type !== type)
      complain(
        placeOf(place),
        `${type.name}: what is inherited is no ${type.name}: ${printed(base, 'write')}`,
      );
    return true;
  }),
  plain('%complain-of-value', 4, (type: FormType, field: FieldValue, given: Value, misfits: Value) => {
    const { value, valuePlace } = readGiven(given);
    const [misfit] = items(misfits);
    const { name, type: wanted, doc } = field.field;
    complain(
      valuePlace,
      `${type.name}: field '${name}' must be ${article(wanted)}, but ${misfit === undefined ? 'is' : 'holds'} ${shown(misfit ?? value)}`,
      `${name}: ${doc}`,
    );
    return true;
  }),
  plain('%complain-of-missing', 3, (type: FormType, field: FieldValue, place: Value) => {
    const { name, doc, type: wanted } = field.field;
    complain(placeOf(place), `${type.name}: field '${name}' is missing`, `add (${name} ${wanted}): ${doc}`);
    return true;
  }),
  plain('%complain-of-type', 2, (type: SchemeSymbol, place: Value) => {
    const near = nearest(type.name, OPTION_TYPES);
    const hint = near
      ? `did you mean '${near}'?`
      : `define the predicate ${type.name}? above, or take one of ${OPTION_TYPES.join(', ')}`;
    complain(placeOf(place), `'${type.name}' is not the type of an option`, hint);
    return true;
  }),
  plain('%complain-of-default', 3, (field: FieldValue, value: Value, place: Value) => {
    const { name, type } = field.field;
    complain(placeOf(place), `the default of '${name}' must be ${article(type)}, but is ${shown(value)}`);
    return true;
  }),
  plain('%complain', [2, 3], (place: Value, message: string, hint?: Value) => {
    complain(placeOf(place), message, typeof hint === 'string' ? hint : undefined);
    return true;
  }),
];

/** A field as a Scheme value; the private part of a form's declaration. */
class FieldValue {
  readonly field: Field;
  constructor(field: Field) {
    this.field = field;
  }
}

interface Given {
  /** Null for what is not of the form (field value). */
  name: string | null;
  value: Value;
  place: Place | undefined;
  valuePlace: Place | undefined;
}

/** The place that form-place tells. */
export function placeOf(value: Value): Place | undefined {
  const [file, line, column] = listToArray(value) ?? [];
  return typeof file === 'string' && line !== 0
    ? { file, line: Number(line), column: Number(column) }
    : undefined;
}

/** Notes an error of the file that is being loaded, or raises it where none is. */
export function complain(place: Place | undefined, message: string, hint?: string): void {
  const complaint: Complaint = { severity: 'error', place, message, hint };
  if (noteComplaint(complaint)) return;
  const condition = new Condition('error', message, NIL, hint);
  condition.place = place;
  raise(condition);
}

/** The types of scheme/herd/types.scm, and those of the base library that make sense for an option. */
const OPTION_TYPES = [
  ...['string', 'symbol', 'number', 'integer', 'boolean', 'list', 'any', 'count', 'percent', 'duration'],
  ...['list-of-strings', 'list-of-symbols', 'list-of-numbers'],
  ...['maybe-string', 'maybe-number', 'maybe-integer', 'maybe-duration'],
];

/** A form of the fields that are declared rightly; the rest was complained of. */
function makeForm(name: string, declared: Value[]): FormType {
  const fields: Field[] = [];
  for (const { field } of declared.filter(value => value instanceof FieldValue)) {
    if (fields.some(each => each.name === field.name))
      complain(
        field.place,
        `${name}: there are two options '${field.name}'`,
        field.name === 'interval' ? 'every plugin has an interval by itself' : undefined,
      );
    else fields.push(field);
  }
  return new FormType(name, fields);
}

function complainOfGivens(type: FormType, givens: Given[], place: Place | undefined): void {
  const seen = new Set<string>();
  for (const given of givens) {
    const where = given.place ?? place;
    if (given.name === null)
      complain(where, `${type.name}: ${shown(given.value)} is not a field`, 'write it as (field value)');
    else if (seen.has(given.name)) complain(where, `${type.name}: field '${given.name}' is given twice`);
    seen.add(given.name ?? '');
  }
}

function complainOfUnknown(type: FormType, name: string, place: Place | undefined): void {
  const names = type.fields.map(field => field.name);
  const near = nearest(name, names);
  const hint = near ? `did you mean '${near}'?` : `its fields are: ${names.join(', ')}`;
  complain(place, `${type.name} has no field '${name}'`, hint);
}

function readGiven(given: Value): Given {
  const [name, value, place, valuePlace] = items(given);
  const field = name instanceof SchemeSymbol ? name.name : null;
  return {
    name: field,
    value: value!,
    place: placeOf(place!),
    valuePlace: placeOf(valuePlace!) ?? placeOf(place!),
  };
}

const items = (value: Value): Value[] => listToArray(value) ?? [];
const internedName = (value: FieldValue): SchemeSymbol => intern(value.field.name);
/** A type in a sentence: `a percent`, `an integer or #f` for maybe-integer. */
function article(type: string): string {
  if (type.startsWith('maybe-')) return `${article(type.slice('maybe-'.length))} or #f`;
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function shown(value: Value): string {
  const text = printed(value, 'write');
  return text.length > 60 ? `${text.slice(0, 60)} …` : text;
}
