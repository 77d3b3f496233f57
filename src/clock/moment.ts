import { Fault } from '../model/fault.ts';
import { parseDuration } from './duration.ts';

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?$/;
const ABSOLUTE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * A moment as people write it: how long ago (`2d`, `90m`), a local date or time (`2026-11-21`, `2026-11-21 01:00`),
 * or ISO 8601 with its zone.
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970
 * @throws Fault where it is none of these
 */
export function parseMoment(text: string, now: number): number {
  if (ABSOLUTE.test(text) && !Number.isNaN(Date.parse(text))) return Date.parse(text);
  const local = LOCAL.exec(text);
  if (local) return localTime(text, local.slice(1).map(Number));
  try {
    return Math.round(now - parseDuration(text));
  } catch {
    throw new Fault(`'${text}' is no moment`, 'write it as 2d, 90m, 2026-11-21 or "2026-11-21 01:00"');
  }
}

// Date.parse takes a bare date for UTC, and people do not: so the fields go in one by one.
function localTime(text: string, fields: number[]): number {
  const [year, month, day, hour, minute, second] = fields.map(field => field || 0) as Fields;
  const date = new Date(year, month - 1, day, hour, minute, second);
  const asWritten =
    date.getMonth() === month - 1 && date.getDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!asWritten) throw new Fault(`there is no '${text}' in the calendar`);
  return date.getTime();
}

type Fields = [number, number, number, number, number, number];

/** The day, by this machine's calendar: `2026-11-21`. */
export const formatDay = (date: Date): string =>
  [pad(date.getFullYear(), 4), pad(date.getMonth() + 1), pad(date.getDate())].join('-');

/** A moment for people, in local time: `2026-11-21 01:00`. */
export function formatMoment(date: Date): string {
  return `${formatDay(date)} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
