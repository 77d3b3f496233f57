import { bootId } from '../../platform/identity.ts';
import { type EntryName, parseEntryName } from './entry-name.ts';

interface Named {
  name: string;
  parsed: EntryName | null;
  /** When the boot it belongs to first wrote something; for strangers' names their own time. */
  era: number;
}

/**
 * Sorts names of `new` into the order in which the entries were written. Within one boot the monotonic clock in the
 * name tells; boots are ordered by their oldest file, this boot last; names that others chose come by their own time.
 * @param mtime when the file of that name was last written
 */
export function inOrder(names: string[], mtime: (name: string) => number): string[] {
  const current = (bootId() ?? '00000000').slice(0, 8);
  const parsed = names.map(name => ({ name, parsed: parseEntryName(name) }));
  const eras = new Map<string, number>([[current, Number.POSITIVE_INFINITY]]);
  for (const { name, parsed: entry } of parsed)
    if (entry && entry.boot !== current)
      eras.set(entry.boot, Math.min(eras.get(entry.boot) ?? Infinity, mtime(name)));
  const named: Named[] = parsed.map(({ name, parsed: entry }) => ({
    name,
    parsed: entry,
    era: entry ? eras.get(entry.boot)! : mtime(name),
  }));
  return named.sort(compare).map(entry => entry.name);
}

function compare(a: Named, b: Named): number {
  if (a.era !== b.era) return a.era < b.era ? -1 : 1;
  const ticksA = a.parsed?.ticks ?? 0n;
  const ticksB = b.parsed?.ticks ?? 0n;
  if (ticksA !== ticksB) return ticksA < ticksB ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
