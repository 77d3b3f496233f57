import { once } from 'node:events';
import { createServer as createWebServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runMonitor, runReceiver } from '../../src/plugin/hooks.ts';
import { thisMachine } from '../../src/system/machine.ts';
import { withPrograms } from '../machine/recorded.ts';
import { shippedService } from './plugin-text.ts';

// Plugins look at places that do not answer. One after the other, a few of those took longer than the monitor hook may,
// and nothing was told of any place.

/** Listens on loopback for as long as the test goes. */
async function listening(server: Server): Promise<string> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', socket => sockets.add(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Lets one connect and says nothing. */
const mute = () => listening(createServer());

const healthy = () => listening(createWebServer((_, answer) => answer.end('Welcome')));

/** What a plugin tells of its places, as `subject level text`, and the milliseconds that took. */
async function told(name: string, options: string, machine = thisMachine()): Promise<[string[], number]> {
  const service = shippedService(name, options);
  const began = performance.now();
  const body = await runMonitor(service, { timeLimit: 30_000 }, machine);
  const elapsed = performance.now() - began;
  const effects = runReceiver(service, 'tux01', { time: Date.now(), body });
  const findings = effects.flatMap(effect => (effect.kind === 'finding' ? [effect.finding] : []));
  return [findings.map(({ subject, level, text }) => `${subject} ${level} ${text}`), elapsed];
}

const strings = (texts: string[]) => `'(${texts.map(text => `"${text}"`).join(' ')})`;

describe('of places that do not answer', () => {
  it('web tells each after one time limit, and those that do', async () => {
    const places = [await mute(), await mute(), await healthy(), await mute()];
    const urls = places.map(place => `http://${place}/`);
    const [findings, elapsed] = await told('web', `(urls ${strings(urls)}) (timeout (seconds 1))`);
    expect(findings).toEqual([
      `${urls[0]} bark no answer: timed-out`,
      `${urls[1]} bark no answer: timed-out`,
      expect.stringMatching(`^${urls[2]} ok status 200 after \\d+ ms$`),
      `${urls[3]} bark no answer: timed-out`,
    ]);
    expect(elapsed).toBeLessThan(2_000);
  });

  it('tcp tells each after one time limit, where something is to be heard', async () => {
    const places = [await mute(), await mute(), await mute()];
    const options = `(places ${strings(places)}) (expect "220") (timeout (seconds 1))`;
    const [findings, elapsed] = await told('tcp', options);
    expect(findings).toEqual(places.map(place => `${place} bark timed-out`));
    expect(elapsed).toBeLessThan(2_000);
  });

  it('smart tells all that their disks say at once: one that is slow, hangs or sleeps hides no other', async () => {
    const scan = JSON.stringify({
      devices: ['a', 'b', 'c'].map(x => ({ name: `/dev/sd${x}`, type: 'sat' })),
    });
    const disk = JSON.stringify({ model_name: 'ST8000', smart_status: { passed: true } });
    const asleep = JSON.stringify({ model_name: 'ST8000', power_mode: { name: 'STANDBY' } });
    const smartctl = `case "$*" in
      *scan-open*) echo '${scan}';;
      *sdb) sleep 1; echo '${asleep}';;
      *sdc) sleep 1; echo 'no JSON';;
      *) sleep 1; echo '${disk}';;
    esac`;
    const [findings, elapsed] = await told('smart', '', withPrograms(thisMachine(), { smartctl }));
    expect(findings[0]).toBe('/dev/sda ok ST8000');
    expect(findings.at(-1)).toMatch(/^\/dev\/sdc note not seen/);
    expect(elapsed).toBeLessThan(2_500);
  });
});

describe('a server that does not speak first', () => {
  it('is well for tcp, at once, where nothing need be heard', async () => {
    const place = await mute();
    const [findings, elapsed] = await told('tcp', `(places ${strings([place])}) (timeout (seconds 5))`);
    expect(findings).toEqual([expect.stringMatching(`^${place} ok connected after \\d+ ms$`)]);
    expect(elapsed).toBeLessThan(2_000);
  });
});

describe.each(['web', 'tcp'])('%s', name => {
  it('takes no time limit that is longer than the hook may take', () => {
    const places = name === 'web' ? 'urls' : 'places';
    expect(() => shippedService(name, `(${places} '("x")) (timeout (seconds 40))`)).toThrow(/short-duration/);
  });
});
