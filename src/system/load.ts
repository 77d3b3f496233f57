import { type Machine, readText } from './machine.ts';

export interface Load {
  /** Tasks that run or wait for CPU or disk, averaged over 1, 5 and 15 minutes. */
  one: number;
  five: number;
  fifteen: number;
  /** CPUs that are online: load is to be seen against these. */
  cpus: number;
  runnable: number;
  tasks: number;
}

/** The load averages (proc_loadavg(5)); null without /proc. */
export async function load(machine: Machine): Promise<Load | null> {
  const text = readText(machine, '/proc/loadavg');
  const found = text && /^([\d.]+) ([\d.]+) ([\d.]+) (\d+)\/(\d+) /.exec(text);
  if (!found) return null;
  const [one, five, fifteen, runnable, tasks] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const cpus = (readText(machine, '/proc/stat') ?? '').match(/^cpu\d+ /gm)?.length ?? 1;
  return { one, five, fifteen, cpus, runnable, tasks };
}
