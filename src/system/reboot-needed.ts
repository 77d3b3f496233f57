import { realPath } from './guix.ts';
import { linkText, type Machine, namesIn, readText } from './machine.ts';

export interface RebootNeeded {
  needed: boolean;
  /**
   * `requested`: a package asked for it. `newer-kernel`: one is installed. `other-system`: on Guix, another
   * generation than the one that was booted is current (its kernel may be the same).
   */
  reasons: string[];
  /** The packages that asked. */
  packages: string[];
  /** The kernel that runs. */
  kernel: string | null;
  /**
   * The newest installed of the same kind; null where kernels are not installed here (a container, a hosted
   * machine).
   */
  newestKernel: string | null;
}

/** Whether this machine runs something else than what is installed on it, for want of a restart. */
export async function rebootNeeded(machine: Machine): Promise<RebootNeeded> {
  const kernel = readText(machine, '/proc/sys/kernel/osrelease')?.trim() || null;
  const newest = kernel ? newestKernel(kernel, installedKernels(machine)) : null;
  const requested = ['/run/reboot-required', '/var/run/reboot-required'].some(
    path => readText(machine, path) !== null,
  );
  const wanting = readText(machine, '/run/reboot-required.pkgs') ?? '';
  const reasons = [
    ...(requested ? ['requested'] : []),
    ...(newest && compareReleases(newest, kernel!) > 0 ? ['newer-kernel'] : []),
    ...guixReasons(machine),
  ];
  return {
    needed: reasons.length > 0,
    reasons: [...new Set(reasons)],
    packages: [...new Set(wanting.split('\n').filter(Boolean))],
    kernel,
    newestKernel: newest,
  };
}

/** Kernels, by the files and modules that belong to them. */
function installedKernels(machine: Machine): string[] {
  const images = namesIn(machine, '/boot').flatMap(name => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? []);
  return images.filter(release => !/rescue|\.old$|\.bak$/.test(release));
}

/** Of the installed kernels of the same kind (`-amd64`, `-rt-amd64`, `-generic`) the newest. */
export function newestKernel(running: string, installed: readonly string[]): string | null {
  const alike = installed.filter(release => kindOf(release) === kindOf(running));
  return alike.sort(compareReleases).at(-1) ?? null;
}

/**
 * What is left of a release without its numbers: `-amd64` of 6.1.0-31-amd64, `.fcx86_64` of
 * 6.11.4-301.fc41.x86_64.
 */
const kindOf = (release: string) => release.replace(/x86_64/, 'x').replace(/\d+|[-.]/g, '');

/** Number by number. (`localeCompare` would hold megabytes of all languages' rules in memory.) */
function compareReleases(a: string, b: string): number {
  const parts = (release: string): string[] => release.match(/\d+|\D+/g) ?? [];
  const [these, those] = [parts(a), parts(b)];
  const at = these.findIndex((part, i) => part !== those[i]);
  const [x, y] = [these[at] ?? '', those[at] ?? ''];
  if (at < 0) return these.length - those.length;
  return Number(x) - Number(y) || (x < y ? -1 : 1);
}

/** Both names are links, perhaps to another link that was made anew since: what counts is where they end. */
function guixReasons(machine: Machine): string[] {
  const places = ['/run/booted-system', '/run/current-system'];
  if (places.some(path => linkText(machine, path) === null)) return [];
  const differs = (below: string) => new Set(places.map(path => realPath(machine, path + below))).size > 1;
  if (!differs('')) return [];
  return differs('/kernel') ? ['newer-kernel', 'other-system'] : ['other-system'];
}
