import { readFileSync } from 'node:fs';
import { type Machine, namesIn, pathOn, readText } from './machine.ts';

/** Somebody is logged in. */
export interface Login {
  user: string;
  /** `tty1`, `pts/0`; null for what has none. */
  terminal: string | null;
  /** The machine from which; null for one who sits here. */
  from: string | null;
  /** Milliseconds since 1970; null where it is not told. */
  since: number | null;
}

/**
 * Who is logged in: from utmp(5), and where there is none any more (Debian 13), from logind's sessions; null
 * where nobody keeps account.
 */
export async function logins(machine: Machine): Promise<Login[] | null> {
  for (const path of ['/run/utmp', '/var/run/utmp', '/var/run/utmpx']) {
    const bytes = readBytes(machine, path);
    if (bytes)
      return parseUtmp(bytes)
        .filter(({ pid }) => isThere(machine, pid))
        .map(({ pid: _, ...login }) => login);
  }
  return sessions(machine);
}

function readBytes(machine: Machine, path: string): Buffer | null {
  try {
    return readFileSync(pathOn(machine, path));
  } catch {
    return null;
  }
}

const USER_PROCESS = 7;

/** Who did not log out properly (a crash) stays in the file. */
const isThere = (machine: Machine, pid: number) => readText(machine, `/proc/${pid}/comm`) !== null;

/**
 * The records of utmp(5). They are 384 bytes long where a 64-bit machine keeps the 32-bit layout (x86-64,
 * ppc64) and 400 where it does not (arm64, riscv64).
 */
export function parseUtmp(bytes: Buffer, arch: string = process.arch): (Login & { pid: number })[] {
  const wide = ['arm64', 'riscv64', 'loong64'].includes(arch);
  const length = wide ? 400 : 384;
  const found: (Login & { pid: number })[] = [];
  for (let at = 0; at + length <= bytes.length; at += length) {
    const record = bytes.subarray(at, at + length);
    if (record.readInt16LE(0) !== USER_PROCESS) continue;
    const text = (offset: number, size: number) => {
      const field = record.subarray(offset, offset + size);
      const end = field.indexOf(0);
      return field.toString('utf8', 0, end < 0 ? size : end) || null;
    };
    const seconds = wide ? Number(record.readBigInt64LE(344)) : record.readInt32LE(340);
    const user = text(44, 32);
    if (user)
      found.push({
        user,
        terminal: text(8, 32),
        from: text(76, 256),
        since: seconds * 1000,
        pid: record.readInt32LE(4),
      });
  }
  return found;
}

/** systemd-logind and elogind keep a file of NAME=value lines for each session. */
function sessions(machine: Machine): Login[] | null {
  const directory = '/run/systemd/sessions';
  const names = namesIn(machine, directory).filter(name => !name.endsWith('.ref'));
  if (names.length === 0) return null;
  return names.flatMap(name => {
    const text = readText(machine, `${directory}/${name}`) ?? '';
    const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] || null;
    const user = value('USER');
    if (!user || value('CLASS') !== 'user') return [];
    const since = value('REALTIME');
    return [
      {
        user,
        terminal: value('TTY'),
        from: value('REMOTE_HOST'),
        since: since ? Math.floor(Number(since) / 1000) : null,
      },
    ];
  });
}
