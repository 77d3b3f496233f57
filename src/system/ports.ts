import { linkText, type Machine, namesIn, readDevice, readText } from './machine.ts';
import { inSlices } from './slices.ts';

/** Somebody waits for connections, or datagrams, here. */
export interface ListeningPort {
  protocol: 'tcp' | 'udp';
  family: 'IPv4' | 'IPv6';
  /** `0.0.0.0` and `::` are all of this machine's addresses. */
  address: string;
  port: number;
  /** User id of the socket's owner. */
  user: number;
  /** Null where we may not look: other users' processes need root. */
  pid: number | null;
  process: string | null;
}

const TCP_LISTEN = '0A';
const UDP_UNCONNECTED = '07';
const TABLES = [
  { file: 'tcp', protocol: 'tcp', family: 'IPv4', state: TCP_LISTEN },
  { file: 'tcp6', protocol: 'tcp', family: 'IPv6', state: TCP_LISTEN },
  { file: 'udp', protocol: 'udp', family: 'IPv4', state: UDP_UNCONNECTED },
  { file: 'udp6', protocol: 'udp', family: 'IPv6', state: UDP_UNCONNECTED },
] as const;

type Socket = ListeningPort & { inode: string };

/** The ports of this network namespace on which somebody listens (proc_pid_net(5)), each with its process. */
export async function listeningPorts(machine: Machine): Promise<ListeningPort[]> {
  const sockets: Socket[] = [];
  for (const table of TABLES) {
    // The kernel looks through its whole hash table: with much memory that takes ten milliseconds and more.
    const lines = ((await readDevice(machine, `/proc/net/${table.file}`)) ?? '').split('\n').slice(1);
    await inSlices(machine.clock, lines, line => {
      const socket = parseSocket(line, table);
      if (socket) sockets.push(socket);
    });
  }
  const owners = await socketOwners(machine, new Set(sockets.map(({ inode }) => inode)));
  return sockets.map(({ inode, ...socket }) => {
    const pid = owners.get(inode) ?? null;
    const name = pid === null ? null : (readText(machine, `/proc/${pid}/comm`)?.trim() ?? null);
    return { ...socket, pid, process: name };
  });
}

function parseSocket(line: string, table: (typeof TABLES)[number]): Socket | null {
  const [, local, remote, state, , , , user, , inode] = line.trim().split(/ +/);
  if (!local || !remote?.endsWith(':0000') || state !== table.state || inode === undefined) return null;
  const [address, port] = local.split(':') as [string, string];
  return {
    protocol: table.protocol,
    family: table.family,
    address: table.family === 'IPv4' ? ipv4(bytesOf(address)) : ipv6(bytesOf(address)),
    port: Number.parseInt(port, 16),
    user: Number(user),
    pid: null,
    process: null,
    inode,
  };
}

/**
 * The kernel prints addresses as 32-bit words in its own byte order: little-endian wherever Node runs but on
 * s390x.
 */
function bytesOf(hex: string): number[] {
  const words = hex.match(/.{8}/g) ?? [];
  return words.flatMap(word => {
    const bytes = word.match(/../g)!.map(byte => Number.parseInt(byte, 16));
    return process.arch === 's390x' ? bytes : bytes.reverse();
  });
}

const ipv4 = (bytes: number[]) => bytes.join('.');

/** RFC 5952: the longest run of zero groups becomes `::`; IPv4-mapped addresses keep their dots. */
export function ipv6(bytes: number[]): string {
  if (bytes.slice(0, 10).every(byte => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff)
    return `::ffff:${ipv4(bytes.slice(12))}`;
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i]! << 8) | bytes[2 * i + 1]!) >>> 0).toString(16),
  );
  const runs = [
    ...groups
      .map(group => (group === '0' ? '0' : '.'))
      .join('')
      .matchAll(/00+/g),
  ];
  const longest = runs.reduce((best, run) => (run[0].length > best[0].length ? run : best), runs[0]!);
  if (!longest) return groups.join(':');
  const before = groups.slice(0, longest.index).join(':');
  return `${before}::${groups.slice(longest.index + longest[0].length).join(':')}`;
}

/** Which process has which socket open: the first found, when it has been handed on. */
async function socketOwners(machine: Machine, inodes: ReadonlySet<string>): Promise<Map<string, number>> {
  const owners = new Map<string, number>();
  await inSlices(
    machine.clock,
    openFiles(machine, () => owners.size < inodes.size),
    ({ pid, file }) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkText(machine, file) ?? '')?.[1];
      if (inode && inodes.has(inode) && !owners.has(inode)) owners.set(inode, Number(pid));
    },
  );
  return owners;
}

/** The open files of all processes we may look at, as long as more are wanted. */
function* openFiles(machine: Machine, wanted: () => boolean): Generator<{ pid: string; file: string }> {
  for (const pid of namesIn(machine, '/proc').filter(name => /^\d+$/.test(name)))
    for (const fd of namesIn(machine, `/proc/${pid}/fd`)) {
      if (!wanted()) return;
      yield { pid, file: `/proc/${pid}/fd/${fd}` };
    }
}
