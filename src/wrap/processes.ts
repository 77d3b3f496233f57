import { readdirSync } from 'node:fs';
import { statFields } from '../platform/process.ts';

/** The processes of a job, as far as signals are concerned. */
export interface JobProcesses {
  /** Sends a signal to all of them. */
  signal(signal: NodeJS.Signals): void;
  /** Is any of them still there? */
  remain(): boolean;
}

/** A job in a session of its own: its whole process group. */
export function processGroup(leader: number): JobProcesses {
  return {
    signal: signal => void send(-leader, signal),
    remain: () => send(-leader, 0),
  };
}

/**
 * A job in our own process group, as on a terminal: it and what descends from it, found through /proc. Whoever was seen
 * once is remembered, so that those whose parent has died in the meantime are not forgotten.
 */
export function processTree(root: number): JobProcesses {
  const seen = new Map<number, string>();
  const look = (): number[] => {
    const table = processTable();
    const own = new Set([root, ...seen.keys()]);
    // Children may stand before their parents in the table: until nothing is added.
    for (let size = 0; size !== own.size; ) {
      size = own.size;
      for (const [pid, { parent }] of table) if (own.has(parent)) own.add(pid);
    }
    const alive = [...own].filter(pid => isSame(seen, pid, table.get(pid)?.started));
    for (const pid of alive) seen.set(pid, table.get(pid)!.started);
    return alive;
  };
  return {
    signal: signal => {
      for (const pid of look()) send(pid, signal);
    },
    remain: () => look().length > 0,
  };
}

/** A pid is used again after a while: it is the same process only if it started at the same time. */
function isSame(seen: Map<number, string>, pid: number, started: string | undefined): boolean {
  return started !== undefined && (seen.get(pid) ?? started) === started;
}

/** Living processes: their parents and their start times (proc(5), fields 4 and 22 of /proc/PID/stat). */
function processTable(): Map<number, { parent: number; started: string }> {
  const table = new Map<number, { parent: number; started: string }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statFields(name);
    if (fields && fields[0] !== 'Z')
      table.set(Number(name), { parent: Number(fields[1]), started: fields[19]! });
  }
  return table;
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    // EPERM: it is there, but it is not ours (sudo).
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
