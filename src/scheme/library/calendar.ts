// The civil calendar: days and fields of times, and the names of months and days. Pure functions; seconds and
// milliseconds since the epoch are plain numbers, zones are offsets in seconds east of Greenwich.

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const DAY = 86_400;

/** Broken-down time; month from 1, weekday from 0 (Sunday), day of the year from 1. */
export interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly offset: number;
  readonly zone: string;
}

/** Days from the epoch to a date; months beyond 12 carry over. */
export const daysOf = (year: number, month: number, day: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.floor(date.getTime() / (DAY * 1000));
};

/** Seconds since the epoch of a civil time in a zone. */
export const secondsOf = (
  f: Pick<Fields, 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'offset'>,
): number => daysOf(f.year, f.month, f.day) * DAY + f.hour * 3600 + f.minute * 60 + f.second - f.offset;

/** The fields of a time in seconds since the epoch, in a zone. */
export function fieldsOf(seconds: number, offset = 0, zone = offset === 0 ? 'GMT' : ''): Fields {
  const local = Math.floor(seconds) + offset;
  const date = new Date(local * 1000);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
    yearDay: Math.floor(local / DAY) - daysOf(year, 1, 1) + 1,
    offset,
    zone,
  };
}

/** The zone's offset, and its name, at a time; `zone` is a name of the tz database, or undefined for the machine's. */
export function zoneAt(seconds: number, zone?: string): { offset: number; name: string } {
  const date = new Date(Math.floor(seconds) * 1000);
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    timeZoneName: 'longOffset',
  }).formatToParts(date);
  const text = parts.find(part => part.type === 'timeZoneName')?.value ?? 'GMT';
  const found = /([+-])(\d\d):?(\d\d)?/.exec(text);
  const offset =
    found === null ? 0 : (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 3600 + Number(found[3] ?? 0) * 60);
  return { offset, name: offset === 0 ? (zone === 'UTC' || zone === undefined ? 'UTC' : 'GMT') : text };
}

/** ISO 8601 week and its year. */
export function isoWeek(f: Fields): { year: number; week: number } {
  const monday = (f.weekday + 6) % 7;
  const thursday = fieldsOf((daysOf(f.year, f.month, f.day) + 3 - monday) * DAY);
  return { year: thursday.year, week: Math.floor((thursday.yearDay - 1) / 7) + 1 };
}

/** Week of the year, weeks beginning on `first` (0 Sunday, 1 Monday); days before the first are in week 0. */
export const weekOfYear = (f: Fields, first: 0 | 1): number =>
  Math.floor((f.yearDay - 1 + 7 - ((f.weekday + 7 - first) % 7)) / 7);

/** +hhmm (or +hh:mm) of an offset. */
export function offsetText(offset: number, separator = ''): string {
  const minutes = Math.abs(Math.trunc(offset / 60));
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}
