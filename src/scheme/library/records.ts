// What define-record-type expands to.
import { wrongType } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { type RecordInstance, RecordType, recordTypeOf } from '../data/record.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import { inlined, type Primitive, plain, predicate } from '../host/primitive.ts';

const ANY = Number.POSITIVE_INFINITY;

export const recordFailed = (record: Value, type: Value, _index: Value, who: Value): Value =>
  wrongType((who as SchemeSymbol).name, 1, record, `a ${(type as RecordType).name}`);

const isOf = (record: Value, type: Value): record is RecordInstance => recordTypeOf(record) === type;

/** The field of a literal index. */
const slot = (index: string): string => `f${index.replace(/\D/g, '')}`;

/** Record operations behind define-record-type: the type, an index and the accessor's name are constants there. */
export const records: Primitive[] = [
  plain('%make-record-type', 2, (name: Value, fields: Value) => {
    const symbols: SchemeSymbol[] = [];
    for (let at = fields; at instanceof Pair; at = at.cdr) symbols.push(at.car as SchemeSymbol);
    return new RecordType(name as string, symbols);
  }),
  inlined(
    plain('%record', [1, ANY], (type: Value, ...fields: Value[]) => new (type as RecordType).make(...fields)),
    ([type, ...fields]) => `(new ${type}.make(${fields}))`,
    true,
  ),
  inlined(predicate('%record-is?', 2, isOf), ([x, type]) => `(${x} instanceof ${type}.make)`, true),
  inlined(
    plain('%record-ref', 4, (record: Value, type: Value, index: Value, who: Value) =>
      isOf(record, type) ? record[`f${index as number}`]! : recordFailed(record, type, index, who),
    ),
    ([record, type, index, who]) =>
      `(${record} instanceof ${type}.make?${record}.${slot(index!)}:recordFailed(${record},${type},${index},${who}))`,
  ),
  inlined(
    plain('%record-set!', 5, (record: Value, x: Value, type: Value, index: Value, who: Value) => {
      if (!isOf(record, type)) return recordFailed(record, type, index, who);
      record[`f${index as number}`] = x;
      return UNSPECIFIED;
    }),
    ([record, x, type, index, who]) =>
      `(${record} instanceof ${type}.make?(${record}.${slot(index!)}=${x},UNSPECIFIED):recordFailed(${record},${type},${index},${who}))`,
  ),
];
