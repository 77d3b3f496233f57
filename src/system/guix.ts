import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { linkText, type Machine, namesIn, pathOn } from './machine.ts';

/** A profile of Guix with what is in it. */
export interface GuixProfile {
  /** `system`, or `user:NAME`, `home:NAME`, `pull:NAME` */
  profile: string;
  /** Its place in the store: the same place means that nothing has changed. */
  target: string;
  /** The S-expression `(manifest (version 4) (packages …))`, as text. */
  manifest: string;
}

const PER_USER = '/var/guix/profiles/per-user';

/** The profiles of the system and of each user, with their manifests; none where Guix is not. */
export async function guixProfiles(machine: Machine): Promise<GuixProfile[]> {
  const users = namesIn(machine, PER_USER).sort();
  const places = [
    ['system', '/run/current-system/profile'],
    ...users.flatMap(user => [
      [`user:${user}`, `${PER_USER}/${user}/guix-profile`],
      [`home:${user}`, `${PER_USER}/${user}/guix-home/profile`],
      [`pull:${user}`, `${PER_USER}/${user}/current-guix`],
    ]),
  ] as [string, string][];
  const profiles = await Promise.all(places.map(([profile, path]) => readProfile(machine, profile, path)));
  return profiles.filter(profile => profile !== null);
}

async function readProfile(machine: Machine, profile: string, path: string): Promise<GuixProfile | null> {
  const target = realPath(machine, path);
  try {
    const manifest = await readFile(pathOn(machine, realPath(machine, `${target}/manifest`)), 'utf8');
    return { profile, target, manifest };
  } catch {
    return null;
  }
}

/** Follows links as the machine itself would: an absolute one begins at its root, not at ours. */
export function realPath(machine: Machine, path: string): string {
  const ahead = path.split('/').filter(Boolean);
  let done = '';
  for (let links = 0; ahead.length > 0; ) {
    const next = `${done}/${ahead.shift()}`;
    const link = links < 40 ? linkText(machine, next) : null;
    if (link === null) {
      done = next;
      continue;
    }
    links++;
    ahead.unshift(...resolve(dirname(next), link).split('/').filter(Boolean));
    done = '';
  }
  return done || '/';
}

/**
 * Package and version of a path in the store: `/gnu/store/…-nginx-1.24.0/sbin/nginx` is nginx 1.24.0. As in
 * Guix, the first hyphen before a digit begins the version. The name of an output that is not the first
 * (`-bin`, `-lib`) is no part of it.
 */
export function storeItem(path: string): { name: string; version: string } | null {
  const item = /^\/gnu\/store\/[0-9a-z]{32}-([^/]+)/.exec(path)?.[1];
  if (!item) return null;
  const [, name, version] = /^(.*?)-(\d.*?)(?:-(?:bin|lib|utils|static|debug|doc|gui|tools|daemon))?$/.exec(
    item,
  ) ?? [null, item, ''];
  return { name: name!, version: version! };
}
