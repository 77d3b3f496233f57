import { type Machine, readText } from './machine.ts';

/**
 * `local`: on a device of this machine. `network`: on another machine, or behind a program (FUSE), so that
 * asking may hang. `memory`: tmpfs and the like. `image`: read-only by nature and always full (squashfs, ISO
 * 9660). `pseudo`: nothing is stored there. `overlay`: a container's layers over some other file system.
 */
export const MOUNT_KINDS = ['local', 'network', 'memory', 'image', 'overlay', 'pseudo'] as const;
export type MountKind = (typeof MOUNT_KINDS)[number];

/** One line of mountinfo. */
export interface Mount {
  /** Where it is mounted. */
  mount: string;
  /** What is mounted: `/dev/sda1`, `fileserver:/export`, `tank/home`. */
  source: string;
  type: string;
  kind: MountKind;
  /** Major and minor number: the same for all mounts of one file system. */
  device: string;
  /** The directory of the file system that is mounted; other than `/` for bind mounts and subvolumes. */
  top: string;
  /** Is the file system as a whole read-only (not merely this mount of it)? */
  readOnly: boolean;
  /** Is it so although it was mounted to be written to? The kernel does that after an error. */
  frozen: boolean;
}

const NETWORK =
  /^(nfs\d?|cifs|smb3|smbfs|ncpfs|9p|virtiofs|afs|ceph|lustre|gpfs|beegfs|orangefs|pvfs2|coda|fuse(\..*)?)$/;
const MEMORY = /^(tmpfs|ramfs|devtmpfs|hugetlbfs)$/;
const IMAGE = /^(squashfs|iso9660|udf|erofs|cramfs|romfs)$/;
const OVERLAY = /^(overlay|aufs|unionfs)$/;
// What /proc/filesystems calls `nodev` and yet stores something on a device.
const OWN_DEVICES = /^(zfs|btrfs|bcachefs|ubifs|jffs2|vboxsf|fuseblk)$/;

/** Every mount this process sees (proc_pid_mountinfo(5)); none without /proc. */
export function mounts(machine: Machine): Mount[] {
  const text = readText(machine, '/proc/self/mountinfo') ?? '';
  const withoutDevice = new Set(nodevTypes(machine));
  return text.split('\n').flatMap(line => parseMount(line, withoutDevice) ?? []);
}

/** The types in /proc/filesystems that need no block device. */
function nodevTypes(machine: Machine): string[] {
  const lines = (readText(machine, '/proc/filesystems') ?? '').split('\n');
  return lines.filter(line => line.startsWith('nodev')).map(line => line.slice('nodev'.length).trim());
}

function parseMount(line: string, withoutDevice: Set<string>): Mount | null {
  const [before, after] = line.split(' - ');
  if (!before || !after) return null;
  const [, , device, top, mount, here = ''] = before.split(' ');
  const [type, source, options = ''] = after.split(' ');
  if (!device || !top || !mount || !type || source === undefined) return null;
  const all = options.split(',');
  const emergency = all.includes('emergency_ro'); // what ext4 calls it since Linux 6.16
  const readOnly = emergency || all.includes('ro');
  return {
    mount: unoctal(mount),
    source: unoctal(source),
    type,
    kind: kindOf(type, withoutDevice),
    device,
    top: unoctal(top),
    readOnly,
    frozen: emergency || (readOnly && here.split(',').includes('rw')),
  };
}

function kindOf(type: string, withoutDevice: Set<string>): MountKind {
  if (type === 'fuse.lxcfs' || type === 'fuse.portal' || type === 'fuse.gvfsd-fuse') return 'pseudo';
  if (NETWORK.test(type)) return 'network';
  if (MEMORY.test(type)) return 'memory';
  if (IMAGE.test(type)) return 'image';
  if (OVERLAY.test(type)) return 'overlay';
  return withoutDevice.has(type) && !OWN_DEVICES.test(type) ? 'pseudo' : 'local';
}

/** Space, tab, newline and backslash are written in octal. */
function unoctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
