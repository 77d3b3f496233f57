import { run } from './command.ts';
import { type Machine, namesIn, readText, toNumber } from './machine.ts';
import { notSeen, type Seen } from './seen.ts';

/** A device or group of devices of a pool that is not well. */
export interface ZfsDevice {
  name: string;
  /** ONLINE, DEGRADED, FAULTED, OFFLINE, UNAVAIL, REMOVED */
  state: string;
  readErrors: number;
  writeErrors: number;
  checksumErrors: number;
}

export interface ZfsPool {
  name: string;
  /** ONLINE, DEGRADED, FAULTED, SUSPENDED … (zpoolconcepts(7)) */
  state: string;
  /** Bytes; null where zpool(8) is missing. */
  size: number | null;
  allocated: number | null;
  usedRatio: number | null;
  /** 0–1 */
  fragmentation: number | null;
  /** Devices in another state than ONLINE, or with errors. */
  troubled: ZfsDevice[];
  /** What zpool says of the last scrub or resilver, in its words; null where it did not say. */
  scan: string | null;
  /** Files or metadata lost for good, in zpool's words; null where there are none. */
  dataErrors: string | null;
}

/**
 * The imported pools. Their states come from the kernel; sizes and what is wrong from zpool(8), which anybody
 * may run on Linux.
 */
export async function zfsPools(machine: Machine): Promise<Seen<{ pools: ZfsPool[] }>> {
  const directory = '/proc/spl/kstat/zfs';
  const states = namesIn(machine, directory).flatMap(name => {
    const state = readText(machine, `${directory}/${name}/state`)?.trim();
    return state ? [{ name, state }] : [];
  });
  if (states.length === 0) return notSeen('no pool is imported');
  const [listed, status] = await Promise.all([
    run(machine, 'zpool', ['list', '-Hp', '-o', 'name,size,allocated,fragmentation']),
    run(machine, 'zpool', ['status', '-p']),
  ]);
  const sizes = parseZpoolList(listed.stdout);
  const details = parseZpoolStatus(status.stdout);
  const pools = states.map(({ name, state }) => {
    const detail = details.get(name);
    return { name, state, ...(sizes.get(name) ?? NO_SIZES), ...(detail ?? NO_DETAIL) };
  });
  return { seen: true, pools };
}

type Sizes = Pick<ZfsPool, 'size' | 'allocated' | 'usedRatio' | 'fragmentation'>;
type Detail = Pick<ZfsPool, 'troubled' | 'scan' | 'dataErrors'>;

const NO_SIZES: Sizes = { size: null, allocated: null, usedRatio: null, fragmentation: null };
const NO_DETAIL: Detail = { troubled: [], scan: null, dataErrors: null };

/** Sizes by pool, from `zpool list -Hp -o name,size,allocated,fragmentation`. */
export function parseZpoolList(text: string): Map<string, Sizes> {
  const lines = text.split('\n').filter(Boolean);
  return new Map(
    lines.map(line => {
      const [name = '', ...columns] = line.split('\t');
      const [size = null, allocated = null, fragmentation = null] = columns.map(column =>
        toNumber(column.replace('%', '')),
      );
      const usedRatio = size && allocated !== null ? allocated / size : null;
      return [
        name,
        { size, allocated, usedRatio, fragmentation: fragmentation === null ? null : fragmentation / 100 },
      ];
    }),
  );
}

/** What is wrong, by pool, from `zpool status -p`. */
export function parseZpoolStatus(text: string): Map<string, Detail> {
  const pools = text.split(/^ *pool: /m).slice(1);
  return new Map(pools.map(pool => [pool.slice(0, pool.indexOf('\n')).trim(), parsePool(pool)]));
}

function parsePool(pool: string): Detail {
  const errors = field(pool, 'errors');
  return {
    troubled: devices(pool).filter(isTroubled),
    scan: field(pool, 'scan'),
    dataErrors: errors === 'No known data errors' ? null : errors,
  };
}

/** A field with the lines that go on from it: they are indented by a tab or eight spaces. */
function field(pool: string, name: string): string | null {
  const found = new RegExp(`^ *${name}: (.*(?:\\n(?:\\t| {8}).*)*)`, 'm').exec(pool);
  return found
    ? found[1]!
        .split(/\s*\n\s*/)
        .join(' ')
        .trim()
    : null;
}

function devices(pool: string): ZfsDevice[] {
  const config = pool.slice(pool.indexOf('config:'));
  const rows = config.matchAll(/^[\t ]+(\S+) +([A-Z]+) +(\d+) +(\d+) +(\d+)(?: |$)/gm);
  return [...rows].map(([, name, state, read, write, checksum]) => ({
    name: name!,
    state: state!,
    readErrors: Number(read),
    writeErrors: Number(write),
    checksumErrors: Number(checksum),
  }));
}

const isTroubled = (device: ZfsDevice) =>
  device.state !== 'ONLINE' || device.readErrors + device.writeErrors + device.checksumErrors > 0;
