import { blockDevices } from '../block-devices.ts';
import { btrfsFileSystems } from '../btrfs.ts';
import { fileSystems } from '../file-systems.ts';
import { mdArrays } from '../mdadm.ts';
import { MOUNT_KINDS } from '../mounts.ts';
import { primitive } from '../primitive.ts';
import { sensors } from '../sensors.ts';
import { smart, smartDevices } from '../smart.ts';
import { zfsPools } from '../zfs.ts';

/** Disks, and what is on them; temperatures. */
export const hardware = [
  primitive({
    name: 'file-systems',
    doc: `The file systems mounted here, each once, with space and inodes as df(1) has them. By default those
on devices of this machine (and a container's overlay), so that a file server's export is not told once for
every client. #:kinds are any of "local", "overlay", "network", "memory", "image", "pseudo". One that does not
answer within 5 s has a failure.`,
    returns: `list of: mount, source, type, kind, read-only, frozen (made read-only by the kernel, as after an
error), size, used, available (bytes), used-ratio (0–1), inodes, inodes-used, inodes-used-ratio, errors (that ext4
found in itself), failure; sizes are #f where it did not answer`,
    takes: {},
    keywords: { kinds: [MOUNT_KINDS] },
    call: (machine, _, { kinds }) => fileSystems(machine, kinds),
  }),
  primitive({
    name: 'block-devices',
    doc: 'The disks of this machine: no loop devices, arrays, volumes, or empty drives.',
    returns: `list of: name, model, serial, size (bytes), rotational, removable, read-only, read, written
(bytes since boot), busy (ms since boot)`,
    takes: {},
    keywords: {},
    call: machine => blockDevices(machine),
  }),
  primitive({
    name: 'smart-devices',
    doc: 'The disks that smartctl(8) can ask, those behind RAID controllers included. Needs root.',
    returns: 'seen, devices: list of device, type — or seen #f and reason',
    takes: {},
    keywords: {},
    call: machine => smartDevices(machine),
  }),
  primitive({
    name: 'smart',
    doc: `The health of a disk by smartctl(8), which does not wake it up. Needs root. #:type is one of
smart-devices.`,
    returns: `seen, model, serial, firmware, protocol, failing, asleep, temperature (°C), powered-on (ms),
reallocated, pending, uncorrectable (sectors), link-errors, wear, spare, spare-threshold (0–1), media-errors,
critical-warning, self-test-failed; #f for what it does not tell — or seen #f and reason`,
    takes: { device: 'text' },
    keywords: { type: 'text' },
    call: (machine, { device }, { type }) => smart(machine, device, type),
  }),
  primitive({
    name: 'md-arrays',
    doc: 'The software RAID arrays of /proc/mdstat; #f where the kernel has no md driver.',
    returns: `list of: name, active, read-only, level, members, failed, spares (device names), wanted, working
(numbers), degraded, action, progress (0–1), mismatches (sectors)`,
    takes: {},
    keywords: {},
    call: machine => mdArrays(machine),
  }),
  primitive({
    name: 'zfs-pools',
    doc: 'The imported ZFS pools: their state from the kernel, the rest from zpool(8).',
    returns: `seen, pools: list of name, state, size, allocated (bytes), used-ratio, fragmentation (0–1),
troubled (list of name, state, read-errors, write-errors, checksum-errors), scan, data-errors — or seen #f and
reason`,
    takes: {},
    keywords: {},
    call: machine => zfsPools(machine),
  }),
  primitive({
    name: 'btrfs-file-systems',
    doc: 'The mounted btrfs file systems with the errors of their devices, from /sys.',
    returns: `list of: uuid, label, disks, devices (list of id, missing, errors: write, read, flush,
corruption, generation), data, metadata (allocated, used in bytes)`,
    takes: {},
    keywords: {},
    call: machine => btrfsFileSystems(machine),
  }),
  primitive({
    name: 'sensors',
    doc: `Temperatures and fans, from hwmon or, where there is none, thermal zones; mostly none on virtual
machines.`,
    returns: `temperatures: list of chip, device, label, value, max, critical (°C), alarm; fans: list of chip,
device, label, speed, min (turns per minute), alarm`,
    takes: {},
    keywords: {},
    call: machine => sensors(machine),
  }),
];
