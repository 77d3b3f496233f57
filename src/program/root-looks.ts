import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceSynced } from '../platform/durable.ts';
import type { SpoolLayout } from '../queue/spool/layout.ts';

/** The plugins that root's part looks at, and until when that can be relied on: milliseconds since 1970. */
interface RootLooks {
  plugins: string[];
  until: number;
}

/** No mark counts for longer: a clock that was set back must not hide for years that root's part is gone. */
export const LONGEST_TRUST = 2 * 3_600_000;

const markOf = (spool: SpoolLayout): string => join(spool.root, 'root-looks');

/** Tells the daemon of this spool to leave these plugins to root's part. */
export function announceLooks(spool: SpoolLayout, looks: RootLooks): void {
  replaceSynced(markOf(spool), JSON.stringify(looks), 0o644);
}

/** The plugins that root's part looks at now. Only root's word counts, or one's own. */
export function looksOfRoot(spool: SpoolLayout, now: number): ReadonlySet<string> {
  try {
    const status = lstatSync(markOf(spool));
    if (!status.isFile() || ![0, process.getuid!()].includes(status.uid)) return new Set();
    const { plugins, until } = JSON.parse(readFileSync(markOf(spool), 'utf8')) as RootLooks;
    return new Set(now < until && until <= now + LONGEST_TRUST ? plugins : []);
  } catch {
    return new Set(); // there is none, or it is being written
  }
}

/** Root's part announces itself every minute: so long it may take to do so after the machine slept. */
const AWAKE = 120_000;

/**
 * What is left to root's part. Its mark ends by the wall clock, so after a sleep it has ended though root's part is
 * there: until that has had the time to announce itself anew, it is still trusted. Else all that was slept through
 * would be looked at by one who does not see it.
 */
export class RootTrust {
  #plugins: ReadonlySet<string> = new Set();
  #seen = 0;

  /** @param marked the plugins of its mark as it counts now @param monotonic a clock that stands still in a sleep */
  look(marked: ReadonlySet<string>, monotonic: number): ReadonlySet<string> {
    if (marked.size === 0 && monotonic - this.#seen <= AWAKE) return this.#plugins;
    this.#plugins = marked;
    this.#seen = monotonic;
    return marked;
  }
}
