import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blockDevices } from '../../src/system/block-devices.ts';
import { eachOnce, fileSystems, filling } from '../../src/system/file-systems.ts';
import { thisMachine } from '../../src/system/machine.ts';
import { mounts } from '../../src/system/mounts.ts';
import { sensors } from '../../src/system/sensors.ts';
import { testDirectory } from '../support/directory.ts';
import { until } from '../support/waiting.ts';
import { other, recorded, withPrograms } from './recorded.ts';

const machine = thisMachine();

describe('file systems', () => {
  it('are as full as df says', async () => {
    const root = (await fileSystems(machine)).find(({ mount }) => mount === '/')!;
    const [, line] = other('df', '--block-size=1', '--output=size,used,avail,itotal,pcent', '/')
      .trim()
      .split('\n');
    const [size, used, available, inodes, percent] = line!.trim().split(/[ %]+/).map(Number);
    expect(root.size).toBe(size);
    expect(root.inodes).toBe(inodes);
    // Others write meanwhile: the figures are near, the percentage the same or the next.
    expect(Math.abs(root.used! - used!)).toBeLessThan(size! / 100);
    expect(Math.abs(root.available! - available!)).toBeLessThan(size! / 100);
    expect(Math.abs(Math.ceil(root.usedRatio! * 100) - percent!)).toBeLessThanOrEqual(1);
    expect(root.failure).toBeNull();
  });

  it('are asked by stat(1) where asking may hang, with the same answer', async () => {
    const memory = (await fileSystems(machine, ['memory'])).find(({ mount }) => mount === '/dev/shm')!;
    const asNetwork = recorded({
      '/proc/self/mountinfo': '1 0 0:1 / /dev/shm rw - nfs4 server:/shm rw\n',
      '/proc/filesystems': 'nodev\tnfs4\n',
    });
    const [found] = await fileSystems(asNetwork, ['network']);
    expect(found).toMatchObject({ source: 'server:/shm', type: 'nfs4', size: null });
    expect(found!.failure).toMatch(/No such file/);
    const hanging = withPrograms(asNetwork, { stat: `echo "4096 100 50 40 10 4"` });
    expect((await fileSystems(hanging, ['network']))[0]).toMatchObject({
      size: 409_600,
      used: 204_800,
      available: 163_840,
      inodes: 10,
      inodesUsed: 6,
    });
    expect(memory.size).toBeGreaterThan(0);
  });

  it('that do not answer are given up, and not asked again before they have', async () => {
    const directory = testDirectory();
    const sick = withPrograms(
      recorded({
        '/proc/self/mountinfo': '1 0 0:1 / /away rw - nfs4 server:/x rw\n',
        '/proc/filesystems': 'nodev\tnfs4\n',
      }),
      {
        stat: `echo asked >> ${directory}/log; while [ ! -e ${directory}/back ]; do sleep 0.05; done; echo 1 2 1 1 1 1`,
      },
    );
    // A clock on which everything takes no time but the wait for an answer that does not come.
    const impatient = { ...sick.clock, sleep: () => new Promise<void>(resolve => setTimeout(resolve, 300)) };
    const ask = () => fileSystems({ ...sick, clock: impatient }, ['network']);
    const [first, second] = await Promise.all([ask(), ask()]);
    expect([first[0]!.failure, second[0]!.failure].sort()).toEqual(['does not answer', 'does not answer']);
    expect(readFileSync(`${directory}/log`, 'utf8')).toBe('asked\n');
    writeFileSync(`${directory}/back`, '');
    await until(async () => (await ask())[0]!.size === 2, 'the file system to answer again');
  });

  it('are told apart by who made them read-only: the kernel, after an error, leaves the mount itself as it was', () => {
    const lines = [
      'ro - ext4 /dev/a ro',
      'rw - ext4 /dev/b ro',
      'ro - ext4 /dev/c rw',
      'rw - ext4 /dev/d rw',
      'rw - ext4 /dev/e rw,emergency_ro',
    ];
    const machine = recorded({
      '/proc/self/mountinfo': lines.map((line, i) => `1 0 8:${i} / /${i} ${line}\n`).join(''),
      '/proc/filesystems': '\text4\n',
    });
    const found = mounts(machine).map(({ readOnly, frozen }) => [readOnly, frozen]);
    expect(found).toEqual([
      [true, false],
      [true, true],
      [false, false],
      [false, false],
      [true, true],
    ]);
  });

  it('are full for users before they are for root, and may have no inodes to count', () => {
    const blocks = { blockSize: 10, blocks: 100, free: 10, available: 0, inodes: 0, inodesFree: 0 };
    expect(filling(blocks)).toMatchObject({
      size: 1000,
      used: 900,
      available: 0,
      usedRatio: 1,
      inodes: null,
    });
  });
});

const MOUNTINFO = `22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
23 22 254:1 /gnu/store /gnu/store ro,relatime - ext4 /dev/sda1 rw
24 22 0:5 / /proc rw - proc proc rw
25 22 0:30 / /export rw - nfs4 files:/export rw,vers=4.2
26 22 0:31 / /run rw - tmpfs none rw
27 22 0:32 /@home /home rw - btrfs /dev/sdb1 rw,subvol=/@home
28 22 0:32 /@ /mnt/pool rw - btrfs /dev/sdb1 rw,subvol=/@
29 22 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro
30 22 0:40 / /tank/my\\040data rw - zfs tank/data rw
31 22 0:41 / /mnt/ssh rw - fuse.sshfs me@host:/ rw
32 22 8:9 / /broken ro - xfs /dev/sdc1 ro
33 22 0:42 / /over rw - overlay overlay rw
34 22 0:43 / /home rw - autofs systemd-1 rw
`;
const FILESYSTEMS =
  'nodev\tproc\nnodev\ttmpfs\nnodev\tzfs\nnodev\tnfs4\nnodev\toverlay\nnodev\tautofs\n\text4\n\tbtrfs\n';

describe('mounts', () => {
  const all = () => mounts(recorded({ '/proc/self/mountinfo': MOUNTINFO, '/proc/filesystems': FILESYSTEMS }));

  it('are told apart by where the data is', () => {
    const kinds = Object.fromEntries(all().map(({ type, kind }) => [type, kind]));
    expect(kinds).toEqual({
      ext4: 'local',
      proc: 'pseudo',
      nfs4: 'network',
      tmpfs: 'memory',
      btrfs: 'local',
      squashfs: 'image',
      zfs: 'local',
      'fuse.sshfs': 'network',
      xfs: 'local',
      overlay: 'overlay',
      autofs: 'pseudo',
    });
  });

  it('have names with blanks, and are read-only only as a whole', () => {
    const of = (mount: string) => all().find(one => one.mount === mount)!;
    expect(of('/tank/my data').source).toBe('tank/data');
    expect(of('/gnu/store').readOnly).toBe(false);
    expect(of('/broken').readOnly).toBe(true);
  });

  it('are each named once, as people know them, without what lies hidden', () => {
    const local = eachOnce(all()).filter(({ kind }) => kind === 'local');
    expect(local.map(({ mount }) => mount)).toEqual(['/', '/broken', '/mnt/pool', '/tank/my data']);
  });

  it('are none without /proc', async () => {
    expect(await fileSystems(recorded({}))).toEqual([]);
  });

  it('tell what ext4 has found wrong with itself', async () => {
    const sick = recorded({
      '/proc/self/mountinfo': '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n',
      '/proc/filesystems': '\text4\n',
      '/sys/fs/ext4/sda1/errors_count': '3\n',
    });
    expect((await fileSystems(sick))[0]).toMatchObject({ mount: '/', errors: 3 });
  });
});

describe('block devices', () => {
  it('are the disks that lsblk knows', async () => {
    const found = await blockDevices(machine);
    const lines = other('lsblk', '--nodeps', '--noheadings', '--bytes', '--output', 'NAME,SIZE,TYPE')
      .trim()
      .split('\n');
    const disks = lines
      .map(line => line.split(/ +/))
      .filter(([name, , type]) => type === 'disk' && !/^zram/.test(name!));
    expect(found.map(({ name, size }) => [name, String(size)])).toEqual(
      disks.map(([name, size]) => [name, size]),
    );
  });

  it('leave out what has no hardware of its own', async () => {
    const device = { link: '../../devices/pci0' };
    const found = await blockDevices(
      recorded({
        '/sys/block/sda/size': '2000\n',
        '/sys/block/sda/device': device,
        '/sys/block/sda/queue/rotational': '1\n',
        '/sys/block/sda/stat': '   10 0 8 5 20 0 16 7 0 12 34 0\n',
        '/sys/block/loop0/size': '8\n',
        '/sys/block/md0/size': '8\n',
        '/sys/block/sr0/size': '8\n',
        '/sys/block/sr0/device': device,
        '/sys/block/sdb/size': '0\n',
        '/sys/block/sdb/device': device,
      }),
    );
    expect(found).toEqual([
      {
        name: 'sda',
        model: null,
        serial: null,
        size: 1_024_000,
        rotational: true,
        removable: false,
        readOnly: false,
        read: 4096,
        written: 8192,
        busy: 12,
      },
    ]);
  });
});

describe('sensors', () => {
  it('are read with their limits; the broken and the asleep are left out', async () => {
    const at = '/sys/class/hwmon/hwmon0';
    const found = await sensors(
      recorded({
        [`${at}/name`]: 'coretemp\n',
        [`${at}/device`]: { link: '../../../coretemp.0' },
        [`${at}/temp1_input`]: '45500\n',
        [`${at}/temp1_label`]: 'Package id 0\n',
        [`${at}/temp1_max`]: '84000\n',
        [`${at}/temp1_crit`]: '100000\n',
        [`${at}/temp1_crit_alarm`]: '0\n',
        [`${at}/temp2_input`]: '99000\n',
        [`${at}/temp2_max_alarm`]: '1\n',
        [`${at}/temp2_max`]: '65261850\n',
        [`${at}/temp3_input`]: '127000\n',
        [`${at}/temp3_fault`]: '1\n',
        [`${at}/temp4_input`]: '',
        [`${at}/fan1_input`]: '1200\n',
        [`${at}/fan1_min`]: '300\n',
        [`${at}/fan1_alarm`]: '1\n',
      }),
    );
    const chip = { chip: 'coretemp', device: 'coretemp.0' };
    expect(found).toEqual({
      temperatures: [
        { ...chip, label: 'Package id 0', value: 45.5, max: 84, critical: 100, alarm: false },
        { ...chip, label: 'temp2', value: 99, max: null, critical: null, alarm: true },
      ],
      fans: [{ ...chip, label: 'fan1', speed: 1200, min: 300, alarm: true }],
    });
  });

  it('are thermal zones on a board without chips, and none on most virtual machines', async () => {
    const at = '/sys/class/thermal/thermal_zone0';
    const board = recorded({
      [`${at}/type`]: 'cpu-thermal\n',
      [`${at}/temp`]: '61234\n',
      [`${at}/trip_point_0_type`]: 'hot\n',
      [`${at}/trip_point_0_temp`]: '80000\n',
      [`${at}/trip_point_1_type`]: 'critical\n',
      [`${at}/trip_point_1_temp`]: '90000\n',
    });
    expect((await sensors(board)).temperatures).toEqual([
      {
        chip: 'thermal',
        device: 'thermal_zone0',
        label: 'cpu-thermal',
        value: 61.234,
        max: 80,
        critical: 90,
        alarm: false,
      },
    ]);
    expect(await sensors(recorded({}))).toEqual({ temperatures: [], fans: [] });
  });
});
