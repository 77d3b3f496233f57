import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Clock } from '../clock/clock.ts';
import { errorCode } from '../model/fault.ts';

const VARIABLE = 'SHEEPDOG_COMMAND';
/** Milliseconds: a look that takes longer would hold up everything else; then comes a pause. */
const BURST = 8;
const PAUSE = 2;
/** Nothing found for so long is enough; longer where there was something, of which more may have slipped through. */
const QUIET = 20;
const QUIET_AFTER = 60;
const LONGEST = 1_000;
const LOOKS = 100;
/** So often the youngest process alone is looked at, for each look at all. */
const CHASES = 30;
/** A process of which nothing can be read so often is a thread of the kernel, and not in the midst of an exec. */
const EMPTY_LOOKS = 3;

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
 * Kills what bears this mark, wherever it has gone: a process may leave its group and its parent, but takes its environment
 * along. One that forks and dies all the time slips through a look, so there are many, as fast as may be: the next one
 * reads only of processes that are new.
 */
export async function endLeftovers(clock: Clock, mark: Record<string, string>): Promise<void> {
  const hunt = new Hunt(Buffer.from(`${VARIABLE}=${mark[VARIABLE]}`));
  const begun = clock.monotonic();
  let last = begun;
  let enough = QUIET;
  for (let now = begun; now - last < enough && now - begun < LONGEST; now = clock.monotonic()) {
    const end = now + BURST;
    // Counted, too: a clock of a test's own stands still meanwhile.
    for (let look = 0; look < LOOKS && now < end; look++, now = clock.monotonic()) {
      if (!hunt.kill()) continue;
      last = now;
      enough = QUIET_AFTER;
    }
    await clock.sleep(PAUSE);
  }
}

class Hunt {
  readonly #needle: Buffer;
  /** Processes that do not bear the mark. */
  readonly #others = new Set<string>();
  /** How often there was nothing to read of a process. */
  readonly #empty = new Map<string, number>();

  constructor(needle: Buffer) {
    this.#needle = needle;
  }

  /** Kills all who bear the mark. Was there any? */
  kill(): boolean {
    let found = false;
    for (const pid of readdirSync('/proc')) if (this.#killed(pid)) found = true;
    for (let i = 0; i < CHASES; i++) if (this.#chase()) found = true;
    return found;
  }

  /** Looks only at the youngest process of all, which takes no time: it is the one to run away. */
  #chase(): boolean {
    const youngest = youngestProcess();
    let found = false;
    for (let pid = youngest + 1; pid > youngest - 3; pid--) if (this.#killed(String(pid))) found = true;
    return found;
  }

  #killed(pid: string): boolean {
    if (this.#others.has(pid) || !this.#bears(pid)) return false;
    kill(Number(pid));
    return true;
  }

  #bears(pid: string): boolean {
    const environment = /^\d+$/.test(pid) ? environmentOf(pid) : 'not ours';
    if (environment !== null && environment !== 'not ours' && environment.includes(this.#needle)) return true;
    // Gone, in the midst of an exec, or a thread of the kernel.
    const empty = environment === null ? (this.#empty.get(pid) ?? 0) + 1 : 0;
    if (environment === null && empty < EMPTY_LOOKS) this.#empty.set(pid, empty);
    else this.#others.add(pid);
    return false;
  }
}

/** The process that was started last; NaN where /proc does not tell. */
function youngestProcess(): number {
  try {
    return Number(readFileSync('/proc/loadavg', 'latin1').split(' ')[4]);
  } catch {
    return Number.NaN;
  }
}

function environmentOf(pid: string): Buffer | 'not ours' | null {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`);
    return environment.length === 0 ? null : environment;
  } catch (error) {
    return errorCode(error) === 'EACCES' ? 'not ours' : null;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone meanwhile
  }
}
