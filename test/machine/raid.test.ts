import { describe, expect, it } from 'vitest';
import { btrfsFileSystems } from '../../src/system/btrfs.ts';
import { mdArrays } from '../../src/system/mdadm.ts';
import { zfsPools } from '../../src/system/zfs.ts';
import { recorded, withPrograms } from './recorded.ts';

// As md.c prints them (proc_mdstat in Documentation/admin-guide/md.rst): whole, degraded and recovering, inactive, checked.
const MDSTAT = `Personalities : [raid1] [raid6] [raid5] [raid4]
md0 : active raid1 sdb1[1] sda1[0]
      1046528 blocks super 1.2 [2/2] [UU]

md1 : active raid5 sde1[4] sdd1[3](F) sdc1[2] sdb2[1] sda2[0] sdf1[5](S)
      5860147200 blocks super 1.2 level 5, 512k chunk, algorithm 2 [4/3] [UUU_]
      [==>..................]  recovery = 12.6% (246789/1953382400) finish=127.5min speed=22320K/sec
      bitmap: 3/15 pages [12KB], 65536KB chunk

md2 : inactive sdg1[0](S)
      976630488 blocks super 1.2

md3 : active (auto-read-only) raid1 sdi1[1](W) sdh1[0]
      1046528 blocks super 1.2 [2/2] [UU]
        resync=PENDING

md127 : active raid0 sdk1[1] sdj1[0]
      1046528 blocks super 1.2 512k chunks

unused devices: <none>
`;

describe('md arrays', () => {
  it('tell who failed, what is missing and what is done about it', async () => {
    const found = (await mdArrays(
      recorded({ '/proc/mdstat': MDSTAT, '/sys/block/md0/md/mismatch_cnt': '128\n' }),
    ))!;
    const brief = found.map(({ name, level, active, wanted, working, degraded }) => [
      name,
      level,
      active,
      wanted,
      working,
      degraded,
    ]);
    expect(brief).toEqual([
      ['md0', 'raid1', true, 2, 2, false],
      ['md1', 'raid5', true, 4, 3, true],
      ['md2', null, false, null, null, true],
      ['md3', 'raid1', true, 2, 2, false],
      ['md127', 'raid0', true, null, null, false],
    ]);
    expect(found[0]).toMatchObject({ mismatches: 128, action: null });
    expect(found[1]).toMatchObject({
      failed: ['sdd1'],
      spares: ['sdf1'],
      action: 'recovery',
      progress: 0.126,
    });
    expect(found[1]!.members).toHaveLength(6);
    expect(found[3]).toMatchObject({ readOnly: true, action: 'resync', progress: null });
  });

  it('are null without the driver, and none without arrays', async () => {
    expect(await mdArrays(recorded({}))).toBeNull();
    expect(
      await mdArrays(recorded({ '/proc/mdstat': 'Personalities : \nunused devices: <none>\n' })),
    ).toEqual([]);
  });
});

const ZPOOL_STATUS = `  pool: backup
 state: ONLINE
  scan: scrub repaired 0B in 07:12:57 with 0 errors on Tue Jan 17 18:12:00 2023
config:

	NAME        STATE     READ WRITE CKSUM
	backup      ONLINE       0     0     0
	  sdf       ONLINE       0     0     0

errors: No known data errors

  pool: tank
 state: DEGRADED
status: One or more devices could not be used because the label is missing or
	invalid.  Sufficient replicas exist for the pool to continue
	functioning in a degraded state.
action: Replace the device using 'zpool replace'.
  scan: resilver in progress since Sun Jan  8 10:00:00 2023
	1.2T scanned at 1G/s, 500G issued at 400M/s, 2T total
config:

	NAME                     STATE     READ WRITE CKSUM
	tank                     DEGRADED     0     0     0
	  raidz1-0               DEGRADED     0     0     0
	    sda                  ONLINE       0     0     0
	    1234567890           UNAVAIL      0     0     0  was /dev/sdb1
	    sdc                  ONLINE       0     0     5

errors: 2 data errors, use '-v' for a list
`;

describe('ZFS pools', () => {
  const kernel = () =>
    recorded({
      '/proc/spl/kstat/zfs/tank/state': 'DEGRADED\n',
      '/proc/spl/kstat/zfs/backup/state': 'ONLINE\n',
    });

  it('tell which devices are in trouble', async () => {
    const list = 'backup\\t1000\\t250\\t7\\ntank\\t2000\\t1000\\t-\\n';
    const script = `case $1 in list) printf '${list}';; *) cat <<'END'\n${ZPOOL_STATUS}END\n;; esac`;
    const found = await zfsPools(withPrograms(kernel(), { zpool: script }));
    const pools = found.seen ? Object.fromEntries(found.pools.map(pool => [pool.name, pool])) : {};
    expect(pools.backup).toEqual({
      name: 'backup',
      state: 'ONLINE',
      size: 1000,
      allocated: 250,
      usedRatio: 0.25,
      fragmentation: 0.07,
      troubled: [],
      scan: 'scrub repaired 0B in 07:12:57 with 0 errors on Tue Jan 17 18:12:00 2023',
      dataErrors: null,
    });
    expect(pools.tank).toMatchObject({ state: 'DEGRADED', fragmentation: null });
    expect(pools.tank!.scan).toMatch(/^resilver in progress .* 2T total$/);
    expect(pools.tank!.dataErrors).toBe("2 data errors, use '-v' for a list");
    const troubled = pools.tank!.troubled.map(({ name, state, checksumErrors }) => [
      name,
      state,
      checksumErrors,
    ]);
    expect(troubled).toEqual([
      ['tank', 'DEGRADED', 0],
      ['raidz1-0', 'DEGRADED', 0],
      ['1234567890', 'UNAVAIL', 0],
      ['sdc', 'ONLINE', 5],
    ]);
  });

  it('have their state even without zpool(8)', async () => {
    const found = await zfsPools(withPrograms(kernel(), { zpool: 'exit 127' }));
    expect(found).toMatchObject({ seen: true });
    const tank = found.seen && found.pools.find(({ name }) => name === 'tank');
    expect(tank).toMatchObject({ state: 'DEGRADED', size: null, troubled: [] });
  });

  it('are not here where none is imported', async () => {
    expect(await zfsPools(recorded({}))).toEqual({ seen: false, reason: 'no pool is imported' });
  });
});

describe('btrfs', () => {
  it('tells the errors of its devices and what is allocated', async () => {
    const uuid = '0b3a1c52-7d7c-4f6e-9a55-1f0d8c2b7e11';
    const at = `/sys/fs/btrfs/${uuid}`;
    const found = await btrfsFileSystems(
      recorded({
        '/sys/fs/btrfs/features/x': '',
        [`${at}/label`]: 'export\n',
        [`${at}/devices/sdb1`]: '',
        [`${at}/devinfo/1/missing`]: '0\n',
        [`${at}/devinfo/1/error_stats`]:
          'write_errs 1\nread_errs 2\nflush_errs 0\ncorruption_errs 4\ngeneration_errs 0\n',
        [`${at}/devinfo/2/missing`]: '1\n',
        [`${at}/allocation/data/total_bytes`]: '1000\n',
        [`${at}/allocation/data/bytes_used`]: '900\n',
      }),
    );
    expect(found).toEqual([
      {
        uuid,
        label: 'export',
        disks: ['sdb1'],
        devices: [
          { id: 1, missing: false, errors: { write: 1, read: 2, flush: 0, corruption: 4, generation: 0 } },
          { id: 2, missing: true, errors: null },
        ],
        data: { allocated: 1000, used: 900 },
        metadata: null,
      },
    ]);
  });
});
