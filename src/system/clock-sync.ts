import { existsSync } from 'node:fs';
import { run } from './command.ts';
import { type Machine, pathOn, toNumber } from './machine.ts';
import { notSeen, type Seen } from './seen.ts';

export interface ClockSync {
  /** `chrony`, `ntpd`, `systemd-timesyncd` */
  by: string;
  synchronized: boolean;
  /** Milliseconds that this machine's clock is behind, as its keeper believes; null where it does not say. */
  offset: number | null;
  stratum: number | null;
}

/** Whether somebody on this machine keeps its clock right, and how well, as he says himself. */
export async function clockSync(machine: Machine): Promise<Seen<ClockSync>> {
  return (
    (await askChrony(machine)) ??
    (await askNtpd(machine)) ??
    askTimesyncd(machine) ??
    notSeen('none of chrony, ntpd and systemd-timesyncd answers')
  );
}

async function askChrony(machine: Machine): Promise<Seen<ClockSync> | null> {
  const result = await run(machine, 'chronyc', ['-c', '-n', 'tracking'], { timeout: 5_000 });
  return result.exit === 0 ? parseChronyTracking(result.stdout) : null;
}

/**
 * `chronyc -c tracking`: id, address, stratum, reference time, how far the system's clock is ahead in seconds
 * … leap.
 */
export function parseChronyTracking(text: string): Seen<ClockSync> | null {
  const fields = text.trim().split(',');
  const ahead = toNumber(fields[4]);
  if (fields.length < 14 || ahead === null) return null;
  const synchronized = fields[13] !== 'Not synchronised';
  return { seen: true, by: 'chrony', synchronized, offset: -ahead * 1000, stratum: toNumber(fields[2]) };
}

async function askNtpd(machine: Machine): Promise<Seen<ClockSync> | null> {
  const result = await run(machine, 'ntpq', ['-n', '-c', 'rv 0 leap,stratum,offset'], { timeout: 5_000 });
  return result.exit === 0 ? parseNtpVariables(result.stdout) : null;
}

/** `leap=00, stratum=3, offset=-0.183`, the offset in milliseconds. */
export function parseNtpVariables(text: string): Seen<ClockSync> | null {
  const of = (name: string) => new RegExp(`\\b${name}=([-+.\\d]+)`).exec(text)?.[1];
  const stratum = toNumber(of('stratum'));
  if (stratum === null) return null;
  const synchronized = of('leap') !== '11' && stratum < 16;
  return { seen: true, by: 'ntpd', synchronized, offset: toNumber(of('offset')), stratum };
}

/** It touches a file when it has set the clock, and tells nobody by how much. */
function askTimesyncd(machine: Machine): Seen<ClockSync> | null {
  if (!existsSync(pathOn(machine, '/run/systemd/timesync'))) return null;
  const synchronized = existsSync(pathOn(machine, '/run/systemd/timesync/synchronized'));
  return { seen: true, by: 'systemd-timesyncd', synchronized, offset: null, stratum: null };
}
