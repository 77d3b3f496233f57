import { wallTime } from '../clock/window.ts';
import type { NotifierSettings } from '../model/notifier.ts';

const WEEK = 7 * 24 * 3_600_000;
const FAR_AHEAD = 36 * 3_600_000;

/**
 * Is a digest due? Once on each day of the calendar, at that time or as soon after it as somebody is there to look. A
 * clock that was set back within the day does not bring it twice; one that had run far ahead does not keep it away.
 * @param looked when it was last looked after: milliseconds since 1970
 */
export function isDigestDue(
  { digestTime, timezone }: NotifierSettings,
  looked: number,
  now: number,
): boolean {
  if (digestTime === null) return false;
  const [hour, minute] = digestTime.split(':').map(Number) as [number, number];
  const wall = wallTime(now, timezone);
  if (wall.minute < hour * 60 + minute) return false;
  return wall.date > wallTime(looked, timezone).date || looked > now + FAR_AHEAD;
}

/** Is it time for a sign of life? Half a day is left out, so that it comes on the same day of the week. */
export const isLifeDue = (told: number, now: number): boolean => now - told > WEEK - WEEK / 14;
