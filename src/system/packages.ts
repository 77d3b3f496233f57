import { statSync } from 'node:fs';
import { DPKG_STATUS, dpkgOwners, dpkgPackages } from './dpkg.ts';
import { storeItem } from './guix.ts';
import { type Machine, pathOn } from './machine.ts';
import type { Package } from './package.ts';
import { RPM_DATABASES, rpmOwners, rpmPackages } from './rpm.ts';
import { notSeen, type Seen } from './seen.ts';

export interface Packages {
  /** `dpkg` or `rpm` */
  manager: string;
  packages: Package[];
}

/** What the distribution's package manager has installed; Guix' profiles are `guixProfiles`. */
export async function packages(machine: Machine): Promise<Seen<Packages>> {
  const debian = await dpkgPackages(machine);
  if (debian) return { seen: true, manager: 'dpkg', packages: debian };
  const rpm = await rpmPackages(machine);
  if (rpm) return { seen: true, manager: 'rpm', packages: rpm };
  return notSeen('neither dpkg nor rpm is here');
}

/** The package that a file belongs to: by its name in Guix' store, else by the package manager's lists. */
export async function packageOf(machine: Machine, path: string): Promise<Seen<Package>> {
  const found = (await ownersOf(machine, [path])).get(path);
  return found ? { seen: true, ...found } : notSeen('belongs to no package');
}

/** The packages of several files, as `packageOf` tells them; files of none are left out. */
export async function packagesOf(machine: Machine, paths: readonly string[]): Promise<FilePackage[]> {
  const owners = await ownersOf(machine, paths);
  return [...owners].map(([path, owner]) => ({ path, ...owner }));
}

export interface FilePackage extends Package {
  path: string;
}

/** What was known of files when the package manager's own files were last changed. */
interface Known {
  stamp: string;
  owners: Map<string, Package | null>;
}

async function ownersOf(machine: Machine, paths: readonly string[]): Promise<Map<string, Package>> {
  const known = knownOwners(machine);
  const unknown = paths.filter(path => !known.has(path));
  const outside = unknown.filter(path => !storeItem(path));
  const debian = outside.length > 0 ? await dpkgOwners(machine, outside) : new Map<string, Package>();
  const others = outside.filter(path => !debian.has(path));
  const rpm = others.length > 0 ? await rpmOwners(machine, others) : new Map<string, Package>();
  for (const path of unknown)
    known.set(path, storePackage(path) ?? debian.get(path) ?? rpm.get(path) ?? null);
  const found = paths.map(path => [path, known.get(path)] as const);
  return new Map(found.filter((owner): owner is [string, Package] => owner[1] != null));
}

/** Remembered from look to look until a package is installed or removed. */
function knownOwners(machine: Machine): Known['owners'] {
  const stamp = [DPKG_STATUS, ...RPM_DATABASES].map(path => stampOf(machine, path)).join();
  let known = machine.memory.get('owners') as Known | undefined;
  if (known?.stamp !== stamp) {
    known = { stamp, owners: new Map() };
    machine.memory.set('owners', known);
  }
  return known.owners;
}

function stampOf(machine: Machine, path: string): string {
  const status = statSync(pathOn(machine, path), { throwIfNoEntry: false });
  return status ? `${status.ino} ${status.mtimeMs} ${status.size}` : '-';
}

function storePackage(path: string): Package | null {
  const item = storeItem(path);
  return item && { ...item, revision: null, epoch: 0, architecture: null };
}
