import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Counters } from '../../src/system/counters.ts';
import { cpuTimes, cpuUsage, usageBetween } from '../../src/system/cpu.ts';
import { fileDescriptors } from '../../src/system/file-descriptors.ts';
import { oomKills, oomVictims, parseRecord } from '../../src/system/kernel-log.ts';
import { load } from '../../src/system/load.ts';
import { thisMachine } from '../../src/system/machine.ts';
import { memory } from '../../src/system/memory.ts';
import { operatingSystem } from '../../src/system/operating-system.ts';
import { pressure } from '../../src/system/pressure.ts';
import { parseStat, processCounts, processExecutable, processes } from '../../src/system/processes.ts';
import { uptime } from '../../src/system/uptime.ts';
import { other, recorded } from './recorded.ts';

const machine = thisMachine();

describe('memory', () => {
  it('is what free says', async () => {
    const found = (await memory(machine))!;
    const [, total, , , , , available] = /^Mem: +(.*)$/m
      .exec(other('free', '--bytes'))![0]
      .split(/ +/)
      .map(Number);
    expect(found.total).toBe(total);
    // Memory moves between two looks: by less than a tenth of what there is.
    expect(Math.abs(found.available - available!)).toBeLessThan(total! / 10);
    expect(found.used + found.available).toBe(found.total);
  });

  it('has no ratio of swap where there is none', async () => {
    const meminfo =
      'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 250 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n';
    expect(await memory(recorded({ '/proc/meminfo': meminfo }))).toMatchObject({
      available: 256_000,
      usedRatio: 0.75,
      swapTotal: 0,
      swapUsedRatio: null,
    });
  });

  it('counts what the cache of ZFS would give back', async () => {
    const arcstats =
      'name type data\nc_min                           4    1000\nsize                            4    5000\n';
    const machine = recorded({
      '/proc/meminfo': 'MemTotal: 1000 kB\nMemAvailable: 250 kB\n',
      '/proc/spl/kstat/zfs/arcstats': arcstats,
    });
    expect(await memory(machine)).toMatchObject({ available: 256_000, zfsCache: 4000 });
    expect(await memory(recorded({ '/proc/meminfo': 'MemTotal: 1000 kB\n' }))).toMatchObject({ zfsCache: 0 });
  });

  it('is estimated for a kernel that does not', async () => {
    const meminfo =
      'MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 50 kB\nSwapTotal: 8 kB\nSwapFree: 2 kB\n';
    expect(await memory(recorded({ '/proc/meminfo': meminfo }))).toMatchObject({
      usedRatio: 0.8,
      swapUsedRatio: 0.75,
    });
  });
});

describe('pressure', () => {
  it('is in ratios and milliseconds', async () => {
    const io =
      'some avg10=12.50 avg60=3.00 avg300=0.75 total=2500\nfull avg10=1.00 avg60=0.00 avg300=0.00 total=999\n';
    expect(await pressure(recorded({ '/proc/pressure/io': io }))).toEqual({
      cpu: null,
      memory: null,
      io: {
        some: { last10: 0.125, last60: 0.03, last300: 0.0075, total: 2.5 },
        full: { last10: 0.01, last60: 0, last300: 0, total: 0.999 },
      },
    });
  });
});

describe('load and CPU', () => {
  it('count the CPUs that nproc counts', async () => {
    const found = (await load(machine))!;
    expect(found.cpus).toBe(Number(other('nproc', '--all')));
    expect(found.tasks).toBeGreaterThan(found.runnable - 1);
  });

  it('tell nothing the first time, and ratios afterwards', async () => {
    const stats = ['cpu  100 0 100 800 0 0 0 0 0 0\n', 'cpu  150 0 100 840 10 0 0 0 0 0\n'];
    const looks = stats.map(text => recorded({ '/proc/stat': text }));
    const { counters } = looks[0]!;
    expect(await cpuUsage({ ...looks[0]!, counters })).toBeNull();
    expect(await cpuUsage({ ...looks[1]!, counters })).toMatchObject({
      busy: 0.5,
      user: 0.5,
      iowait: 0.1,
      steal: 0,
    });
  });

  it('do not mind iowait running backwards', async () => {
    const before = (await cpuTimes(recorded({ '/proc/stat': 'cpu  0 0 0 0 900 0 0 0 0 0\n' })))!;
    const after = (await cpuTimes(recorded({ '/proc/stat': 'cpu  10 0 0 90 890 0 0 0 0 0\n' })))!;
    expect(usageBetween(before, after)).toMatchObject({ busy: expect.closeTo(0.1), iowait: 0 });
    expect(usageBetween(after, after)).toBeNull();
  });
});

describe('counters', () => {
  it('grow between looks, begin anew after a reset, and leave out who is new', () => {
    let time = 0;
    const counters = new Counters({ ...machine.clock, monotonic: () => time });
    expect(counters.growth('eth0', { errors: 5, bytes: 100 })).toBeNull();
    time = 60_000;
    const growth = counters.growth('eth0', { errors: 7, bytes: 40, drops: 3 });
    expect(growth).toEqual({ interval: 60_000, grown: { errors: 2, bytes: 40 } });
  });
});

describe('uptime', () => {
  it('is what the kernel says, and the boot has an id', async () => {
    const found = (await uptime(machine))!;
    const since = Date.parse(`${other('uptime', '--since').trim().replace(' ', 'T')}`);
    // uptime reckons from the clock, which may have been set; both are of the same minute.
    expect(Math.abs(found.booted! - since)).toBeLessThan(60_000);
    expect(found.boot).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('processes', () => {
  it('are those that ps knows', async () => {
    const mine = (await processes(machine)).map(({ pid }) => pid);
    const theirs = other('ps', '-e', '-o', 'pid=').trim().split(/\s+/).map(Number);
    // A few come and go between two looks, ps and ourselves among them.
    expect(theirs.filter(pid => !mine.includes(pid)).length).toBeLessThan(8);
    const init = (await processes(machine)).find(({ pid }) => pid === 1)!;
    expect(init.name).toBe(other('ps', '-p', '1', '-o', 'comm=').trim());
    expect(init.user).toBe(Number(other('ps', '-p', '1', '-o', 'uid=')));
    expect(init.parent).toBe(0);
    expect(init.resident).toBe(Number(other('ps', '-p', '1', '-o', 'rss=')) * 1024);
  });

  it('may have any name', () => {
    const numbers = Array.from({ length: 49 }, (_, i) => i + 4).join(' ');
    expect(parseStat(`12 (a) b (c) S ${numbers}`)).toEqual({
      pid: 12,
      name: 'a) b (c',
      state: 'S',
      parent: 4,
      cpuTicks: 14 + 15,
      threads: 20,
      startTicks: 22,
    });
  });

  it('are counted by state, against the lower of the limits', async () => {
    const stat = (pid: number, state: string) => `${pid} (x) ${state} 1 ${'0 '.repeat(15)}3 0 0 0 0 0\n`;
    const files = {
      '/proc/1/stat': stat(1, 'S'),
      '/proc/2/stat': stat(2, 'Z'),
      '/proc/3/stat': stat(3, 'D'),
      '/proc/sys/kernel/pid_max': '32768\n',
      '/proc/sys/kernel/threads-max': '90\n',
    };
    const counts = { total: 3, running: 0, blocked: 1, zombies: 1, threads: 9, limit: 90, usedRatio: 0.1 };
    expect(await processCounts(recorded(files))).toEqual(counts);
  });

  it('run a program, perhaps one that was replaced meanwhile', async () => {
    expect(await processExecutable(machine, process.pid)).toBe(process.execPath);
    const old = recorded({ '/proc/7/exe': { link: '/usr/sbin/nginx (deleted)' } });
    expect(await processExecutable(old, 7)).toBe('/usr/sbin/nginx');
    expect(await processExecutable(old, 8)).toBeNull();
  });
});

describe('file descriptors', () => {
  it('are counted for the machine and for those who may run out', async () => {
    const found = (await fileDescriptors(machine, 1000))!;
    const own = found.processes.find(({ pid }) => pid === process.pid)!;
    expect(own.limit).toBe(Number(other('sh', '-c', 'ulimit -n')));
    expect(own.used).toBeGreaterThan(3);
    expect(Math.abs(own.used - readdirSync('/proc/self/fd').length)).toBeLessThan(5);
    expect(found.used).toBeGreaterThan(0);
    expect(found.processes.map(({ usedRatio }) => usedRatio)).toEqual(
      found.processes.map(({ usedRatio }) => usedRatio).sort((a, b) => b - a),
    );
  });
});

describe('OOM kills', () => {
  it('are counted without reading the log where there were none', async () => {
    expect(await oomKills(recorded({ '/proc/vmstat': 'nr_free_pages 1\noom_kill 0\n' }))).toEqual({
      count: 0,
      victims: [],
    });
    expect(await oomKills(recorded({ '/proc/vmstat': 'oom_kill 2\n' }))).toEqual({ count: 2, victims: null });
    expect(await oomKills(recorded({}))).toBeNull();
  });

  it('name their victims', () => {
    const log = [
      '4,1000,5000000,-;Out of memory: Killed process 4711 (my (odd) job) total-vm:123kB, anon-rss:1kB',
      '4,1001,6000000,-;Memory cgroup out of memory: Killed process 12 (java) total-vm:1kB',
      '6,1002,7000000,-;eth0: link up\n SUBSYSTEM=net',
      'nonsense',
    ];
    expect(oomVictims(log.flatMap(record => parseRecord(record) ?? []))).toEqual([
      { pid: 4711, process: 'my (odd) job', time: 5000, group: false },
      { pid: 12, process: 'java', time: 6000, group: true },
    ]);
  });
});

describe('the operating system', () => {
  it('is what uname and os-release say', async () => {
    const found = await operatingSystem(machine);
    expect(found.kernel).toBe(other('uname', '-r').trim());
    expect(found.distribution).toBe(other('sh', '-c', '. /etc/os-release; echo $ID').trim());
    expect(found.name).toBe(other('sh', '-c', '. /etc/os-release; echo $PRETTY_NAME').trim());
    expect(found.cpus).toBe(Number(other('nproc', '--all')));
  });

  it('is null in a place where nothing can be seen', async () => {
    const nothing = recorded({});
    expect(await operatingSystem(nothing)).toMatchObject({
      distribution: null,
      kernel: null,
      cpu: null,
      memory: null,
    });
    for (const ask of [memory, pressure, load, cpuTimes, uptime, processCounts, fileDescriptors])
      expect(await ask(nothing)).toBeNull();
    expect(await processes(nothing)).toEqual([]);
  });
});
