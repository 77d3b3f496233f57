import { formatDuration } from '../clock/duration.ts';
import type { AlertEvent, Standing } from '../model/alert.ts';
import type { Finding } from '../model/finding.ts';
import type { Level } from '../model/level.ts';

/** What a decision is made of: somebody found something, or time went by. Times are milliseconds since 1970. */
export type Happening =
  | {
      kind: 'finding';
      finding: Finding;
      /** Is it well because there is no such subject any more? */
      gone?: boolean;
      /** When it was so, by the clock of the machine: what is compared with earlier findings. */
      time: number;
      /** When it was received: what is compared with ticks. */
      now: number;
      /** Run or message that tells more. */
      show: string | null;
      inform: readonly string[];
    }
  | { kind: 'tick'; now: number };

/** What a person may choose. */
export interface Policy {
  /** Milliseconds after which what is still bad is told again; null: never. */
  remindEvery: number | null;
}

export interface Decision {
  /** Null where the subject is simply well. */
  standing: Standing | null;
  /** What was decided, and why; null where nothing changed. */
  made: { event: AlertEvent; reason: string } | null;
}

const HOUR = 3_600_000;
/** This many times bad or well within an hour is flapping. */
export const FLAPS = 4;
/** So long it must stay as it is to flap no longer. */
export const STEADY = HOUR / 2;

const SEVERITY: Record<Level, number> = { ok: 0, note: 0, warn: 1, unknown: 2, bark: 3 };

const NOTHING: Decision = { standing: null, made: null };

/** How a subject stands after something happened, and what is to be said of it. */
export function decide(before: Standing | null, happening: Happening, policy: Policy): Decision {
  if (happening.kind === 'tick') return before ? passTime(before, happening.now, policy) : NOTHING;
  return take(before, happening);
}

type Found = Extract<Happening, { kind: 'finding' }>;

function take(before: Standing | null, found: Found): Decision {
  const { finding, time, now } = found;
  const level = levelOf(before, finding);
  if (before === null) return isWell(level) ? NOTHING : judge(null, fresh(found, level), found);
  if (before.flapping && time - last(before.changes) >= STEADY) {
    const { standing: steady, made } = settle(before, now);
    if (steady === null) return { standing: take(null, found).standing, made };
    // What goes bad after it was steadily well is new, though nobody was told in between.
    const settled = steady.bad || isWell(level) ? steady : { ...steady, told: null, thread: null };
    return { standing: take(settled, found).standing, made };
  }
  return judge(before, seen(before, found, level), found);
}

/** The standing with what was found last. A copy that is written to: a literal with these fields takes twice as long. */
function seen(
  before: Standing,
  { finding, gone = false, time, show, inform }: Found,
  level: Level,
): Standing {
  const after = { ...before };
  const same = before.level === level;
  after.level = level;
  after.since = same ? before.since : time;
  after.count = same ? before.count + 1 : 1;
  after.text = finding.text;
  after.gone = gone;
  after.value = finding.value;
  after.limit = finding.limit;
  after.show = show;
  if (!isWell(level)) after.inform = inform;
  return after;
}

function judge(before: Standing | null, after: Standing, found: Found): Decision {
  if (isWell(after.level)) return beWell(before, after, found);
  if (before?.bad) return stayBad(before, after, found.now);
  if (after.level === 'warn') return beWarned(before, after);
  return beBad(before, after, found);
}

function beWell(before: Standing | null, after: Standing, found: Found): Decision {
  const { finding, gone, time, now } = found;
  const { standing, made } = beOver(before, after, time, now);
  return { standing, made: gone && made ? { ...made, reason: `${finding.text}; ${made.reason}` } : made };
}

function beOver(before: Standing | null, after: Standing, time: number, now: number): Decision {
  const well = { ...after, due: null };
  if (!before?.bad) {
    const standing = isOver(well, now) ? null : well;
    if (before === null || isWell(before.level)) return { standing, made: null };
    if (before.level === 'warn') return { standing, made: { event: 'well', reason: 'was warn' } };
    return { standing, made: { event: 'cancelled', reason: `well again before it barked` } };
  }
  const changed = turn({ ...well, bad: false }, time, now);
  if (changed.flapping) return flap(changed, before, now, 'well');
  if (changed.told === null) {
    const reason = `well again before it was told${before.quiet === null ? '' : `: ${before.quiet}`}`;
    return { standing: { ...changed, want: null, quiet: null }, made: { event: 'cancelled', reason } };
  }
  const reason = `was ${before.level}, and bad for ${formatDuration(Math.max(0, time - before.began))}`;
  return { standing: want(changed, 'well', now), made: { event: 'well', reason } };
}

function beWarned(before: Standing | null, after: Standing): Decision {
  const standing = { ...after, due: null };
  if (before?.level === 'warn') return { standing, made: null };
  return { standing, made: { event: 'warn', reason: 'waits for the digest' } };
}

function beBad(before: Standing | null, after: Standing, { finding, time, now }: Found): Decision {
  const { tolerate = 0, hold = 0 } = finding;
  if (after.count <= tolerate)
    return {
      standing: after,
      made: { event: 'tolerated', reason: `${after.count} in a row, ${tolerate} tolerated` },
    };
  if (time - after.since < hold) {
    const due = before?.due ?? now + hold;
    const made = before?.due == null ? heldFor(hold) : null;
    return { standing: { ...after, due }, made };
  }
  return turnBad(after, time, now, reasonToBark(after, tolerate, hold));
}

const heldFor = (hold: number) =>
  ({ event: 'held', reason: `has to stay so for ${formatDuration(hold)}` }) as const;

function reasonToBark({ level, count }: Standing, tolerate: number, hold: number): string {
  if (hold > 0) return `has been ${level} for ${formatDuration(hold)}`;
  if (tolerate > 0) return `${count} in a row, ${tolerate} tolerated`;
  return level === 'unknown' ? 'is not heard from' : 'was well before';
}

/** It is decided that this is wrong. */
function turnBad(standing: Standing, time: number, now: number, reason: string): Decision {
  const bad = turn({ ...standing, bad: true, began: standing.since, due: null }, time, now);
  if (bad.flapping) return flap(bad, standing, now, 'bad');
  if (isCovered(bad))
    return {
      standing: { ...bad, want: null, quiet: null },
      made: { event: 'again', reason: 'bad again before anybody was told that it was well' },
    };
  return { standing: want(bad, 'bad', now), made: { event: 'bad', reason } };
}

function stayBad(before: Standing, after: Standing, now: number): Decision {
  if (before.level === after.level) return { standing: after, made: null };
  const reason = `was ${before.level} before`;
  if (SEVERITY[after.level] < SEVERITY[before.level])
    return { standing: after, made: { event: 'eased', reason } };
  if (isCovered(after))
    return { standing: after, made: { event: 'again', reason: 'it was told that bad, and not well since' } };
  const told = after.flapping || after.want !== null; // or will be
  return { standing: told ? after : want(after, 'bad', now), made: { event: 'worse', reason } };
}

/** Was something at least as bad told, and no well-again after it? */
function isCovered({ level, told }: Standing): boolean {
  return told !== null && SEVERITY[level] <= SEVERITY[told];
}

/** Notes that it went bad or well. */
function turn(standing: Standing, time: number, now: number): Standing {
  const recent = standing.changes.filter(change => change > time - HOUR && change <= time);
  const changes = [...recent, time];
  const after = { ...standing };
  after.changes = changes;
  after.changed = now;
  after.flapping = standing.flapping || changes.length >= FLAPS;
  return after;
}

function flap(after: Standing, before: Standing, now: number, event: 'bad' | 'well'): Decision {
  if (before.flapping) return { standing: after, made: { event, reason: 'it flaps: not told' } };
  const reason = `went bad or well ${after.changes.length} times within an hour`;
  return { standing: want(after, 'flapping', now), made: { event: 'flapping', reason } };
}

/** It flaps no longer: how it stands now is told, where anything was. */
function settle(standing: Standing, now: number): Decision {
  const steady: Standing = { ...standing, flapping: false, changes: [], want: null, quiet: null };
  const made = { event: 'steady', reason: `as it is for ${formatDuration(STEADY)}` } as const;
  if (steady.bad) return { standing: want(steady, 'bad', now), made };
  if (steady.told !== null) return { standing: want(steady, 'well', now), made };
  return { standing: isOver(steady, now) ? null : steady, made };
}

function passTime(standing: Standing, now: number, { remindEvery }: Policy): Decision {
  if (standing.flapping && now - standing.changed >= STEADY) return settle(standing, now);
  if (standing.due !== null && now >= standing.due) {
    return turnBad(
      standing,
      standing.since,
      now,
      `is ${standing.level} still, after all the time it was given`,
    );
  }
  const reminds = remindEvery !== null && standing.bad && standing.told !== null && !standing.flapping;
  if (reminds && standing.want === null && now - standing.toldAt >= remindEvery)
    return {
      standing: want(standing, 'reminder', now),
      made: { event: 'reminder', reason: `is ${standing.level} still` },
    };
  if (isOver(standing, now)) return NOTHING;
  const forget = standing.changes.length > 0 && !standing.flapping && now - standing.changed >= HOUR;
  return { standing: forget ? { ...standing, changes: [] } : standing, made: null };
}

/** When time alone may change how a subject stands next: milliseconds since 1970, or Infinity. */
export function nextTick(standing: Standing, { remindEvery }: Policy): number {
  const { flapping, changed, changes, due, bad, told, toldAt, want: wanted } = standing;
  let next = due ?? Number.POSITIVE_INFINITY;
  if (flapping) next = Math.min(next, changed + STEADY);
  else if (remindEvery !== null && bad && told !== null && wanted === null)
    next = Math.min(next, toldAt + remindEvery);
  if (changes.length > 0 && !flapping) next = Math.min(next, changed + HOUR);
  return next;
}

/** Is there nothing to remember of it? */
function isOver(standing: Standing, now: number): boolean {
  const { level, want: wanted, told, flapping, changes, changed } = standing;
  const quiet = wanted === null && told === null && !flapping;
  return isWell(level) && quiet && (changes.length === 0 || now - changed >= HOUR);
}

function want(standing: Standing, what: Standing['want'], now: number): Standing {
  const after = { ...standing };
  after.want = what;
  after.wantedAt = now;
  after.quiet = null;
  return after;
}

/** Within #:clear what was worse before is so still. */
function levelOf(before: Standing | null, { level, lingers }: Finding): Level {
  const worse = before !== null && before.level !== 'unknown' && SEVERITY[before.level] > SEVERITY[level];
  return lingers && worse ? before.level : level;
}

const isWell = (level: Level) => SEVERITY[level] === 0;
const last = (times: readonly number[]) => times[times.length - 1] ?? Number.NEGATIVE_INFINITY;

function fresh({ finding: { text, value, limit }, time, now, show, inform }: Found, level: Level): Standing {
  return {
    level,
    since: time,
    count: 1,
    text,
    gone: false,
    value,
    limit,
    show,
    inform,
    bad: false,
    began: time,
    due: null,
    changes: [],
    changed: now,
    flapping: false,
    told: null,
    toldAt: 0,
    want: null,
    wantedAt: 0,
    quiet: null,
    thread: null,
  };
}
