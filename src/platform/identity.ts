import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';

/** The name this machine goes by: what the spool alone uses as host. */
export function hostName(): string {
  return hostname();
}

/** /etc/machine-id (machine-id(5)); null where there is none. */
export function machineId(): string | null {
  return readLine('/etc/machine-id');
}

let boot: string | null | undefined;

/** The kernel's id of this boot; null where it tells none. Read once: no process outlives its boot. */
export function bootId(): string | null {
  boot ??= readLine('/proc/sys/kernel/random/boot_id');
  return boot;
}

/** The user's name, or `uid N` for one without an entry in the password database. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}

function readLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch {
    return null;
  }
}
