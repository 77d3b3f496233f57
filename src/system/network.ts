import { networkInterfaces } from 'node:os';
import { linkText, type Machine, namesIn, readDevice, readDeviceNumber } from './machine.ts';

/** A network interface. Counters are since it came up; `Counters` makes them into rates. */
export interface NetworkInterface {
  name: string;
  /** `up`, `down`, `dormant`, `lowerlayerdown`, `unknown` (RFC 2863); loopback and tunnels are `unknown` when well. */
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
  return Promise.all(names.sort().map(name => readInterface(machine, name)));
}

async function readInterface(machine: Machine, name: string): Promise<NetworkInterface> {
  const directory = `/sys/class/net/${name}`;
  const text = (file: string) => readDevice(machine, `${directory}/${file}`);
  const count = async (file: string) =>
    (await readDeviceNumber(machine, `${directory}/statistics/${file}`)) ?? 0;
  const [carrier, speed, duplex] = await Promise.all([text('carrier'), text('speed'), text('duplex')]);
  return {
    name,
    state: (await text('operstate')) ?? 'unknown',
    virtual: (linkText(machine, directory) ?? '').includes('/virtual/'),
    carrier: carrier === null ? null : carrier === '1',
    // Megabits; -1 where there is no cable.
    speed: Number(speed) > 0 ? Number(speed) * 1e6 : null,
    duplex: duplex === 'full' || duplex === 'half' ? duplex : null,
    mtu: await readDeviceNumber(machine, `${directory}/mtu`),
    hardwareAddress: (await text('address')) || null,
    carrierChanges: (await readDeviceNumber(machine, `${directory}/carrier_changes`)) ?? 0,
    receivedBytes: await count('rx_bytes'),
    receivedPackets: await count('rx_packets'),
    receivedErrors: await count('rx_errors'),
    receivedDropped: await count('rx_dropped'),
    sentBytes: await count('tx_bytes'),
    sentPackets: await count('tx_packets'),
    sentErrors: await count('tx_errors'),
    sentDropped: await count('tx_dropped'),
  };
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
