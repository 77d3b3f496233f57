import { readFile } from 'node:fs/promises';
import { type Machine, namesIn, pathOn } from './machine.ts';
import type { Package } from './package.ts';
import { inSlices } from './slices.ts';

const STATUS = '/var/lib/dpkg/status';
const LISTS = '/var/lib/dpkg/info';

/** What dpkg(1) has installed; null on a machine without it. */
export async function dpkgPackages(machine: Machine): Promise<Package[] | null> {
  const status = await readBytes(machine, STATUS);
  return status && parseStatus(machine, status.toString());
}

async function parseStatus(machine: Machine, text: string): Promise<Package[]> {
  const found: Package[] = [];
  await inSlices(machine.clock, text.split('\n\n'), stanza => {
    // Also `hold ok installed`; what was removed and left its configuration is `deinstall ok config-files`.
    if (!/^Status: \S+ \S+ installed$/m.test(stanza)) return;
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1] ?? null;
    const name = field('Package');
    const version = field('Version');
    if (name && version) found.push({ name, ...parseVersion(version), architecture: field('Architecture') });
  });
  return found;
}

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

/** The package whose list of files holds this one; null where none does. */
export async function dpkgOwner(machine: Machine, path: string): Promise<Package | null> {
  const needles = aliases(path).map(alias => Buffer.from(`\n${alias}\n`));
  for (const list of namesIn(machine, LISTS)) {
    if (!list.endsWith('.list')) continue;
    // The first line of a list is `/.`, so each path has a line before it.
    const bytes = await readBytes(machine, `${LISTS}/${list}`);
    if (!needles.some(needle => bytes?.includes(needle))) continue;
    const [name, architecture] = list.slice(0, -'.list'.length).split(':') as [string, string | undefined];
    const installed = (await dpkgPackages(machine)) ?? [];
    return (
      installed.find(one => one.name === name && (!architecture || one.architecture === architecture)) ?? null
    );
  }
  return null;
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
