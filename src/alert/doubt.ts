import { formatDuration } from '../clock/duration.ts';
import { formatMoment } from '../clock/moment.ts';
import type { DogWatch } from '../model/alert.ts';

/** One moment by both clocks: milliseconds. */
export interface Moment {
  now: number;
  monotonic: number;
}

/** A look at the dog itself. */
export interface Look extends Moment {
  /** Machines that promised to beat, this one left out: when each was last heard from, and within what it promised to be. */
  herd: readonly { last: number; interval: number }[];
}

/** Why nobody can tell who is silent, and until when. */
export interface Doubt {
  /** Of one doubt; another one gets another. */
  since: number;
  reason: string;
  /** By the monotonic clock; null: as long as it is so. */
  until: number | null;
  /** Is it told even if nobody seems to be silent? */
  grave: boolean;
}

/** Away for longer than this, and not by order, is worth a word. */
const LONG_AWAY = 900_000;
const JUMP = 60_000;
/** What everybody gets to be heard from again. */
const GRACE = 300_000;
/** Fewer machines than this may well be silent all at once. */
const FEW = 3;
const BEATS_MISSED = 2;

/** By how much the wall clock was set between two looks. Whole: times are shifted by it, and the store takes no others. */
export function jumpBetween(before: Moment, { now, monotonic }: Moment): number {
  return Math.round(now - before.now - (monotonic - before.monotonic));
}

/** What to doubt at the start: that nobody watched, or what was doubted before and is so still. */
export function doubtAtStart(last: DogWatch | null, look: Look): Doubt | null {
  if (last === null) return null;
  const { now, monotonic } = look;
  if (last.deaf !== null && isDeaf(look)) return deaf(last.deaf, look);
  const until = monotonic + GRACE;
  const away = now - last.alive;
  if (away < 0)
    return {
      since: now,
      reason: `the clock went back by ${formatDuration(-away)} while nobody watched`,
      until,
      grave: true,
    };
  const reason = `nobody watched from ${moment(last.alive)} to ${moment(now)}`;
  return away > GRACE ? { since: now, reason, until, grave: away > LONG_AWAY && !last.left } : null;
}

/** What to doubt after a look, given what was doubted and the look before. */
export function doubtAfter(doubt: Doubt | null, before: Look | null, look: Look): Doubt | null {
  const { now, monotonic } = look;
  const jump = before ? now - before.now - (monotonic - before.monotonic) : 0;
  if (Math.abs(jump) > JUMP) {
    const reason = `the clock jumped by ${formatDuration(Math.abs(jump))} ${jump > 0 ? 'ahead' : 'back'}`;
    return { since: now, reason, until: monotonic + GRACE, grave: true };
  }
  if (isDeaf(look)) {
    if (doubt?.until === null) return doubt;
    return deaf(now, look);
  }
  if (doubt?.until === null) return { ...doubt, until: monotonic + GRACE };
  return doubt !== null && monotonic < doubt.until! ? doubt : null;
}

function deaf(since: number, { herd }: Look): Doubt {
  const reason = `none of ${herd.length} machines is heard: the fault may be here, or the network`;
  return { since, reason, until: null, grave: false };
}

function isDeaf({ now, herd }: Look): boolean {
  return herd.length >= FEW && herd.every(({ last, interval }) => now - last > BEATS_MISSED * interval);
}

const moment = (time: number) => formatMoment(new Date(time));
