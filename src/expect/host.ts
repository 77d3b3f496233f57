import { formatMoment } from '../clock/moment.ts';
import type { Verdict } from './verdict.ts';

/** A machine as it was heard; times are milliseconds since 1970 by the clock of the receiver. */
export interface HostWatch {
  name: string;
  /** Null where it is named and was never heard from. */
  lastHeard: number | null;
  /** Milliseconds it promised to beat within; null for one that never beat. */
  heartbeat: number | null;
  /** When its daemon said that it ends; null when it has beaten since. */
  stopped: number | null;
  /** Milliseconds its last beat waited before it was sent. */
  delay: number;
  /** Is its silence a trouble? */
  alwaysOn: boolean;
  /** Milliseconds since it was last heard or, where that is less, since there is somebody who listens. */
  silentFor: number;
  /** Was it heard since there is somebody who listens? */
  heard: boolean;
}

/** Beats that may be missed. */
export const BEATS_MISSED = 3;
/** What is expected of a machine that is named and has promised nothing yet: milliseconds. */
const UNPROMISED = 60_000;

/** Is a machine silent of which nothing was heard for that long? One that promised nothing never is. */
export const isSilence = (heartbeat: number | null, silentFor: number): boolean =>
  heartbeat !== null && silentFor > BEATS_MISSED * heartbeat;

/** How a machine stands, by its heartbeat. `behind`: it beats, and what it says is of earlier. */
export type HostStanding = 'beats' | 'behind' | 'silent' | 'undecided';

export function standingOf({ lastHeard, heartbeat, delay, silentFor, heard }: HostWatch): HostStanding {
  if (heartbeat === null && lastHeard !== null) return 'beats'; // it has no daemon: its jobs tell of themselves
  const interval = heartbeat ?? UNPROMISED;
  if (isSilence(interval, silentFor)) return 'silent';
  if (!heard) return 'undecided';
  return delay > 2 * interval ? 'behind' : 'beats';
}

/** What is to be said of a machine. */
export function judgeHost(host: HostWatch): Verdict {
  switch (standingOf(host)) {
    case 'beats':
      return 'well';
    case 'undecided':
    case 'behind':
      return 'undecided';
    case 'silent':
      return { level: host.alwaysOn ? 'unknown' : 'note', text: silenceText(host) };
  }
}

/** The words stay the same while it is silent: what changes is written. */
function silenceText({ lastHeard, stopped }: HostWatch): string {
  if (lastHeard === null) return 'never heard from';
  if (stopped !== null) return `stopped ${formatMoment(new Date(stopped))} and did not come back`;
  return `not heard from since ${formatMoment(new Date(lastHeard))}`;
}
