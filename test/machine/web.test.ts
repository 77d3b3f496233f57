import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificateOf, certificatesInFile } from '../../src/system/certificate.ts';
import { httpGet } from '../../src/system/http.ts';
import { thisMachine } from '../../src/system/machine.ts';
import { testDirectory } from '../support/directory.ts';
import { freePort } from '../support/redis.ts';
import { other } from './recorded.ts';

const machine = thisMachine();

/** A self-signed certificate made by openssl, good for so many days. */
function selfSigned(name = 'localhost', days = 30) {
  const directory = testDirectory();
  const [keyFile, certFile] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const names = `subjectAltName=DNS:${name},IP:127.0.0.1`;
  const request = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=${name} -days ${days}`;
  execFileSync('openssl', [...request.split(' '), '-addext', names, '-keyout', keyFile, '-out', certFile], {
    stdio: 'pipe',
  });
  return { certFile, key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
}

/** Three certificates made by openssl, good from 2020 until these days. */
function certificateChain(until: { root: string; intermediate: string; leaf: string }) {
  const directory = testDirectory();
  const file = (name: string) => join(directory, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
  writeFileSync(
    file('conf'),
    `[ca]\ndefault_ca=it\n[it]\ndatabase=index\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=any
[any]\ncommonName=supplied\n[root]\nbasicConstraints=critical,CA:true\n[intermediate]\nbasicConstraints=critical,CA:true
[leaf]\nsubjectAltName=IP:127.0.0.1\n[req]\ndistinguished_name=name\n[name]\n`,
  );
  writeFileSync(file('index'), '');
  const issuers = { root: 'root', intermediate: 'root', leaf: 'intermediate' };
  for (const name of ['root', 'intermediate', 'leaf'] as const) {
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      `${name}.key`,
    ];
    openssl('req', '-new', '-config', 'conf', ...key, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
    const issuer = issuers[name];
    const by = issuer === name ? ['-selfsign'] : ['-cert', `${issuer}.pem`];
    const dates = ['-startdate', '20200101000000Z', '-enddate', `${until[name]}000000Z`];
    const what = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-extensions', name, '-notext', '-batch'];
    openssl('ca', '-config', 'conf', ...by, '-keyfile', `${issuer}.key`, ...dates, ...what);
  }
  const text = (name: string) => readFileSync(file(name), 'utf8');
  return {
    key: text('leaf.key'),
    chain: text('leaf.pem') + text('intermediate.pem'),
    root: text('root.pem'),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const web = async (answer: RequestListener) => `http://127.0.0.1:${await listen(createHttp(answer))}`;

describe('a certificate', () => {
  it('in a file is what openssl says', async () => {
    const { certFile } = selfSigned();
    const found = await certificatesInFile(machine, certFile);
    if (!found.seen) throw new Error(found.reason);
    const [certificate] = found.certificates;
    const end = other('openssl', 'x509', '-in', certFile, '-noout', '-enddate')
      .trim()
      .slice('notAfter='.length);
    const print = other('openssl', 'x509', '-in', certFile, '-noout', '-fingerprint', '-sha256')
      .trim()
      .split('=')[1];
    expect(certificate).toMatchObject({
      subject: 'CN=localhost',
      issuer: 'CN=localhost',
      names: ['localhost', '127.0.0.1'],
      notAfter: Date.parse(end),
      fingerprint: print,
      selfSigned: true,
    });
  });

  it('may be missing from a file, or broken', async () => {
    expect(await certificatesInFile(machine, '/no/such/file')).toEqual({
      seen: false,
      reason: 'no such file',
    });
    expect(await certificatesInFile(machine, '/etc/passwd')).toEqual({
      seen: false,
      reason: 'no certificate in it',
    });
  });

  it('of a server is shown with the reason not to trust it', async () => {
    const { key, cert } = selfSigned();
    const port = await listen(createHttps({ key, cert }));
    const ask = (options: object) => certificateOf(machine, '127.0.0.1', port, options);
    const reason = 'DEPTH_ZERO_SELF_SIGNED_CERT';
    expect(await ask({})).toMatchObject({ seen: true, subject: 'CN=localhost', trusted: false, reason });
    expect(await ask({ ca: cert })).toMatchObject({ seen: true, trusted: true, reason: null });
    const elsewhere = await ask({ ca: cert, name: 'other.example' });
    expect(elsewhere).toMatchObject({ seen: true, trusted: false, reason: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('may have run out, or the one that vouches for it may be about to', async () => {
    const own = certificateChain({ root: '20990101', intermediate: '20400101', leaf: '20200201' });
    const port = await listen(createHttps({ key: own.key, cert: own.chain }));
    const expired = await certificateOf(machine, '127.0.0.1', port, { ca: own.root });
    const notAfter = Date.UTC(2020, 1, 1);
    const reason = 'CERT_HAS_EXPIRED';
    expect(expired).toMatchObject({ seen: true, notAfter, chainNotAfter: notAfter, trusted: false, reason });

    const other = certificateChain({ root: '20990101', intermediate: '20400101', leaf: '20500101' });
    const otherPort = await listen(createHttps({ key: other.key, cert: other.chain }));
    const found = await certificateOf(machine, '127.0.0.1', otherPort, { ca: other.root });
    const ends = { notAfter: Date.UTC(2050, 0, 1), chainNotAfter: Date.UTC(2040, 0, 1) };
    expect(found).toMatchObject({ seen: true, trusted: true, issuer: 'CN=intermediate', ...ends });
  });

  it('is shown after STARTTLS', async () => {
    const { key, cert } = selfSigned();
    const port = await listen(
      createServer(socket => {
        socket.on('error', () => {});
        socket.write('220 mail ESMTP\r\n');
        socket.on('data', function hear(data) {
          if (/^EHLO /.test(String(data))) socket.write('250-mail\r\n250-STARTTLS\r\n250 HELP\r\n');
          if (!/^STARTTLS/.test(String(data))) return;
          socket.off('data', hear);
          socket.write('220 go ahead\r\n');
          new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ key, cert }) }).on(
            'error',
            () => {},
          );
        });
      }),
    );
    const found = await certificateOf(machine, '127.0.0.1', port, { startTls: 'smtp', ca: cert });
    expect(found).toMatchObject({ seen: true, subject: 'CN=localhost', trusted: true });
    const plain = await listen(createServer(socket => socket.end('500 no\r\n')));
    const refused = await certificateOf(machine, '127.0.0.1', plain, { startTls: 'imap' });
    expect(refused).toEqual({ seen: false, reason: 'does not speak STARTTLS' });
  });

  it('is not to be had from nobody, or from who is mute', async () => {
    expect(await certificateOf(machine, '127.0.0.1', await freePort())).toEqual({
      seen: false,
      reason: 'refused',
    });
    const mute = await listen(createServer(socket => socket.on('error', () => {}).resume()));
    const found = await certificateOf(machine, '127.0.0.1', mute, { timeout: 200 });
    expect(found).toEqual({ seen: false, reason: 'timed-out' });
  });
});

describe('a page', () => {
  it('is had with status, headers and text', async () => {
    const url = await web((request, response) => {
      response
        .writeHead(503, { 'X-Who': 'me' })
        .end(`${request.method} ${request.url} ${request.headers.accept}`);
    });
    expect(await httpGet(machine, `${url}/a?b=1`)).toMatchObject({
      url: `${url}/a?b=1`,
      status: 503,
      headers: { 'x-who': 'me' },
      text: 'GET /a?b=1 */*',
      cut: false,
      certificate: null,
      failure: null,
    });
  });

  it('is cut where it has no end', async () => {
    const url = await web((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    const found = await httpGet(machine, url, { maxBytes: 5000 });
    expect(found).toMatchObject({ status: 200, cut: true, text: 'x'.repeat(5000) });
  });

  it('is followed as far as wanted; what is secret goes to nobody else', async () => {
    const heard: (string | undefined)[] = [];
    const there = await web((request, response) => {
      heard.push(request.headers.authorization);
      response.end('there');
    });
    const here = await web((request, response) => {
      heard.push(request.headers.authorization);
      const location = request.url === '/1' ? '/2' : there;
      response.writeHead(302, { location }).end('elsewhere');
    });
    const ask = (follow?: number) =>
      httpGet(machine, `${here}/1`, { follow, headers: { authorization: 'secret' } });
    expect(await ask()).toMatchObject({ status: 302, text: 'elsewhere' });
    expect(await ask(1)).toMatchObject({ url: `${here}/2`, status: 302 });
    heard.length = 0;
    expect(await ask(2)).toMatchObject({ url: `${there}/`, status: 200, text: 'there' });
    expect(heard).toEqual(['secret', 'secret', undefined]);
  });

  it('shows no password', async () => {
    const url = await web((request, response) => response.end(request.headers.authorization));
    const found = await httpGet(machine, url.replace('//', '//me:pass@'));
    expect(found.text).toBe(`Basic ${Buffer.from('me:pass').toString('base64')}`);
    expect(found.url).toBe(url);
  });

  it('may not come', async () => {
    const ask = async (url: string, options = {}) => (await httpGet(machine, url, options)).failure;
    expect(await ask(`http://127.0.0.1:${await freePort()}`)).toBe('refused');
    expect(await ask(await web(() => {}), { timeout: 100 })).toBe('timed-out');
    expect(
      await ask(
        await web((_, response) => void response.writeHead(200, { 'content-length': 9 }).write('x')),
        { timeout: 100 },
      ),
    ).toBe('timed-out');
    expect(await ask(await web(request => void request.socket.destroy()))).toBeTruthy();
    expect(await ask('file:///etc/passwd')).toBe('not an http or https URL');
    expect(await ask('nonsense')).toBe('not an http or https URL');
    const garbage = await listen(createServer(socket => socket.on('error', () => {}).end('SSH-2.0-x\r\n')));
    expect(await ask(`http://127.0.0.1:${garbage}`)).toMatch(/parse/i);
  });

  it('of one who is not trusted is not asked for', async () => {
    const { key, cert } = selfSigned();
    let asked = 0;
    const server = createHttps({ key, cert }, (_, response) => {
      asked++;
      response.end('secure');
    });
    const url = `https://127.0.0.1:${await listen(server)}/`;
    const refused = await httpGet(machine, url);
    expect(refused).toMatchObject({ status: null, failure: 'untrusted: DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(refused.certificate).toMatchObject({ subject: 'CN=localhost', trusted: false });
    expect(asked).toBe(0);
    expect(await httpGet(machine, url, { insecure: true })).toMatchObject({ status: 200, text: 'secure' });
    const trusted = await httpGet(machine, url, { ca: cert });
    expect(trusted).toMatchObject({ status: 200, failure: null, certificate: { trusted: true } });
  });
});
