import { type Machine, readText } from './machine.ts';

export interface Uptime {
  /** Milliseconds since the kernel started, time asleep included. */
  uptime: number;
  /**
   * When that was: milliseconds since 1970. It moves a little when the clock is set: to tell boots apart, see
   * `boot`.
   */
  booted: number | null;
  /** The kernel's id of this boot; another one means that the machine was restarted. */
  boot: string | null;
}

/**
 * How long this machine has been up; null without /proc. In a container this may be the container's own age
 * (lxcfs).
 */
export async function uptime(machine: Machine): Promise<Uptime | null> {
  const seconds = Number.parseFloat(readText(machine, '/proc/uptime') ?? '');
  if (Number.isNaN(seconds)) return null;
  const btime = /^btime (\d+)$/m.exec(readText(machine, '/proc/stat') ?? '');
  return {
    uptime: Math.round(seconds * 1000),
    booted: btime ? Number(btime[1]) * 1000 : null,
    boot: readText(machine, '/proc/sys/kernel/random/boot_id')?.trim() || null,
  };
}
