import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import { silentLog } from '../../src/model/log.ts';
import { make } from '../../src/notify/kinds/webhook.ts';
import { testDirectory } from '../support/directory.ts';
import { letter, NOTED } from '../support/notices.ts';

const quiet = new AbortController().signal;
const world = { clock: { ...systemClock, now: () => NOTED }, log: silentLog };

async function server(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
  const http = createServer(async (request, response) => answer(request, response, await text(request)));
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const address = http.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

const post = (url: string, secret: string | null = null, signal = quiet) =>
  make({ url, 'secret-file': secret }, world).deliver(letter(), signal);

describe('a webhook', () => {
  it('gets JSON, signed', async () => {
    const secret = join(testDirectory(), 'secret');
    writeFileSync(secret, 'wuff\n', { mode: 0o600 });
    let got: { headers: IncomingMessage['headers']; body: string } | undefined;
    const url = await server(({ headers }, response, body) => {
      got = { headers, body };
      response.writeHead(204).end();
    });
    expect(await post(url, secret)).toEqual({ kind: 'delivered' });
    expect(JSON.parse(got!.body)).toMatchObject({
      version: 1,
      subject: '[sheepdog] tux01: borg-ipfs failed (exit 2)',
      text: 'It failed.\n',
      notice: { kind: 'bad', troubles: [{ host: 'tux01' }] },
    });
    const timestamp = String(NOTED / 1000);
    const hmac = createHmac('sha256', 'wuff').update(`${timestamp}.${got!.body}`).digest('hex');
    expect(got!.headers).toMatchObject({
      'content-type': 'application/json',
      'x-sheepdog-id': 'n1.mail@reporthost',
      'x-sheepdog-timestamp': timestamp,
      'x-sheepdog-signature': `sha256=${hmac}`,
    });
  });

  it.each([
    [500, 'later'],
    [503, 'later'],
    [429, 'later'],
    [401, 'later'],
    [404, 'later'],
    [400, 'never'],
    [410, 'never'],
    [422, 'never'],
  ])('that answers %i: %s', async (status, kind) => {
    const url = await server((_, response) => response.writeHead(status).end('x'.repeat(100_000)));
    expect(await post(url)).toMatchObject({ kind, reason: `answered ${status}` });
  });

  it('that redirects is not followed', async () => {
    const asked: string[] = [];
    const url = await server((request, response) => {
      asked.push(request.url!);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await post(url)).toMatchObject({
      kind: 'later',
      away: true,
      reason: 'answered 307 (to /elsewhere), and redirects are not followed',
    });
    expect(asked).toEqual(['/']);
  });

  it('that hangs is left when the time is over', async () => {
    const url = await server(() => {});
    expect(await post(url, null, AbortSignal.timeout(200))).toMatchObject({ kind: 'later', away: true });
  });

  it('that is not there is away', async () => {
    expect(await post('http://127.0.0.1:1')).toMatchObject({ away: true });
  });

  it('can be tried without telling it anything', async () => {
    const methods: string[] = [];
    const url = await server((request, response) => {
      methods.push(request.method!);
      response.writeHead(405).end();
    });
    const probe = (to: string) => make({ url: to, 'secret-file': null }, world).probe(quiet);
    expect([await probe(url), methods]).toEqual([null, ['HEAD']]);
    expect(await probe('http://127.0.0.1:1')).toMatch(/./);
  });

  it('is not asked while others can read the secret', async () => {
    const secret = join(testDirectory(), 'secret');
    writeFileSync(secret, 'wuff', { mode: 0o644 });
    let asked = 0;
    const url = await server((_, response) => {
      asked++;
      response.end();
    });
    expect(await post(url, secret)).toMatchObject({ reason: expect.stringContaining('others can read') });
    expect(asked).toBe(0);
  });
});
