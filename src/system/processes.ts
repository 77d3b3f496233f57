import { linkText, type Machine, namesIn, readText, toNumber } from './machine.ts';
import { inSlices } from './slices.ts';
import { uptime } from './uptime.ts';

export interface Process {
  pid: number;
  parent: number;
  /** What the kernel calls it: at most 15 characters. */
  name: string;
  /**
   * Its arguments as it was started, with blanks between; empty for the kernel's own. At most 4096
   * characters.
   */
  command: string;
  /**
   * `R` runs, `S` sleeps, `D` waits for a disk, `Z` is dead and not yet missed, `T` is stopped, `I` idle
   * kernel thread.
   */
  state: string;
  /** Effective user id. */
  user: number | null;
  threads: number;
  /** Bytes in memory. */
  resident: number;
  /** Milliseconds of CPU it has used. */
  cpu: number;
  /** Milliseconds since it started. */
  age: number;
}

export interface ProcessCounts {
  total: number;
  running: number;
  /** Waiting for a disk or a file server (state D). */
  blocked: number;
  zombies: number;
  threads: number;
  /** No more processes and threads than this (kernel.pid_max, kernel.threads-max). */
  limit: number | null;
  usedRatio: number | null;
}

/** proc_pid_stat(5); times in ticks of 10 ms (USER_HZ is 100 on every Linux that runs Node). */
interface Stat {
  pid: number;
  name: string;
  state: string;
  parent: number;
  cpuTicks: number;
  threads: number;
  startTicks: number;
}

const TICK_MS = 10;
const COMMAND_LENGTH = 4096;

/** All processes, or those whose name or command line holds `text`. Our own is left out, as pgrep(1) does. */
export async function processes(machine: Machine, text = ''): Promise<Process[]> {
  const up = (await uptime(machine))?.uptime ?? 0;
  const found: Process[] = [];
  await eachStat(machine, stat => {
    const command = commandLine(machine, stat.pid);
    if (stat.pid === process.pid || !(stat.name.includes(text) || command.includes(text))) return;
    const { pid, parent, name, state, threads } = stat;
    const status = readText(machine, `/proc/${pid}/status`) ?? '';
    const user = toNumber(/^Uid:\t\d+\t(\d+)/m.exec(status)?.[1]);
    // In bytes here, and in pages in stat, whose size Node does not tell. The kernel's own threads have none.
    const resident = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    const age = Math.max(0, up - stat.startTicks * TICK_MS);
    found.push({
      pid,
      parent,
      name,
      command,
      state,
      user,
      threads,
      resident,
      cpu: stat.cpuTicks * TICK_MS,
      age,
    });
  });
  return found;
}

/** How many processes there are, and how many there may be. */
export async function processCounts(machine: Machine): Promise<ProcessCounts | null> {
  const states = new Map<string, number>();
  let total = 0;
  let threads = 0;
  await eachStat(machine, stat => {
    total++;
    threads += stat.threads;
    states.set(stat.state, (states.get(stat.state) ?? 0) + 1);
  });
  if (total === 0) return null;
  const limits = ['pid_max', 'threads-max'].flatMap(
    name => toNumber(readText(machine, `/proc/sys/kernel/${name}`)) ?? [],
  );
  const limit = limits.length > 0 ? Math.min(...limits) : null;
  const of = (state: string) => states.get(state) ?? 0;
  const usedRatio = limit ? threads / limit : null;
  return { total, running: of('R'), blocked: of('D'), zombies: of('Z'), threads, limit, usedRatio };
}

/**
 * The program a process runs: on Guix this is inside /gnu/store; null where it is gone, the kernel's, or not
 * for us.
 */
export async function processExecutable(machine: Machine, pid: number): Promise<string | null> {
  // An upgrade removes the file under a running program: the kernel says so behind the name.
  return linkText(machine, `/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '') ?? null;
}

/** Visits every process there is, with the others' turns in between. */
export async function eachStat(machine: Machine, visit: (stat: Stat) => void): Promise<void> {
  const pids = namesIn(machine, '/proc').filter(name => /^\d+$/.test(name));
  await inSlices(machine.clock, pids, pid => {
    const stat = parseStat(readText(machine, `/proc/${pid}/stat`));
    if (stat) visit(stat);
  });
}

/** The name stands in parentheses and may hold blanks and parentheses: the fields count from behind it. */
export function parseStat(text: string | null): Stat | null {
  const open = text?.indexOf('(') ?? -1;
  const close = text?.lastIndexOf(')') ?? -1;
  if (text === null || open < 0 || close < 0) return null;
  const fields = text.slice(close + 2).split(' ');
  const number = (field: number) => Number(fields[field - 3]);
  return {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    state: fields[0]!,
    parent: number(4),
    cpuTicks: number(14) + number(15),
    threads: number(20),
    startTicks: number(22),
  };
}

function commandLine(machine: Machine, pid: number): string {
  const text = readText(machine, `/proc/${pid}/cmdline`) ?? '';
  return text.slice(0, COMMAND_LENGTH).split('\0').join(' ').trim();
}
