import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Clock } from '../clock/clock.ts';

const VARIABLE = 'SHEEPDOG_COMMAND';
const MOST_LOOKS = 80;
/** So many looks that find nothing are enough; more where there was something, which may only have slipped through. */
const EMPTY_LOOKS = 3;
const EMPTY_LOOKS_AFTER = 12;
const PAUSE_MS = 5;

/** A variable of the environment by which everything that descends from one command is known. */
export function newMark(): Record<string, string> {
  return { [VARIABLE]: randomUUID() };
}

/** Sends a signal to a process group; whether anybody was there does not matter. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // gone, or not ours (sudo)
  }
}

/**
 * Kills what bears this mark, wherever it has gone: a process may leave its group and its parent, but takes
 * its environment along. One that forks and dies all the time may slip through a look, so there are several.
 */
export async function endLeftovers(clock: Clock, mark: Record<string, string>): Promise<void> {
  const needle = Buffer.from(`${VARIABLE}=${mark[VARIABLE]}`);
  let enough = EMPTY_LOOKS;
  for (let look = 0, empty = 0; look < MOST_LOOKS && empty < enough; look++) {
    const found = killBearers(needle);
    if (found) enough = EMPTY_LOOKS_AFTER;
    empty = found ? 0 : empty + 1;
    await clock.sleep(PAUSE_MS);
  }
}

/** Was there any? */
function killBearers(needle: Buffer): boolean {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  let found = false;
  // The youngest first, as they are the ones to run away.
  for (const pid of pids.reverse()) {
    if (!bears(pid, needle)) continue;
    kill(Number(pid));
    found = true;
  }
  return found;
}

function bears(pid: string, needle: Buffer): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`).includes(needle);
  } catch {
    return false; // gone, or somebody else's
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone meanwhile
  }
}
