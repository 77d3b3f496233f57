// What the code that match generates calls.
import { Condition, raise, wrongType } from '../data/condition.ts';
import { arrayToList, list, Pair } from '../data/pair.ts';
import { RecordType, recordFields, recordTypeOf } from '../data/record.ts';
import type { Value } from '../data/value.ts';
import { type Primitive, plain } from '../host/primitive.ts';

/** How many pairs the list has before its end; -1 when it has none. */
function countPairs(x: Value): number {
  let n = 0;
  let slow = x;
  for (let at = x; at instanceof Pair; n++) {
    at = at.cdr;
    if ((n & 1) === 1) slow = (slow as Pair).cdr;
    if (slow === at && at instanceof Pair) return -1;
  }
  return n;
}

export const matching: Primitive[] = [
  plain('%no-match', 1, (value: Value) =>
    raise(new Condition('match-error', 'match: no clause matches', list(value))),
  ),
  plain('%count-pairs', 1, countPairs),
  plain('%record-fields', 3, (type: Value, record: Value, count: Value) => {
    if (!(type instanceof RecordType)) return wrongType('match', 1, type, 'a record type');
    if (recordTypeOf(record) !== type) return false;
    const fields = recordFields(record, type);
    return fields.length >= Number(count) ? arrayToList(fields.slice(0, Number(count))) : false;
  }),
];
