import { closeSync, constants, openSync, readSync } from 'node:fs';
import { errorCode } from '../model/fault.ts';
import { type Machine, pathOn, readText, toNumber } from './machine.ts';
import { notSeen, type Seen } from './seen.ts';

export interface KernelMessage {
  /** 0 emergency … 3 error, 4 warning … 7 debug (syslog(2)). */
  priority: number;
  /** Milliseconds since boot; the kernel's clock stands still while the machine sleeps. */
  time: number;
  text: string;
}

export interface OomVictim {
  pid: number;
  process: string;
  /** Milliseconds since boot. */
  time: number;
  /** Was it only a control group (a container, a service) that had no memory left? */
  group: boolean;
}

export interface OomKills {
  /** Processes killed for want of memory since boot. */
  count: number;
  /** Who, as far as the kernel's log goes back; null where we may not read it (needs root). */
  victims: OomVictim[] | null;
}

/** One record of /dev/kmsg is at most this long (Documentation/ABI/testing/dev-kmsg). */
const RECORD_BYTES = 8192;
const MOST_RECORDS = 100_000;

/** The kernel's log, oldest first. Needs root where kernel.dmesg_restrict is set, as on Debian. */
export async function kernelLog(machine: Machine): Promise<Seen<{ messages: KernelMessage[] }>> {
  let fd: number;
  try {
    fd = openSync(pathOn(machine, '/dev/kmsg'), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return notSeen(errorCode(error) === 'ENOENT' ? 'there is no /dev/kmsg here' : 'needs root');
  }
  try {
    return { seen: true, messages: readRecords(fd) };
  } finally {
    closeSync(fd);
  }
}

/** Each read gives one record; EAGAIN is the end, EPIPE says that records were overwritten meanwhile. */
function readRecords(fd: number): KernelMessage[] {
  const messages: KernelMessage[] = [];
  const buffer = Buffer.alloc(RECORD_BYTES);
  for (let count = 0; count < MOST_RECORDS; count++) {
    try {
      const length = readSync(fd, buffer);
      if (length === 0) break;
      const message = parseRecord(buffer.toString('utf8', 0, length));
      if (message) messages.push(message);
    } catch (error) {
      if (errorCode(error) !== 'EPIPE') break;
    }
  }
  return messages;
}

/** `6,339,5140900,-;text`, then lines of further keys that begin with a blank. */
export function parseRecord(record: string): KernelMessage | null {
  const found = /^(\d+),\d+,(\d+),[^;]*;([^\n]*)/.exec(record);
  if (!found) return null;
  const text = found[3]!.replace(/\\x([\da-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return { priority: Number(found[1]) & 7, time: Number(found[2]) / 1000, text };
}

/**
 * Processes that the kernel has killed for want of memory; null where it does not count them (before Linux
 * 4.13).
 */
export async function oomKills(machine: Machine): Promise<OomKills | null> {
  const count = toNumber(/^oom_kill (\d+)$/m.exec(readText(machine, '/proc/vmstat') ?? '')?.[1]);
  if (count === null) return null;
  // The log need not be read where nothing has happened.
  if (count === 0) return { count, victims: [] };
  const log = await kernelLog(machine);
  return { count, victims: log.seen ? oomVictims(log.messages) : null };
}

export function oomVictims(messages: readonly KernelMessage[]): OomVictim[] {
  // What follows the name depends on the kernel's age.
  const pattern =
    /^(Memory cgroup o|O)ut of memory\b.*?: Killed process (\d+) \((.*)\)(?:,? (?:UID|total-vm)\b|$)/;
  return messages.flatMap(({ time, text }) => {
    const found = pattern.exec(text);
    if (!found) return [];
    return [{ pid: Number(found[2]), process: found[3]!, time, group: found[1] !== 'O' }];
  });
}
