import { createHash } from 'node:crypto';

/** Monitors are looked after in rounds, so that what is due together travels together. */
export const ROUND = 60_000;

/**
 * When the round numbered `round` of a machine begins: milliseconds since 1970. Each machine has a second of its own
 * within the minute, so that a herd does not speak all at once.
 */
export function roundStart(host: string, round: number): number {
  return round * ROUND + share(host, ROUND);
}

/** The number of the round that has begun at `time`. */
export function roundAt(host: string, time: number): number {
  return Math.floor((time - share(host, ROUND)) / ROUND);
}

/** The number of the first round that begins after `time`. */
export function nextRound(host: string, time: number): number {
  return roundAt(host, time) + 1;
}

/**
 * Is a monitor due in this round? Its rounds are `interval` apart, rounded to whole rounds and at least one, and begin
 * at a place of its own, so that the slow ones of a machine do not all fall into one round. One that passed by since
 * the round before is made up, once: the machine slept, or its clock was set ahead. After a clock that was set back
 * rounds come a second time, and count.
 * @param name of the service, unique on its machine
 * @param before the number of the round in which was looked before
 */
export function isDue(name: string, interval: number, before: number, round: number): boolean {
  const every = Math.max(1, Math.round(interval / ROUND));
  const place = share(name, every);
  const latest = Math.floor((round - place) / every) * every + place;
  return latest > Math.min(before, round - 1);
}

/** A whole number below `range`, always the same for a name. */
function share(name: string, range: number): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % range;
}
