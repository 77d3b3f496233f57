import { formatDuration } from '../clock/duration.ts';
import { formatMoment } from '../clock/moment.ts';
import type { Expectation } from '../model/expected.ts';
import { type Schedule, scheduleOf } from './schedule.ts';
import { isTrouble, type Trouble, type Verdict } from './verdict.ts';
import type { Vigil } from './vigil.ts';

/** A job as its runs tell of it; times are milliseconds since 1970. */
export interface JobWatch {
  host: string;
  tag: string;
  /** Since when it is expected is when that was first said. */
  expectation: (Expectation & { since: number }) | null;
  /** Starts of its last runs, in any order, by the clock of its machine. */
  starts: number[];
  /** When it was heard of each run that goes on, by the clock of the receiver. */
  running: number[];
  /** What its last good runs took, in the middle; null where there are none. */
  median: number | null;
}

const DAY = 86_400_000;
/** A job may start that much before its time, where it is a day away from the one before; in proportion where it is less. */
const EARLY = 300_000;
const USUAL = 4;
/** As many starts are looked at: of a job that ran more often since it was due nobody asks whether it was late. */
export const RECENT_STARTS = 50;

/** What is to be said of a job: the worse of when it ran and how long it runs. */
export function judgeJob(job: JobWatch, vigil: Vigil, now: number): Verdict {
  if (!vigil.since) return 'undecided';
  const length = judgeLength(job, vigil);
  const timing = job.expectation ? judgeTiming(job, job.expectation, vigil.since.now, now) : 'well';
  if (isTrouble(length) && (!isTrouble(timing) || timing.level === 'note')) return length;
  return timing;
}

function judgeTiming(
  { starts }: JobWatch,
  { schedule: text, timezone, grace, since }: NonNullable<JobWatch['expectation']>,
  watchedSince: number,
  now: number,
): Verdict {
  const schedule = scheduleOf(text, timezone);
  if (!schedule) return { level: 'warn', text: `cannot tell when it should run: '${text}'` };
  if (now < watchedSince + grace) return 'undecided'; // what came meanwhile may not be here yet
  const due = schedule.lastDue(now - grace);
  if (due === null || due < since) return 'well';
  const early = earliest(schedule, due);
  const after = starts.filter(start => start >= early);
  if (after.length === 0) return missed(due, grace, starts);
  const first = Math.min(...after);
  if (first <= due + grace || after.length === RECENT_STARTS) return 'well';
  return {
    level: 'note',
    text: `started ${formatDuration(first - due)} late: due ${time(due)}, ran ${time(first)}`,
  };
}

/** From when on a start is one for this time. */
function earliest(schedule: Schedule, due: number): number {
  const before = schedule.lastDue(due - 1000);
  return before === null ? due - EARLY : due - Math.min(EARLY, ((due - before) / DAY) * EARLY);
}

function missed(due: number, grace: number, starts: number[]): Trouble {
  const last = starts.length > 0 ? `last ran ${time(Math.max(...starts))}` : 'it never ran';
  return { level: 'bark', text: `did not run: due ${time(due)}, ${formatDuration(grace)} of grace, ${last}` };
}

function judgeLength({ running, median, expectation }: JobWatch, vigil: Vigil): Verdict {
  if (running.length === 0) return 'well';
  const began = Math.min(...running);
  const longest = expectation?.longest ?? null;
  if (longest !== null)
    return vigil.age(began) > longest
      ? { level: 'bark', text: `runs since ${time(began)}: longer than ${formatDuration(longest)}` }
      : 'well';
  if (median === null || vigil.age(began) <= Math.max(USUAL * median, DAY)) return 'well';
  return {
    level: 'warn',
    text: `runs since ${time(began)}, and usually takes ${formatDuration(median)}: does it hang?`,
  };
}

const time = (moment: number) => formatMoment(new Date(moment));
