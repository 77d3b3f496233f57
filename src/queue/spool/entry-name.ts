import { bootId } from '../../platform/identity.ts';

/** What the name of an entry in `new` says. */
export interface EntryName {
  boot: string;
  /** Nanoseconds since boot when it was named. */
  ticks: bigint;
  pid: number;
  /** The queue it must go to, null for the one that is configured. */
  destination: string | null;
}

const PATTERN = /^([0-9a-f]{8})-(\d{19})-(\d+)-[0-9a-f]{8}(?:@(.+))?$/;

/**
 * A name that sorts behind every name made before in this boot, whoever made it: the kernel's monotonic clock is the
 * one counter that all users share and nobody can turn back. The wall clock cannot serve: it jumps, and then a
 * success would be told before the failure that it followed.
 */
export function newEntryName(destination: string | null): string {
  const boot = (bootId() ?? '00000000').slice(0, 8);
  const ticks = process.hrtime.bigint().toString().padStart(19, '0');
  const suffix = destination === null ? '' : `@${encodeURIComponent(destination)}`;
  return `${boot}-${ticks}-${process.pid}-${randomHex()}${suffix}`;
}

/** Tells names of one process and one moment apart; see timeOrderedId for why not node:crypto. */
function randomHex(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}

/** Reads a name made by newEntryName; null for a name somebody else chose. */
export function parseEntryName(name: string): EntryName | null {
  const match = PATTERN.exec(name);
  if (!match) return null;
  const destination = match[4] === undefined ? null : decode(match[4]);
  if (destination === undefined) return null;
  return { boot: match[1]!, ticks: BigInt(match[2]!), pid: Number(match[3]), destination };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
