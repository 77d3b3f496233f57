import { linkText, type Machine, namesIn, readDevice, readDeviceNumber } from './machine.ts';

/** A disk of this machine. */
export interface BlockDevice {
  /** `sda`, `nvme0n1` */
  name: string;
  model: string | null;
  serial: string | null;
  /** Bytes. */
  size: number;
  /** Does it turn? Null where the kernel does not say. */
  rotational: boolean | null;
  removable: boolean;
  readOnly: boolean;
  /** Bytes moved, and milliseconds during which it was busy, since boot. */
  read: number;
  written: number;
  busy: number;
}

// The kernel counts in these, whatever the device's own blocks are (Documentation/ABI/stable/sysfs-block).
const SECTOR = 512;

/**
 * The disks with hardware of their own under them: not loop devices, arrays, volumes, memory, or empty
 * drives.
 */
export async function blockDevices(machine: Machine): Promise<BlockDevice[]> {
  const devices = await Promise.all(
    namesIn(machine, '/sys/block').map(name => readBlockDevice(machine, name)),
  );
  return devices.filter(device => device !== null);
}

async function readBlockDevice(machine: Machine, name: string): Promise<BlockDevice | null> {
  const directory = `/sys/block/${name}`;
  const size = await readDeviceNumber(machine, `${directory}/size`);
  // What has no device under it (loop, md, dm, zram) is no disk; of NVMe multipath only the head is one.
  if (!size || !linkText(machine, `${directory}/device`) || /^(sr|fd|nbd|rbd)\d|c\d+n\d+$/.test(name))
    return null;
  const text = async (path: string) => (await readDevice(machine, `${directory}/${path}`)) || null;
  const rotational = await text('queue/rotational');
  const stat = ((await text('stat')) ?? '').split(/ +/).map(Number);
  return {
    name,
    model: (await text('device/model')) ?? (await text('device/name')),
    serial: (await text('device/serial')) ?? (await text('serial')),
    size: size * SECTOR,
    rotational: rotational === null ? null : rotational === '1',
    removable: (await text('removable')) === '1',
    readOnly: (await text('ro')) === '1',
    read: (stat[2] ?? 0) * SECTOR,
    written: (stat[6] ?? 0) * SECTOR,
    busy: stat[9] ?? 0,
  };
}
