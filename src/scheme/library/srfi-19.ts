// SRFI 19: times and dates.
import { anIndex, anInteger, aString } from '../data/check.ts';
import { fail, wrongType } from '../data/condition.ts';
import { intern, SchemeSymbol } from '../data/symbol.ts';
import type { Printable, Structural, Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';
import { type Fields, fieldsOf, isoWeek, secondsOf, weekOfYear, zoneAt } from './calendar.ts';
import { services } from './services.ts';
import { dateText, parseDate } from './srfi-19-text.ts';

const BILLION = 1_000_000_000;

/** A point in time (time-utc ...) or a length of time (time-duration). */
export class Time implements Printable, Structural {
  readonly type: string;
  readonly seconds: number;
  readonly nanoseconds: number;

  /** Nanoseconds of any size and sign are carried into the seconds. */
  constructor(type: string, seconds: number, nanoseconds: number) {
    const carried = Math.floor(nanoseconds / BILLION);
    this.type = type;
    this.seconds = seconds + carried;
    this.nanoseconds = nanoseconds - carried * BILLION;
  }

  equals(other: Value): boolean {
    return other instanceof Time && other.type === this.type && compare(this, other) === 0;
  }

  printed(): string {
    return `#<time ${this.type} ${this.seconds}.${String(this.nanoseconds).padStart(9, '0')}>`;
  }
}

const compare = (a: Time, b: Time): number => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds;

/** A date of the civil calendar, in a zone. */
export class CivilDate implements Printable, Structural {
  readonly nanosecond: number;
  readonly fields: Fields;

  constructor(nanosecond: number, fields: Fields) {
    this.nanosecond = nanosecond;
    this.fields = fields;
  }

  equals(other: Value): boolean {
    return (
      other instanceof CivilDate && dateText(this, '~Y~j~H~M~S~N~z') === dateText(other, '~Y~j~H~M~S~N~z')
    );
  }

  printed(): string {
    return `#<date ${dateText(this, '~4')}>`;
  }
}

const TYPES = ['utc', 'tai', 'monotonic', 'duration', 'process', 'thread'].map(name => `time-${name}`);

const aTime = (x: Value, who: string, position: number): Time =>
  x instanceof Time ? x : wrongType(who, position, x, 'a time');
const aDate = (x: Value, who: string, position: number): CivilDate =>
  x instanceof CivilDate ? x : wrongType(who, position, x, 'a date');
const aType = (x: Value, who: string, position: number): string =>
  x instanceof SchemeSymbol && TYPES.includes(x.name)
    ? x.name
    : wrongType(who, position, x, 'a time type, such as time-utc');

/** The zone's offset: as given, or the machine's own at that time. */
const offsetOf = (given: Value | undefined, seconds: number, who: string, position: number): number =>
  given === undefined ? zoneAt(seconds).offset : anIndex(given, who, position, -86_400, 86_400);

function now(type: Value = intern('time-utc')): Time {
  const milliseconds = services.now();
  const seconds = Math.floor(milliseconds / 1000);
  return new Time(aType(type, 'current-time', 1), seconds, Math.round((milliseconds - seconds * 1000) * 1e6));
}

const dateAt = (time: Time, offset: number): CivilDate =>
  new CivilDate(time.nanoseconds, fieldsOf(time.seconds, offset));
const timeOf = (date: CivilDate): Time => new Time('time-utc', secondsOf(date.fields), date.nanosecond);

function makeDate(...given: Value[]): CivilDate {
  const [nanosecond, second, minute, hour, day, month, year, offset] = given.map((x, i) =>
    i === 7 && x === false ? 0 : Number(anInteger(x, 'make-date', i + 1)),
  );
  const civil = {
    year: year!,
    month: month!,
    day: day!,
    hour: hour!,
    minute: minute!,
    second: second!,
    offset: offset!,
  };
  return new CivilDate(nanosecond!, { ...fieldsOf(secondsOf(civil), offset!), ...civil });
}

const field = (name: string, give: (date: CivilDate) => Value) =>
  plain(`date-${name}`, 1, (d: Value) => give(aDate(d, `date-${name}`, 1)));

const order = (name: string, holds: (order: number) => boolean) =>
  predicate(name, 2, (a: Value, b: Value) => {
    const [x, y] = [aTime(a, name, 1), aTime(b, name, 2)];
    return x.type === y.type
      ? holds(compare(x, y))
      : fail(`${name}: the times are of different types`, [a, b]);
  });

const sum = (name: string, sign: 1 | -1) =>
  plain(name, 2, (a: Value, b: Value) => {
    const [x, y] = [aTime(a, name, 1), aTime(b, name, 2)];
    if (y.type !== 'time-duration') return wrongType(name, 2, b, 'a duration');
    return new Time(x.type, x.seconds + sign * y.seconds, x.nanoseconds + sign * y.nanoseconds);
  });

const JULIAN_EPOCH = 2_440_587.5;

const dates: Primitive[] = [
  plain(
    'make-date',
    8,
    makeDate,
    'A date: nanosecond second minute hour day month year, and the zone in seconds east.',
  ),
  predicate('date?', 1, (x: Value) => x instanceof CivilDate),
  field('nanosecond', d => d.nanosecond),
  field('second', d => d.fields.second),
  field('minute', d => d.fields.minute),
  field('hour', d => d.fields.hour),
  field('day', d => d.fields.day),
  field('month', d => d.fields.month),
  field('year', d => d.fields.year),
  field('zone-offset', d => d.fields.offset),
  field('year-day', d => d.fields.yearDay),
  field('week-day', d => d.fields.weekday),
  plain('date-week-number', [1, 2], (d: Value, first: Value = 0) =>
    first === 1
      ? isoWeek(aDate(d, 'date-week-number', 1).fields).week
      : weekOfYear(aDate(d, 'date-week-number', 1).fields, 0),
  ),
  plain('current-date', [0, 1], (offset?: Value) => {
    const time = now();
    return dateAt(time, offsetOf(offset, time.seconds, 'current-date', 1));
  }),
  plain('date->time-utc', 1, (d: Value) => timeOf(aDate(d, 'date->time-utc', 1))),
  plain('time-utc->date', [1, 2], (t: Value, offset?: Value) => {
    const time = aTime(t, 'time-utc->date', 1);
    return dateAt(time, offsetOf(offset, time.seconds, 'time-utc->date', 2));
  }),
  plain('date->julian-day', 1, (d: Value) => {
    const time = timeOf(aDate(d, 'date->julian-day', 1));
    return (time.seconds + time.nanoseconds / BILLION) / 86_400 + JULIAN_EPOCH;
  }),
  plain(
    'date->string',
    [1, 2],
    (d: Value, template: Value = '~c') =>
      dateText(aDate(d, 'date->string', 1), aString(template, 'date->string', 2)),
    'The date as text: (date->string date "~Y-~m-~d ~H:~M:~S").',
  ),
  plain(
    'string->date',
    2,
    (s: Value, template: Value) => {
      const { nanosecond, fields } = parseDate(
        aString(s, 'string->date', 1),
        aString(template, 'string->date', 2),
      );
      return new CivilDate(nanosecond, fields);
    },
    'The date that the text spells by the template.',
  ),
];

export const srfi19: Primitive[] = [
  plain('%srfi-19-current-time', [0, 1], now, 'The time now, as an object.'),
  plain(
    'make-time',
    3,
    (type: Value, nanosecond: Value, second: Value) =>
      new Time(
        aType(type, 'make-time', 1),
        Number(anInteger(second, 'make-time', 3)),
        Number(anInteger(nanosecond, 'make-time', 2)),
      ),
    'A time of a type (time-utc, time-duration ...) from nanoseconds and seconds.',
  ),
  predicate('time?', 1, (x: Value) => x instanceof Time),
  plain('time-type', 1, (t: Value) => intern(aTime(t, 'time-type', 1).type)),
  plain('time-second', 1, (t: Value) => aTime(t, 'time-second', 1).seconds),
  plain('time-nanosecond', 1, (t: Value) => aTime(t, 'time-nanosecond', 1).nanoseconds),
  plain('copy-time', 1, (t: Value) => aTime(t, 'copy-time', 1)),
  order('time=?', o => o === 0),
  order('time<?', o => o < 0),
  order('time<=?', o => o <= 0),
  order('time>?', o => o > 0),
  order('time>=?', o => o >= 0),
  sum('add-duration', 1),
  sum('subtract-duration', -1),
  plain(
    'time-difference',
    2,
    (a: Value, b: Value) => {
      const [x, y] = [aTime(a, 'time-difference', 1), aTime(b, 'time-difference', 2)];
      return new Time('time-duration', x.seconds - y.seconds, x.nanoseconds - y.nanoseconds);
    },
    'The duration from the second time to the first.',
  ),
  ...dates,
];

/** The types' names, which SRFI 19 has as variables; bound by the library's manifest. */
export const TIME_TYPES: readonly [string, SchemeSymbol][] = TYPES.map(name => [name, intern(name)]);
