import { networkInterfaces } from 'node:os';
import { linkText, type Machine, namesIn, readDevice, readText, toNumber } from './machine.ts';

/** A network interface. Counters are since it came up; `Counters` makes them into rates. */
export interface NetworkInterface {
  name: string;
  /**
   * `up`, `down`, `dormant`, `lowerlayerdown`, `unknown` (RFC 2863); loopback and tunnels are `unknown` when
   * well.
   */
  state: string;
  /** Has it no hardware of its own: loopback, bridge, tunnel, container? */
  virtual: boolean;
  /** Is there a signal on the cable? Null while it is switched off. */
  carrier: boolean | null;
  /** Bits per second; null where it has none. */
  speed: number | null;
  /** `full` or `half`; null where it is neither. */
  duplex: string | null;
  mtu: number | null;
  /** The hardware's address (MAC). */
  hardwareAddress: string | null;
  /** How often the signal went or came. */
  carrierChanges: number;
  receivedBytes: number;
  receivedPackets: number;
  receivedErrors: number;
  receivedDropped: number;
  sentBytes: number;
  sentPackets: number;
  sentErrors: number;
  sentDropped: number;
}

/** The interfaces in /sys/class/net; none without /sys. */
export async function networkInterfacesOf(machine: Machine): Promise<NetworkInterface[]> {
  const names = namesIn(machine, '/sys/class/net').filter(name =>
    linkText(machine, `/sys/class/net/${name}`),
  );
  const counters = parseCounters(readText(machine, '/proc/net/dev') ?? '');
  return Promise.all(names.sort().map(name => readInterface(machine, name, counters.get(name) ?? [])));
}

async function readInterface(machine: Machine, name: string, counters: number[]): Promise<NetworkInterface> {
  const directory = `/sys/class/net/${name}`;
  const text = (file: string) => readText(machine, `${directory}/${file}`)?.trim();
  // These ask the hardware, and fail while the interface is switched off.
  const [carrier, speed, duplex] = await Promise.all(
    ['carrier', 'speed', 'duplex'].map(file => readDevice(machine, `${directory}/${file}`)),
  );
  const count = (column: number) => counters[column] ?? 0;
  return {
    name,
    state: text('operstate') ?? 'unknown',
    virtual: (linkText(machine, directory) ?? '').includes('/virtual/'),
    carrier: carrier === null ? null : carrier === '1',
    // Megabits; -1 where there is no cable.
    speed: Number(speed) > 0 ? Number(speed) * 1e6 : null,
    duplex: duplex === 'full' || duplex === 'half' ? duplex : null,
    mtu: toNumber(text('mtu')),
    hardwareAddress: text('address') || null,
    carrierChanges: toNumber(text('carrier_changes')) ?? 0,
    receivedBytes: count(0),
    receivedPackets: count(1),
    receivedErrors: count(2),
    receivedDropped: count(3),
    sentBytes: count(8),
    sentPackets: count(9),
    sentErrors: count(10),
    sentDropped: count(11),
  };
}

/** The columns of /proc/net/dev (proc_pid_net(5)) by interface: one file instead of eight for each. */
function parseCounters(text: string): Map<string, number[]> {
  const lines = text.matchAll(/^ *(\S+): *(\d.*)$/gm);
  return new Map([...lines].map(([, name, columns]) => [name!, columns!.split(/ +/).map(Number)]));
}

export interface NetworkAddress {
  interface: string;
  address: string;
  family: 'IPv4' | 'IPv6';
  /** Length of the network's part, in bits; null where it is not known. */
  prefix: number | null;
}

/** The addresses of this machine, those of loopback left out. */
export async function networkAddresses(): Promise<NetworkAddress[]> {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal }) => !internal)
      .map(({ address, family, cidr }) => ({
        interface: name,
        address,
        family,
        prefix: cidr ? Number(cidr.slice(cidr.indexOf('/') + 1)) : null,
      })),
  );
}
