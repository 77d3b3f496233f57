/** What a column may hold. `time` is milliseconds since 1970, UTC; `duration` milliseconds; both whole numbers. */
export const COLUMN_TYPES = ['text', 'integer', 'number', 'boolean', 'time', 'duration'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export interface Column {
  name: string;
  type: ColumnType;
  doc: string;
  /**
   * Another value makes no other row: of a state only the last is kept, of an event the first. A sentence or a figure
   * that always changes must not fill the history, and what happened once is not told twice because a clock was set.
   */
  fleeting?: boolean;
}

/**
 * `state`: what is so now; a new fact closes the row it replaces, and the past can be asked. `event`: what happened;
 * only grows. `metric`: numbers over time; kept raw for some days, then rolled up by hour and day.
 */
export const RELATION_KINDS = ['state', 'event', 'metric'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

/** A relation as its plugin declares it; `(state (scrubbed host mount) (clean boolean "…"))`. */
export interface Relation {
  name: string;
  kind: RelationKind;
  /** The head: the key of a state, the series of a metric. The first is `host`, the machine a fact is about. */
  key: Column[];
  /** What the head determines. */
  columns: Column[];
  /** Columns, by name, that questions look up together, beyond what the kind of relation is indexed by anyway. */
  indexes?: string[][];
  /** Who declares it. */
  plugin: string;
  doc: string;
}

/** A value of a column: no value is null; a boolean is a boolean, whatever the store makes of it. */
export type FactValue = string | number | bigint | boolean | null;

/** A ground goal: a value for each column, those of the key first. */
export interface Fact {
  relation: string;
  values: FactValue[];
}

/** The end of what is still so: later than every time, and a safe integer (an open end sorts and compares as one). */
export const FOREVER = Number.MAX_SAFE_INTEGER;

const LARGEST = 2n ** 63n - 1n;

/** What a value of a column would have to be, where this one is not; null where it fits, as no value always does. */
export function misfit(type: ColumnType, value: FactValue): string | null {
  if (value === null) return null;
  switch (type) {
    case 'text':
      return typeof value === 'string' ? null : 'text';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'true or false';
    case 'number':
      return typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value))
        ? null
        : 'a number';
    default:
      return isWhole(value) ? null : WHOLE[type];
  }
}

const WHOLE = {
  integer: 'a whole number of at most 63 bits',
  time: 'a time in milliseconds since 1970',
  duration: 'a duration in milliseconds',
};

function isWhole(value: FactValue): boolean {
  if (typeof value === 'bigint') return -LARGEST - 1n <= value && value <= LARGEST;
  return Number.isSafeInteger(value);
}
