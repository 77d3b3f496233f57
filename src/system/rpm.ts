import { existsSync } from 'node:fs';
import { type CommandResult, run } from './command.ts';
import { type Machine, pathOn } from './machine.ts';
import type { Package } from './package.ts';

const FORMAT = '%{NAME}\\t%{EPOCHNUM}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\n';
export const RPM_DATABASES = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'].flatMap(directory =>
  ['rpmdb.sqlite', 'Packages', 'Packages.db'].map(file => `${directory}/${file}`),
);
const MAX_BYTES = 16 * 1024 * 1024;

/** What rpm(8) has installed; null on a machine without it. */
export async function rpmPackages(machine: Machine): Promise<Package[] | null> {
  return ask(machine, ['-qa']);
}

/**
 * The packages these files belong to.
 * @returns by file; one that belongs to none is left out
 */
export async function rpmOwners(machine: Machine, paths: readonly string[]): Promise<Map<string, Package>> {
  const owners = new Map<string, Package>();
  for (const path of paths) {
    const [owner] = (await ask(machine, ['-qf', path])) ?? [];
    if (owner) owners.set(path, owner);
  }
  return owners;
}

async function ask(machine: Machine, query: string[]): Promise<Package[] | null> {
  // Debian has the program rpm, too, with an empty database that it would only create.
  if (!RPM_DATABASES.some(path => existsSync(pathOn(machine, path)))) return null;
  return parseRpm(await run(machine, 'rpm', ['--queryformat', FORMAT, ...query], { maxBytes: MAX_BYTES }));
}

export function parseRpm(result: CommandResult): Package[] | null {
  if (result.exit !== 0 || result.cut) return null;
  return result.stdout.split('\n').flatMap(line => {
    const [name, epoch, version, revision, architecture] = line.split('\t');
    // Keys that were imported are listed as packages.
    if (!name || !version || revision === undefined || name === 'gpg-pubkey') return [];
    const known = architecture && architecture !== '(none)' ? architecture : null;
    return [{ name, version, revision, epoch: Number(epoch), architecture: known }];
  });
}
