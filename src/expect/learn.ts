import { Schedule } from './schedule.ts';

/** Fewer runs than this are no habit. */
const FEWEST = 4;
/** A run and its time may lie that far apart: milliseconds. */
const SLACK = 600_000;
/** This part of the runs has to fit, and of the times. */
const MOST = 0.9;
const EVERY = [5, 10, 15, 20, 30];

/**
 * The schedule by which a job seems to run, as this machine's clock shows it; null where there is none to be seen.
 * @param starts milliseconds since 1970, in any order
 */
export function learnSchedule(starts: readonly number[]): string | null {
  if (starts.length < FEWEST) return null;
  const runs = [...starts].sort((a, b) => a - b);
  const times = runs.map(start => new Date(start));
  const minute = mostFrequent(times.map(time => time.getMinutes()));
  const hour = mostFrequent(times.map(time => time.getHours()));
  const candidates = [
    `${minute} ${hour} ${mostFrequent(times.map(time => time.getDate()))} * *`,
    `${minute} ${hour} * * ${mostFrequent(times.map(time => time.getDay()))}`,
    `${minute} ${hour} * * 1-5`,
    `${minute} ${hour} * * *`,
    `${minute} * * * *`,
    ...EVERY.toReversed().map(minutes => `*/${minutes} * * * *`),
  ];
  return candidates.find(candidate => fits(new Schedule(candidate, null), runs)) ?? null;
}

/** Do most runs lie at a time of the schedule, and is there a run for most of its times? */
function fits(schedule: Schedule, runs: number[]): boolean {
  const [first, last] = [runs[0]! - SLACK, runs.at(-1)!];
  let [times, met, used] = [0, 0, 0];
  let i = 0;
  for (let due = schedule.nextDue(first); due !== null && due <= last; due = schedule.nextDue(due)) {
    if (++times > 2 * runs.length) return false;
    while (i < runs.length && runs[i]! < due - SLACK) i++;
    const before = i;
    while (i < runs.length && runs[i]! <= due + SLACK) i++;
    if (i > before) met++;
    used += Math.min(1, i - before);
  }
  return times >= FEWEST && met >= MOST * times && used >= MOST * runs.length;
}

function mostFrequent(values: number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}
