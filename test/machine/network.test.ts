import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clockSync, parseChronyTracking, parseNtpVariables } from '../../src/system/clock-sync.ts';
import { dnsLookup } from '../../src/system/dns.ts';
import { thisMachine } from '../../src/system/machine.ts';
import { networkAddresses, networkInterfacesOf } from '../../src/system/network.ts';
import { clockOffset, readAnswer } from '../../src/system/ntp.ts';
import { ipv6, listeningPorts } from '../../src/system/ports.ts';
import { tcpConnect } from '../../src/system/tcp.ts';
import { freePort } from '../support/redis.ts';
import { other, recorded, withPrograms } from './recorded.ts';

const machine = thisMachine();

/** Listens on loopback for as long as the test goes. */
async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, host, resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
  eth0:     100       2    7    4    0     0          0         0      50       3    0    9    0     0       0          0
    lo:       1       1    0    0    0     0          0         0       1       1    0    0    0     0       0          0
`;

describe('network interfaces', () => {
  it('are those that ip knows', async () => {
    const found = await networkInterfacesOf(machine);
    type Link = { ifname: string; mtu: number; address: string; operstate: string };
    const links = JSON.parse(other('ip', '-json', 'link')) as Link[];
    const theirs = links.map(({ ifname, mtu, address }) => [ifname, mtu, address]);
    expect(found.map(({ name, mtu, hardwareAddress }) => [name, mtu, hardwareAddress])).toEqual(
      theirs.sort(),
    );
    expect(found.find(({ name }) => name === 'lo')).toMatchObject({ virtual: true, speed: null });
    const packets = Number(other('cat', '/sys/class/net/lo/statistics/rx_packets'));
    const counted = found.find(({ name }) => name === 'lo')!.receivedPackets;
    expect(counted).toBeGreaterThan(0);
    expect(counted).toBeLessThanOrEqual(packets);
  });

  it('have addresses that ip knows', async () => {
    type Link = { ifname: string; addr_info: { local: string; prefixlen: number; scope: string }[] };
    const links = JSON.parse(other('ip', '-json', 'address')) as Link[];
    const theirs = links.flatMap(({ ifname, addr_info }) =>
      addr_info
        .filter(({ scope }) => scope !== 'host')
        .map(({ local, prefixlen }) => `${ifname} ${local}/${prefixlen}`),
    );
    const mine = (await networkAddresses()).map(one => `${one.interface} ${one.address}/${one.prefix}`);
    expect(mine.sort()).toEqual(theirs.sort());
  });

  it('count what went wrong, and know when there is no cable', async () => {
    const at = '/sys/devices/pci0/net/eth0';
    const found = await networkInterfacesOf(
      recorded({
        '/sys/class/net/eth0': { link: '../../devices/pci0/net/eth0' },
        '/sys/class/net/bonding_masters': '',
        [`${at}/operstate`]: 'down\n',
        [`${at}/carrier`]: '0\n',
        [`${at}/speed`]: '-1\n',
        '/proc/net/dev': DEV,
      }),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      name: 'eth0',
      state: 'down',
      virtual: false,
      carrier: false,
      speed: null,
    });
    expect(found[0]).toMatchObject({ receivedBytes: 100, receivedErrors: 7, sentDropped: 9 });
  });
});

describe('listening ports', () => {
  it('are those that ss knows, with our own among them', async () => {
    const port = await listen(createServer());
    const six = await listen(createServer(), '::1');
    const socket = createSocket('udp4');
    await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => void socket.close());
    const found = await listeningPorts(machine);
    const own = found
      .filter(({ pid }) => pid === process.pid)
      .map(one => `${one.protocol} ${one.address} ${one.port}`);
    const expected = [`tcp 127.0.0.1 ${port}`, `tcp ::1 ${six}`, `udp 127.0.0.1 ${socket.address().port}`];
    expect(own).toEqual(expect.arrayContaining(expected));
    const theirs = other('ss', '--listening', '--tcp', '--numeric', '--no-header').trim().split('\n');
    const ports = theirs.map(line => Number(/:(\d+)$/.exec(line.trim().split(/ +/)[3]!)![1]));
    // Others' tests come and go: what has been there all the time is in both.
    const mine = found.filter(({ protocol }) => protocol === 'tcp').map(one => one.port);
    expect(ports.filter(one => !mine.includes(one)).length).toBeLessThan(5);
    expect(mine).toContain(port);
  });

  it.each([
    [[...Array(16).fill(0)], '::'],
    [[...Array(15).fill(0), 1], '::1'],
    [[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1], '2001:db8::1:0:0:1'],
    [[0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0], '1:2:3:4:5:6:7:0'],
    [[0xfe, 0x80, ...Array(14).fill(0)], 'fe80::'],
    [[...Array(10).fill(0), 255, 255, 10, 0, 0, 1], '::ffff:10.0.0.1'],
  ])('write %j as %s', (bytes, text) => {
    expect(ipv6(bytes)).toBe(text);
  });
});

describe('a TCP connection', () => {
  it('stands, or is refused', async () => {
    const port = await listen(createServer(socket => socket.end()));
    expect(await tcpConnect(machine, '127.0.0.1', port)).toMatchObject({
      connected: true,
      address: '127.0.0.1',
      failure: null,
    });
    const refused = await tcpConnect(machine, '127.0.0.1', await freePort());
    expect(refused).toMatchObject({ connected: false, address: null, failure: 'refused' });
  });

  it('hears what it expects, something else, or nothing', async () => {
    const port = await listen(
      createServer(socket => {
        socket.on('error', () => {});
        socket.on('data', data => socket.write(`220 ${data}`));
      }),
    );
    const ask = (options: object) => tcpConnect(machine, '127.0.0.1', port, options);
    expect(await ask({ send: 'hello', expect: 'hello' })).toMatchObject({ text: '220 hello', failure: null });
    expect(await ask({ expect: '220', timeout: 100 })).toMatchObject({
      connected: true,
      failure: 'timed-out',
    });
    const closing = await listen(createServer(socket => socket.end('500 busy')));
    const found = await tcpConnect(machine, '127.0.0.1', closing, { expect: '220' });
    expect(found).toMatchObject({ connected: true, text: '500 busy', failure: 'unexpected' });
  });

  it('waits for nothing where nothing is expected: a server that does not speak first is well', async () => {
    const port = await listen(createServer(socket => socket.on('error', () => {})));
    for (const expected of ['', undefined]) {
      const found = await tcpConnect(machine, '127.0.0.1', port, { expect: expected, timeout: 2_000 });
      expect(found).toMatchObject({ connected: true, text: '', failure: null });
      expect(found.elapsed).toBeLessThan(1_000);
    }
  });

  it('takes no port that does not exist, and ends with the monitor', async () => {
    expect((await tcpConnect(machine, '127.0.0.1', 99_999)).failure).toMatch(/port/i);
    const monitor = new AbortController();
    monitor.abort();
    const stopped = thisMachine(machine.counters, monitor.signal);
    expect((await tcpConnect(stopped, '127.0.0.1', 1)).failure).toBe('stopped');
  });
});

/** A name server that knows the address of one name, and is silent about another (RFC 1035). */
async function nameServer(): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const name = question.subarray(12, question.indexOf(0, 12) + 1);
    if (name.includes('silent')) return;
    const known = name.includes('known');
    const header = Buffer.from([
      question[0]!,
      question[1]!,
      0x81,
      known ? 0x80 : 0x83,
      0,
      1,
      0,
      known ? 1 : 0,
      0,
      0,
      0,
      0,
    ]);
    const asked = question.subarray(12, 12 + name.length + 4);
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]);
    socket.send(Buffer.concat([header, asked, ...(known ? [answer] : [])]), from.port, from.address);
  });
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

describe('a name', () => {
  it('is looked up as programs do', async () => {
    const found = await dnsLookup(machine, 'localhost');
    expect(found.failure).toBeNull();
    expect(found.answers).toContain(other('getent', 'ahostsv4', 'localhost').split(' ')[0]);
  });

  it('is asked of a name server', async () => {
    const server = await nameServer();
    const ask = (name: string) => dnsLookup(machine, name, { type: 'A', server, timeout: 1000 });
    expect(await ask('known.example')).toMatchObject({ answers: ['192.0.2.7'], failure: null });
    expect(await ask('other.example')).toMatchObject({ answers: [], failure: 'unknown-name' });
    expect(await ask('silent.example')).toMatchObject({ answers: [], failure: 'timed-out' });
  });

  it('is not asked of nobody', async () => {
    const nobody = await dnsLookup(machine, 'x.example', {
      server: `127.0.0.1:${await freePort()}`,
      timeout: 2000,
    });
    expect(nobody.failure).toBe('refused');
    expect((await dnsLookup(machine, 'x', { server: 'nonsense' })).failure).toBeTruthy();
  });
});

const ERA = 2_208_988_800;

/** A time server whose clock is `ahead` milliseconds of ours (RFC 5905). */
async function timeServer(ahead: number, change: (answer: Buffer) => void = () => {}): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const answer = Buffer.alloc(48);
    answer[0] = (4 << 3) | 4;
    answer[1] = 2;
    question.copy(answer, 24, 40, 48);
    const now = (Date.now() + ahead) / 1000 + ERA;
    for (const at of [32, 40]) {
      answer.writeUInt32BE(Math.floor(now) % 2 ** 32, at);
      answer.writeUInt32BE(Math.floor((now % 1) * 2 ** 32), at + 4);
    }
    change(answer);
    socket.send(answer, from.port, from.address);
  });
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

describe('the clock', () => {
  it.each([0, 3_600_000, -90_500])('is found %i ms off', async ahead => {
    const found = await clockOffset(machine, await timeServer(ahead));
    if (!found.seen) throw new Error(found.reason);
    // It is right to half of the way there and back, and to the clocks' own milliseconds.
    expect(Math.abs(found.offset - ahead)).toBeLessThanOrEqual(found.delay / 2 + 2);
    expect(found.stratum).toBe(2);
  });

  it('is not set by an answer to somebody else’s question, or by one who does not know', async () => {
    const forged = await timeServer(1000, answer => answer.fill(1, 24, 32));
    expect(await clockOffset(machine, forged, { timeout: 200 })).toEqual({
      seen: false,
      reason: 'timed-out',
    });
    const lost = await timeServer(0, answer => answer.writeUInt8(0xe4, 0));
    expect(await clockOffset(machine, lost)).toMatchObject({
      reason: expect.stringContaining('does not know'),
    });
    const busy = await timeServer(0, answer => answer.fill(0, 1, 2).write('RATE', 12));
    expect(await clockOffset(machine, busy)).toEqual({ seen: false, reason: 'refused: RATE' });
  });

  it('is asked of nobody in vain', async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    expect(await clockOffset(machine, nobody)).toEqual({ seen: false, reason: 'refused' });
  });

  it('goes on after 2036', () => {
    const sent = Date.UTC(2040, 0, 1);
    const answer = Buffer.alloc(48);
    answer.set([0x24, 1]);
    for (const at of [32, 40]) answer.writeUInt32BE((sent / 1000 + ERA + 5) % 2 ** 32, at);
    expect(readAnswer(answer, sent, sent)).toEqual({ offset: 5000, delay: 0, stratum: 1 });
  });

  it('is kept by chrony, ntpd or systemd-timesyncd, as they say', async () => {
    // Forms of chrony 4.3's `chronyc -c tracking` and ntp 4.2.8's `ntpq -c rv`.
    const tracking =
      'A29FC801,162.159.200.1,4,1700000000.1,-0.000012345,0.1,0.2,-1.5,0.0,0.01,0.02,0.001,64.5,Normal\n';
    expect(parseChronyTracking(tracking)).toMatchObject({ synchronized: true, offset: 0.012345, stratum: 4 });
    const unsynchronized = tracking.replace('Normal', 'Not synchronised');
    expect(parseChronyTracking(unsynchronized)).toMatchObject({ synchronized: false });
    expect(parseNtpVariables('leap=00, stratum=3, offset=-0.183\n')).toMatchObject({
      synchronized: true,
      offset: -0.183,
      stratum: 3,
    });
    expect(parseNtpVariables('leap=11, stratum=16, offset=0.0\n')).toMatchObject({ synchronized: false });
    const silent = { chronyc: 'exit 1', ntpq: 'exit 1' };
    const timesyncd = withPrograms(recorded({ '/run/systemd/timesync/synchronized': '' }), silent);
    expect(await clockSync(timesyncd)).toMatchObject({
      by: 'systemd-timesyncd',
      synchronized: true,
      offset: null,
    });
    expect(await clockSync(withPrograms(recorded({}), silent))).toMatchObject({ seen: false });
  });
});
