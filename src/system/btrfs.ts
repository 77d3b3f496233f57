import { type Machine, namesIn, readDevice, readDeviceNumber } from './machine.ts';

/** A device of a btrfs file system, with the errors it has had since somebody last set them to zero. */
export interface BtrfsDevice {
  id: number;
  missing: boolean;
  /** Null where the kernel does not tell (before Linux 5.14). */
  errors: BtrfsErrors | null;
}

export interface BtrfsErrors {
  write: number;
  read: number;
  flush: number;
  corruption: number;
  generation: number;
}

/** Bytes of one kind of data: allocated to it, and used of that. */
export interface BtrfsSpace {
  allocated: number;
  used: number;
}

export interface BtrfsFileSystem {
  uuid: string;
  label: string;
  /** The block devices of it: `sda1` */
  disks: string[];
  devices: BtrfsDevice[];
  /** When metadata is full and nothing is left to allocate, writing fails although df(1) shows space. */
  data: BtrfsSpace | null;
  metadata: BtrfsSpace | null;
}

/**
 * The mounted btrfs file systems, as /sys/fs/btrfs has them; needs no root (that needs only the scrub's
 * result).
 */
export async function btrfsFileSystems(machine: Machine): Promise<BtrfsFileSystem[]> {
  const names = namesIn(machine, '/sys/fs/btrfs').filter(name => /^[\da-f]{8}-[\da-f-]{27}$/.test(name));
  return Promise.all(names.map(uuid => readFileSystem(machine, uuid)));
}

async function readFileSystem(machine: Machine, uuid: string): Promise<BtrfsFileSystem> {
  const directory = `/sys/fs/btrfs/${uuid}`;
  const ids = namesIn(machine, `${directory}/devinfo`).filter(name => /^\d+$/.test(name));
  return {
    uuid,
    label: (await readDevice(machine, `${directory}/label`)) ?? '',
    disks: namesIn(machine, `${directory}/devices`).sort(),
    devices: await Promise.all(
      ids.map(id => readBtrfsDevice(machine, `${directory}/devinfo/${id}`, Number(id))),
    ),
    data: await readSpace(machine, `${directory}/allocation/data`),
    metadata: await readSpace(machine, `${directory}/allocation/metadata`),
  };
}

async function readBtrfsDevice(machine: Machine, directory: string, id: number): Promise<BtrfsDevice> {
  const stats = await readDevice(machine, `${directory}/error_stats`);
  const missing = (await readDevice(machine, `${directory}/missing`)) === '1';
  return { id, missing, errors: stats === null ? null : readErrors(stats) };
}

function readErrors(stats: string): BtrfsErrors {
  const of = (name: string) => Number(new RegExp(`^${name}_errs (\\d+)$`, 'm').exec(stats)?.[1] ?? 0);
  return {
    write: of('write'),
    read: of('read'),
    flush: of('flush'),
    corruption: of('corruption'),
    generation: of('generation'),
  };
}

async function readSpace(machine: Machine, directory: string): Promise<BtrfsSpace | null> {
  const allocated = await readDeviceNumber(machine, `${directory}/total_bytes`);
  const used = await readDeviceNumber(machine, `${directory}/bytes_used`);
  return allocated === null || used === null ? null : { allocated, used };
}
