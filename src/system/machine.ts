import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../clock/clock.ts';
import { Counters } from './counters.ts';

/** What every question about the machine needs besides its own arguments. */
export interface Machine {
  /** Where /proc, /sys, /etc … are: `/`, or a tree that was recorded on another machine. */
  readonly root: string;
  readonly clock: Clock;
  /** The environment of the commands that are run. */
  readonly environment: NodeJS.ProcessEnv;
  /** What this monitor saw last time. */
  readonly counters: Counters;
  /** What else it remembers from one look to the next, by whose it is. */
  readonly memory: Map<string, unknown>;
  /** Ends whatever waits: commands, connections, look-ups. */
  readonly signal?: AbortSignal;
}

/**
 * The machine this process runs on, as one monitor sees it: it is given its counters and its memory again
 * when it runs again.
 */
export function thisMachine(
  counters = new Counters(systemClock),
  signal?: AbortSignal,
  memory: Machine['memory'] = new Map(),
): Machine {
  const system = { root: '/', clock: systemClock, environment: process.env };
  return { ...system, counters, memory, ...(signal && { signal }) };
}

/** Where a path of the machine is for this process. */
export function pathOn(machine: Machine, path: string): string {
  return join(machine.root, path);
}

/** The text of a small file of /proc or /etc; null where it is missing or not for us to read. */
export function readText(machine: Machine, path: string): string | null {
  try {
    return readFileSync(pathOn(machine, path), 'utf8');
  } catch {
    return null;
  }
}

/**
 * The same without waiting for it: a file of /sys may have to ask a device (a sensor on a slow bus takes tens
 * of milliseconds). It costs some five times the work of `readText`.
 */
export async function readDevice(machine: Machine, path: string): Promise<string | null> {
  try {
    return (await readFile(pathOn(machine, path), 'utf8')).trim();
  } catch {
    return null;
  }
}

/** The number in a file of /sys; null where there is none. */
export async function readDeviceNumber(machine: Machine, path: string): Promise<number | null> {
  return toNumber(await readDevice(machine, path));
}

/** The number a text is; null where it is none. */
export function toNumber(text: string | null | undefined): number | null {
  if (text === null || text === undefined || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** The names in a directory; none where it is missing or not for us to read. */
export function namesIn(machine: Machine, path: string): string[] {
  try {
    return readdirSync(pathOn(machine, path));
  } catch {
    return [];
  }
}

/** What a symbolic link says; null where there is none. */
export function linkText(machine: Machine, path: string): string | null {
  try {
    return readlinkSync(pathOn(machine, path));
  } catch {
    return null;
  }
}
