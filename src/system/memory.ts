import { type Machine, readText } from './machine.ts';

/** Bytes. */
export interface Memory {
  total: number;
  /** What new programs could have without swapping: the kernel's own estimate (MemAvailable). */
  available: number;
  /** total − available: what free(1) calls used. */
  used: number;
  usedRatio: number;
  free: number;
  buffers: number;
  cached: number;
  shared: number;
  /** Written by programs, not yet on disk. */
  dirty: number;
  /** What ZFS keeps in its own cache and would give back, which the kernel does not count as available. */
  zfsCache: number;
  swapTotal: number;
  swapFree: number;
  swapUsed: number;
  /** 0–1; null on a machine without swap. */
  swapUsedRatio: number | null;
}

/** Memory and swap, from /proc/meminfo (proc_meminfo(5)); null where there is none. */
export async function memory(machine: Machine): Promise<Memory | null> {
  const text = readText(machine, '/proc/meminfo');
  if (text === null) return null;
  const bytes = new Map<string, number>();
  for (const [, name, kibibytes] of text.matchAll(/^(\w+):\s+(\d+) kB$/gm))
    bytes.set(name!, Number(kibibytes) * 1024);
  const of = (name: string) => bytes.get(name) ?? 0;
  const total = of('MemTotal');
  if (total === 0) return null;
  // MemAvailable came with Linux 3.14, and some containers' /proc lacks it.
  const available = bytes.get('MemAvailable') ?? of('MemFree') + of('Buffers') + of('Cached');
  const swapTotal = of('SwapTotal');
  const swapUsed = swapTotal - of('SwapFree');
  return {
    total,
    available,
    used: total - available,
    usedRatio: (total - available) / total,
    free: of('MemFree'),
    buffers: of('Buffers'),
    cached: of('Cached') + of('SReclaimable'),
    shared: of('Shmem'),
    dirty: of('Dirty'),
    zfsCache: zfsCache(machine),
    swapTotal,
    swapFree: of('SwapFree'),
    swapUsed,
    swapUsedRatio: swapTotal > 0 ? swapUsed / swapTotal : null,
  };
}

/** The ARC shrinks down to its minimum when programs want memory (zfs(4), zfs_arc_min). */
function zfsCache(machine: Machine): number {
  const text = readText(machine, '/proc/spl/kstat/zfs/arcstats') ?? '';
  const of = (name: string) => Number(new RegExp(`^${name} +\\d+ +(\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return Math.max(0, of('size') - of('c_min'));
}
