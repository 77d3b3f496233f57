import { type Machine, readText } from './machine.ts';

/** How much of the time tasks waited for a resource, as ratios 0–1 over the last 10, 60 and 300 seconds. */
export interface Stall {
  last10: number;
  last60: number;
  last300: number;
  /** Milliseconds since boot. */
  total: number;
}

/** `some`: at least one task waited. `full`: all of them did, so that nothing got done. */
export interface Stalls {
  some: Stall;
  full: Stall | null;
}

export interface Pressure {
  cpu: Stalls | null;
  io: Stalls | null;
  memory: Stalls | null;
}

/**
 * Pressure stall information (Linux 4.20, Documentation/accounting/psi.rst); null where the kernel keeps
 * none: built without it, or, as on RHEL, switched off until it is started with psi=1.
 */
export async function pressure(machine: Machine): Promise<Pressure | null> {
  const stalls = (resource: string) => parseStalls(readText(machine, `/proc/pressure/${resource}`));
  const found = { cpu: stalls('cpu'), io: stalls('io'), memory: stalls('memory') };
  return found.cpu || found.io || found.memory ? found : null;
}

function parseStalls(text: string | null): Stalls | null {
  const some = parseStall(text, 'some');
  return some && { some, full: parseStall(text, 'full') };
}

function parseStall(text: string | null, word: string): Stall | null {
  const line = new RegExp(`^${word} avg10=([\\d.]+) avg60=([\\d.]+) avg300=([\\d.]+) total=(\\d+)$`, 'm');
  const found = text && line.exec(text);
  if (!found) return null;
  const [last10, last60, last300, total] = found.slice(1).map(Number) as [number, number, number, number];
  return { last10: last10 / 100, last60: last60 / 100, last300: last300 / 100, total: total / 1000 };
}
