import { dpkgOwner, dpkgPackages } from './dpkg.ts';
import { storeItem } from './guix.ts';
import type { Machine } from './machine.ts';
import type { Package } from './package.ts';
import { rpmOwner, rpmPackages } from './rpm.ts';
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
  const item = storeItem(path);
  if (item) return { seen: true, ...item, revision: null, epoch: 0, architecture: null };
  const found = (await dpkgOwner(machine, path)) ?? (await rpmOwner(machine, path));
  return found ? { seen: true, ...found } : notSeen('belongs to no package');
}
