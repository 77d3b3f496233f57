import ms, { type StringValue } from 'ms';
import { Fault } from '../model/fault.ts';

/**
 * Milliseconds of a duration as people write it: `90s`, `3m`, `2h`, `2d`, `500ms`; a bare number is seconds.
 * @throws Fault where it is none
 */
export function parseDuration(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : milliseconds(text);
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new Fault(`'${text}' is not a duration`, 'write it as 90s, 3m, 2h or 2d');
  return value;
}

/** NaN where it is none: of an empty text, ms throws. */
const milliseconds = (text: string): number => (text === '' ? Number.NaN : ms(text as StringValue));

/** A duration for people: `0.4 s`, `12 s`, `3 min`, `2 h`, `5 d`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
