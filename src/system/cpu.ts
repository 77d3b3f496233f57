import { type Machine, readText } from './machine.ts';

/**
 * Milliseconds that all CPUs together have spent since boot; they only grow (but iowait may fall a little).
 */
export interface CpuTimes {
  user: number;
  nice: number;
  system: number;
  idle: number;
  iowait: number;
  interrupts: number;
  /** Taken by the host of this virtual machine. */
  steal: number;
}

/** Ratios 0–1 of the time between two looks. */
export interface CpuUsage {
  busy: number;
  user: number;
  system: number;
  iowait: number;
  steal: number;
}

// USER_HZ is 100 on every Linux that runs Node.
const TICK_MS = 10;

/** CPU time since boot (proc_stat(5)); null without /proc. What matters is the change: `cpuUsage`. */
export async function cpuTimes(machine: Machine): Promise<CpuTimes | null> {
  const line = /^cpu +(.+)$/m.exec(readText(machine, '/proc/stat') ?? '');
  if (!line) return null;
  const ticks = line[1]!.split(' ').map(Number);
  const ms = (field: number) => (ticks[field] ?? 0) * TICK_MS;
  return {
    user: ms(0),
    nice: ms(1),
    system: ms(2),
    idle: ms(3),
    iowait: ms(4),
    interrupts: ms(5) + ms(6),
    steal: ms(7),
  };
}

/** How the CPUs were used since this monitor last asked; null the first time, and without /proc. */
export async function cpuUsage(machine: Machine): Promise<CpuUsage | null> {
  const times = await cpuTimes(machine);
  const noted = times && machine.counters.note('cpu times', { ...times });
  return noted && usageBetween(noted.before.values, times);
}

/** How the CPUs were used between two looks; null where no time has passed. */
export function usageBetween(before: CpuTimes, after: CpuTimes): CpuUsage | null {
  const spent = (name: keyof CpuTimes) => Math.max(0, after[name] - before[name]);
  const names = Object.keys(after) as (keyof CpuTimes)[];
  const total = names.reduce((sum, name) => sum + spent(name), 0);
  if (total === 0) return null;
  return {
    busy: 1 - (spent('idle') + spent('iowait')) / total,
    user: (spent('user') + spent('nice')) / total,
    system: (spent('system') + spent('interrupts')) / total,
    iowait: spent('iowait') / total,
    steal: spent('steal') / total,
  };
}
