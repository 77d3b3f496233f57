import { formatDay } from './moment.ts';

/** A time that comes again every day, or on some days of the week. */
export interface TimeWindow {
  /** Days it begins on, 0 for Sunday. */
  days: readonly number[];
  /** Minutes since midnight. */
  from: number;
  /** Minutes since midnight; not after `from` where it ends on the next day. */
  to: number;
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const WINDOW = /^(?:([a-z,-]+) )?([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)$/;

/** A window as people write it: `08:00-18:00`, `mon-fri 22:00-06:00`, `sat,sun 00:00-24:00`; null where it is none. */
export function parseWindow(text: string): TimeWindow | null {
  const match = WINDOW.exec(text);
  if (!match) return null;
  const [, days, ...fields] = match;
  const named = days === undefined ? EVERY_DAY : parseDays(days);
  const [fromHour, fromMinute, toHour, toMinute] = fields.map(Number) as [number, number, number, number];
  if (!named || (toHour === 24 && toMinute > 0)) return null;
  return { days: named, from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute };
}

function parseDays(text: string): number[] | null {
  const days = text.split(',').map(part => {
    const [first, last = first, ...more] = part.split('-').map(name => DAYS.indexOf(name));
    if (first === undefined || last === undefined || more.length > 0 || first < 0 || last < 0) return null;
    return EVERY_DAY.slice(0, ((last - first + 7) % 7) + 1).map(step => (first + step) % 7);
  });
  return days.every(part => part !== null) ? days.flat() : null;
}

/** Is it such a time, on the clocks of that zone; of this machine's where that is null? */
export function isWithin({ days, from, to }: TimeWindow, time: number, timezone: string | null): boolean {
  const { day, minute } = wallTime(time, timezone);
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  return (days.includes(day) && minute >= from) || (days.includes((day + 6) % 7) && minute < to);
}

/** What the clocks on the wall show. */
export interface WallTime {
  /** `2026-11-21` */
  date: string;
  /** 0 for Sunday. */
  day: number;
  /** Minutes since midnight. */
  minute: number;
}

/** @param timezone null for this machine's */
export function wallTime(time: number, timezone: string | null): WallTime {
  return timezone === null ? wallTimeHere(new Date(time)) : wallTimeIn(timezone, time);
}

/** A formatter would say the same, and hold megabytes of all languages' rules in memory. */
function wallTimeHere(date: Date): WallTime {
  return { date: formatDay(date), day: date.getDay(), minute: date.getHours() * 60 + date.getMinutes() };
}

function wallTimeIn(timezone: string, time: number): WallTime {
  const parts = formatterFor(timezone).formatToParts(time);
  const of = (type: string) => parts.find(part => part.type === type)!.value;
  return {
    date: `${of('year')}-${of('month')}-${of('day')}`,
    day: DAYS.indexOf(of('weekday').toLowerCase()),
    minute: Number(of('hour')) * 60 + Number(of('minute')),
  };
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than all that is done with it. */
function formatterFor(timezone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timezone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(timezone, formatter);
  }
  return formatter;
}
