import type { ColumnType } from '../model/relation.ts';
import type { SqlValue } from '../store/relation/column.ts';
import { type Fragment, constant as literal, sql } from './fragment.ts';
import { isCompound, type Term, Variable } from './term.ts';
import { type Family, familyOf, familyOfType, isStorable } from './value.ts';

/** What SQLite has a value for in each row. */
export interface Expression {
  readonly fragment: Fragment;
  readonly family: Family;
  readonly nullable: boolean;
  /** Of a whole number: within how many bits it lies; null where it is a double, or no number. */
  readonly bits: number | null;
}

/** Times and durations lie within 2^53, or FOREVER would not be later than every time; other integers fill 63 bits. */
const BITS: Record<ColumnType, number | null> = {
  text: null,
  integer: 63,
  number: null,
  boolean: null,
  time: 53,
  duration: 53,
};

/** A whole number beyond 53 bits is not the double of the same value: joined with a double, it has to be within. */
const EXACT_BITS = 53;
const EXACT = { text: 'BETWEEN -9007199254740991 AND 9007199254740991', parameters: [] };

export function columnExpression(fragment: Fragment, type: ColumnType, nullable: boolean): Expression {
  return { fragment, family: familyOfType(type), nullable, bits: BITS[type] };
}

/** A constant as an expression; undefined where SQLite cannot have it. */
export function constantExpression(term: Term): Expression | undefined {
  const family = familyOf(term);
  if (family === null || !isStorable(term as string)) return undefined;
  const whole = typeof term === 'bigint' || Number.isSafeInteger(term);
  // Bound as a double, it would make doubles of whole numbers added to it.
  const fragment = literal(whole ? BigInt(term as number) : (term as SqlValue | boolean));
  const bits = !whole ? null : typeof term === 'bigint' ? 63 : 53;
  return { fragment, family, nullable: false, bits };
}

/** What has to hold: a condition, nothing at all, or what cannot be. */
export type Condition = Fragment | true | { never: string };

export function isNever(condition: Condition): condition is { never: string } {
  return typeof condition === 'object' && 'never' in condition;
}

/** Both have the same value; nothing is the same as nothing. */
export function sameExpression(a: Expression, b: Expression): Condition {
  if (a.family !== b.family) {
    if (a.nullable && b.nullable) return sql`${a.fragment} IS NULL AND ${b.fragment} IS NULL`;
    return { never: `a ${a.family} is never a ${b.family}` };
  }
  const same =
    a.nullable && b.nullable ? sql`${a.fragment} IS ${b.fragment}` : sql`${a.fragment} = ${b.fragment}`;
  const inexact = isLong(a) && isDouble(b) ? b : isLong(b) && isDouble(a) ? a : null;
  if (!inexact) return same;
  return inexact.nullable && a.nullable && b.nullable
    ? sql`${same} AND (${inexact.fragment} ${EXACT} OR ${inexact.fragment} IS NULL)`
    : sql`${same} AND ${inexact.fragment} ${EXACT}`;
}

const isLong = ({ bits }: Expression) => bits !== null && bits > EXACT_BITS;
const isDouble = ({ family, bits }: Expression) => family === 'number' && bits === null;

/** The expression has the value of a term that is no variable. */
export function sameAsConstant(expression: Expression, term: Term): Condition {
  const { fragment, family, nullable } = expression;
  if (term === null)
    return nullable ? sql`${fragment} IS NULL` : { never: 'a column that always has a value is never empty' };
  if (isCompound(term) || term instanceof Variable || familyOf(term) === null)
    return { never: 'no column holds a structure or a symbol' };
  if (familyOf(term) !== family) return { never: `a ${family} is never ${shown(term)}` };
  if (!isStorable(term) || !fits(expression, term)) return { never: `no column holds ${shown(term)}` };
  return sql`${fragment} = ${literal(term as SqlValue | boolean)}`;
}

/** Can the expression have just this number? Beyond 2^53 a whole number and a double are never the same. */
function fits({ family, bits }: Expression, term: Term): boolean {
  if (family !== 'number') return true;
  if (typeof term === 'bigint') return bits !== null;
  return bits === null || Number.isSafeInteger(term);
}

export function shown(term: Term): string {
  const text = typeof term === 'string' ? JSON.stringify(term) : String(term);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
