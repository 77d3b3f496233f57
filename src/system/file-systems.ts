import { statfs } from 'node:fs/promises';
import { basename } from 'node:path';
import { run } from './command.ts';
import { deadline } from './deadline.ts';
import { type Machine, pathOn, readText, toNumber } from './machine.ts';
import { type Mount, type MountKind, mounts } from './mounts.ts';

/** One file system, with how full it is. Sizes are null where it did not answer, and why is in `failure`. */
export interface FileSystem {
  mount: string;
  source: string;
  type: string;
  kind: MountKind;
  readOnly: boolean;
  /** Is it so although it was mounted to be written to? The kernel does that after an error. */
  frozen: boolean;
  /** Bytes. */
  size: number | null;
  used: number | null;
  /** Bytes left for those who are not root: `used` and this do not add up to `size`. */
  available: number | null;
  /** 0–1: used / (used + available), what df(1) prints as Use%. */
  usedRatio: number | null;
  /** Null where a file system has no fixed number of inodes (btrfs, some of ZFS, FAT). */
  inodes: number | null;
  inodesUsed: number | null;
  inodesUsedRatio: number | null;
  /** Errors that ext4 has found in itself since it was last checked; null where the kernel keeps no count. */
  errors: number | null;
  failure: string | null;
}

interface Blocks {
  blockSize: number;
  blocks: number;
  free: number;
  available: number;
  inodes: number;
  inodesFree: number;
}

/** A disk that does not answer keeps whoever asks: so nobody asks again before it has answered. */
const unanswered = new Set<string>();
const STATFS_MS = 5_000;

/**
 * The file systems mounted here, each once however often it is mounted, with space and inodes.
 * @param kinds which of them; by default those on this machine's own devices and, for a container's sake,
 * overlays
 */
export async function fileSystems(
  machine: Machine,
  kinds: readonly MountKind[] = ['local', 'overlay'],
): Promise<FileSystem[]> {
  const wanted = eachOnce(mounts(machine)).filter(mount => kinds.includes(mount.kind));
  return Promise.all(wanted.map(mount => fileSystem(machine, mount)));
}

/** Of the mounts of one file system, the one people know it by: the whole of it, with the shortest name. */
export function eachOnce(all: Mount[]): Mount[] {
  // What is mounted later on the same place hides what was there.
  const visible = new Map(all.map(mount => [mount.mount, mount]));
  const best = new Map<string, Mount>();
  for (const mount of visible.values()) {
    const other = best.get(mount.device);
    if (!other || rank(mount) < rank(other)) best.set(mount.device, mount);
  }
  return [...best.values()].sort((a, b) => (a.mount < b.mount ? -1 : 1));
}

const rank = (mount: Mount) => (mount.top === '/' ? 0 : 1e6) + mount.mount.length;

async function fileSystem(machine: Machine, mount: Mount): Promise<FileSystem> {
  const { source, type, kind, readOnly, frozen } = mount;
  const errors = ext4Errors(machine, mount);
  const about = { mount: mount.mount, source, type, kind, readOnly, frozen, errors };
  if (unanswered.has(mount.mount)) return { ...about, ...NOTHING, failure: 'does not answer' };
  unanswered.add(mount.mount);
  const asked = ask(machine, mount).finally(() => unanswered.delete(mount.mount));
  const answer = await inTime(
    machine,
    asked.catch((error: Error) => error),
  );
  if (answer instanceof Error) return { ...about, ...NOTHING, failure: answer.message };
  return { ...about, ...filling(answer), failure: null };
}

async function inTime<T>(machine: Machine, answer: Promise<T>): Promise<T | Error> {
  const time = deadline(machine, STATFS_MS);
  const late = new Promise<Error>(resolve => {
    time.signal.addEventListener('abort', () => resolve(new Error('does not answer')), { once: true });
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    time.release();
  }
}

/**
 * A file server that is away holds statfs(2) for ever, and with it one of Node's four threads for files: so
 * there it is stat(1) that waits, which can be left behind.
 */
function ask(machine: Machine, { mount, kind }: Mount): Promise<Blocks> {
  return kind === 'network' ? askByProgram(machine, mount) : askKernel(pathOn(machine, mount));
}

async function askKernel(path: string): Promise<Blocks> {
  const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path);
  return { blockSize: bsize, blocks, free: bfree, available: bavail, inodes: files, inodesFree: ffree };
}

async function askByProgram(machine: Machine, mount: string): Promise<Blocks> {
  const format = '--format=%S %b %f %a %c %d';
  const result = await run(machine, 'stat', ['--file-system', format, '--', pathOn(machine, mount)], {
    timeout: STATFS_MS,
  });
  const numbers = result.stdout.trim().split(' ').map(Number);
  if (result.exit !== 0 || numbers.length !== 6 || numbers.some(Number.isNaN))
    throw new Error(result.failure ?? result.stderr.trim());
  const [blockSize, blocks, free, available, inodes, inodesFree] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { blockSize, blocks, free, available, inodes, inodesFree };
}

const NOTHING = {
  size: null,
  used: null,
  available: null,
  usedRatio: null,
  inodes: null,
  inodesUsed: null,
  inodesUsedRatio: null,
};

/** The figures as df(1) has them. */
export function filling(asked: Blocks) {
  const used = asked.blocks - asked.free;
  const inodesUsed = asked.inodes - asked.inodesFree;
  const counted = asked.inodes > 0;
  return {
    size: asked.blocks * asked.blockSize,
    used: used * asked.blockSize,
    available: asked.available * asked.blockSize,
    usedRatio: ratio(used, used + asked.available),
    inodes: counted ? asked.inodes : null,
    inodesUsed: counted ? inodesUsed : null,
    inodesUsedRatio: counted ? ratio(inodesUsed, asked.inodes) : null,
  };
}

const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : null);

function ext4Errors(machine: Machine, { type, source }: Mount): number | null {
  if (!type.startsWith('ext')) return null;
  return toNumber(readText(machine, `/sys/fs/ext4/${basename(source)}/errors_count`));
}
