import { readFile } from 'node:fs/promises';
import { type Machine, namesIn, pathOn, readText } from './machine.ts';
import type { Package } from './package.ts';
import { inSlices } from './slices.ts';

export const DPKG_STATUS = '/var/lib/dpkg/status';
const LISTS = '/var/lib/dpkg/info';

/** What dpkg(1) has installed; null on a machine without it. */
export async function dpkgPackages(machine: Machine): Promise<Package[] | null> {
  const status = await readBytes(machine, DPKG_STATUS);
  // What is asked for is ASCII, and text of one byte a character is searched twice as fast.
  return status && parseStatus(machine, status.toString('latin1'));
}

async function parseStatus(machine: Machine, text: string): Promise<Package[]> {
  const found: Package[] = [];
  await inSlices(machine.clock, text.split('\n\n'), stanza => {
    // Also `hold ok installed`; what was removed and left its configuration is `deinstall ok config-files`.
    if (!/^\S+ \S+ installed$/.test(field(stanza, 'Status') ?? '')) return;
    const name = field(stanza, 'Package');
    const version = field(stanza, 'Version');
    if (name && version)
      found.push({ name, ...parseVersion(version), architecture: field(stanza, 'Architecture') });
  });
  return found;
}

/** The first line of a field, which is all that those have that are asked for. A pattern would take thrice as long. */
function field(stanza: string, name: string): string | null {
  const begins = `${name}: `;
  const start = stanza.startsWith(begins) ? 0 : stanza.indexOf(`\n${begins}`) + 1;
  if (!stanza.startsWith(begins, start)) return null;
  const end = stanza.indexOf('\n', start);
  return copied(stanza.slice(start + begins.length, end < 0 ? undefined : end));
}

/** A slice holds on to the text it is of, and that is megabytes. */
const copied = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

/** `[epoch:]upstream[-revision]` (deb-version(7)): upstream's part may hold hyphens, the revision none. */
export function parseVersion(text: string): Pick<Package, 'epoch' | 'version' | 'revision'> {
  const [, epoch, rest] = /^(?:(\d+):)?(.*)$/.exec(text)!;
  const hyphen = rest!.lastIndexOf('-');
  return {
    epoch: Number(epoch ?? 0),
    version: hyphen < 0 ? rest! : rest!.slice(0, hyphen),
    revision: hyphen < 0 ? null : rest!.slice(hyphen + 1),
  };
}

/**
 * The packages whose lists of files hold these. All lists are read once, whatever the number of files: 1000 lists are
 * some 100 ms of work, so whoever asks again should remember.
 * @returns by file; one that belongs to none is left out
 */
export async function dpkgOwners(machine: Machine, paths: readonly string[]): Promise<Map<string, Package>> {
  const wanted = new Map(paths.flatMap(path => aliases(path).map(alias => [alias, path] as const)));
  const lists = new Map<string, string>();
  const names = namesIn(machine, LISTS).filter(name => name.endsWith('.list'));
  await inSlices(machine.clock, names, name => {
    for (const line of (readText(machine, `${LISTS}/${name}`) ?? '').split('\n')) {
      const path = wanted.get(line);
      if (path !== undefined) lists.set(path, name.slice(0, -'.list'.length));
    }
  });
  const installed = lists.size > 0 ? ((await dpkgPackages(machine)) ?? []) : [];
  const byName = new Map(
    installed.flatMap(one => [[one.name, one] as const, [`${one.name}:${one.architecture}`, one] as const]),
  );
  const owners = [...lists].map(([path, name]) => [path, byName.get(name)] as const);
  return new Map(owners.filter((owner): owner is [string, Package] => owner[1] !== undefined));
}

/** /bin became a link to /usr/bin, but not all packages' lists know. */
function aliases(path: string): string[] {
  const merged = /^(?:\/usr)?(\/(?:bin|sbin|lib|lib32|lib64|libx32)\/.*)$/.exec(path)?.[1];
  return merged ? [merged, `/usr${merged}`] : [path];
}

async function readBytes(machine: Machine, path: string): Promise<Buffer | null> {
  try {
    return await readFile(pathOn(machine, path));
  } catch {
    return null;
  }
}
