import { readFileSync } from 'node:fs';
import { bootId } from './identity.ts';

/** Names one process for good: a pid alone is used again, and so are pids after a boot. */
export interface ProcessMark {
  pid: number;
  /** Start time in clock ticks since boot (proc(5), field 22 of /proc/PID/stat); null where /proc tells none. */
  started: string | null;
  boot: string | null;
}

/** The mark of this process. */
export function thisProcess(): ProcessMark {
  return { pid: process.pid, started: startTicks(process.pid), boot: bootId() };
}

/** Is that very process still there? */
export function isAlive(mark: ProcessMark): boolean {
  if (mark.boot !== bootId()) return false;
  const started = startTicks(mark.pid);
  return started !== null && started === mark.started;
}

/** Is there any process of that number? */
export function pidExists(pid: number): boolean {
  return startTicks(pid) !== null;
}

function startTicks(pid: number): string | null {
  const fields = statFields(pid);
  return fields === null || fields[0] === 'Z' ? null : (fields[19] ?? null);
}

/**
 * The fields of /proc/PID/stat from the third on, the state (proc(5)): the second, a name in parentheses, may hold blanks
 * and parentheses. Null where there is no such process.
 */
export function statFields(pid: number | string): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
