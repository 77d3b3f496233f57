import { statSync } from 'node:fs';
import { type Machine, namesIn, readText, toNumber } from './machine.ts';
import { inSlices } from './slices.ts';

/** Open files of one process. */
export interface ProcessFiles {
  pid: number;
  process: string;
  used: number;
  /** Its own soft limit (getrlimit(2)). */
  limit: number;
  usedRatio: number;
}

export interface FileDescriptors {
  /** Of the whole machine. */
  used: number;
  limit: number | null;
  usedRatio: number | null;
  /**
   * The processes nearest to their own limit, worst first; before Linux 6.2 only those we may look at (all,
   * for root).
   */
  processes: ProcessFiles[];
}

/** Above this the kernel's limit is none: it is 2^63-1 since Linux 5.x. */
const ENDLESS = 2 ** 53;

/**
 * Open files, of the machine and of the processes nearest to their limits; null without /proc.
 * @param most how many processes to tell of
 */
export async function fileDescriptors(machine: Machine, most = 5): Promise<FileDescriptors | null> {
  const [used, , max] = (readText(machine, '/proc/sys/fs/file-nr') ?? '').split('\t').map(Number);
  if (used === undefined || max === undefined) return null;
  const limit = max < ENDLESS ? max : null;
  const found: ProcessFiles[] = [];
  const pids = namesIn(machine, '/proc').filter(name => /^\d+$/.test(name));
  await inSlices(machine.clock, pids, pid => {
    const files = processFiles(machine, pid);
    if (files) found.push(files);
  });
  const processes = found.sort((a, b) => b.usedRatio - a.usedRatio).slice(0, most);
  return { used, limit, usedRatio: limit === null ? null : used / limit, processes };
}

function processFiles(machine: Machine, pid: string): ProcessFiles | null {
  const used = countOpen(machine, `/proc/${pid}/fd`);
  if (used === 0) return null;
  const limits = readText(machine, `/proc/${pid}/limits`) ?? '';
  const limit = toNumber(/^Max open files +(\d+)/m.exec(limits)?.[1]);
  if (!limit) return null;
  const name = readText(machine, `/proc/${pid}/comm`)?.trim() ?? '';
  return { pid: Number(pid), process: name, used, limit, usedRatio: used / limit };
}

/**
 * Since Linux 6.2 the directory's size is the number, told of all users' processes; before, the names are
 * counted. In a recorded tree the size is any directory's.
 */
function countOpen(machine: Machine, directory: string): number {
  const size = machine.root === '/' ? sizeOf(directory) : 0;
  return size || namesIn(machine, directory).length;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0; // gone meanwhile, or hidden
  }
}
