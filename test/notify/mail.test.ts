import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import { silentLog } from '../../src/model/log.ts';
import { make } from '../../src/notify/kinds/mail.ts';
import type { Letter } from '../../src/notify/notifier.ts';
import { testDirectory } from '../support/directory.ts';
import { letter, mailFields, notice } from '../support/notices.ts';
import { type MailServer, mailServer } from '../support/smtp.ts';
import { until } from '../support/waiting.ts';

const world = { clock: systemClock, log: silentLog };
const quiet = new AbortController().signal;

function send(port: number, what: Letter, more = {}) {
  return make(mailFields(port, more), world).deliver(what, quiet);
}

describe('a mail', () => {
  it('arrives with its headers, and its text as it was', async () => {
    const server = await mailServer();
    const body = `Zeile mit Ümlaut\n${'long '.repeat(60)}\n.\nFrom here on\n  trailing blank \n`;
    expect(await send(server.port, letter({ body }))).toEqual({ kind: 'delivered' });
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: 'sheepdog@reporthost', to: ['you@lab.org'] });
    expect(mail!.headers).toMatchObject({
      from: 'Sheepdog <sheepdog@reporthost>',
      to: 'you@lab.org',
      subject: '[sheepdog] tux01: borg-ipfs failed (exit 2)',
      'message-id': '<n1.mail@reporthost>',
      'auto-submitted': 'auto-generated',
      date: 'Sat, 21 Nov 2026 12:00:00 +0000',
    });
    expect(mail!.body).toBe(body);
    expect(mail!.headers).not.toHaveProperty('in-reply-to');
  });

  it('follows what was said before', async () => {
    const server = await mailServer();
    await send(server.port, letter({ references: ['a@h', 'b@h'] }));
    expect(server.mails[0]!.headers).toMatchObject({ 'in-reply-to': '<b@h>', references: '<a@h> <b@h>' });
  });

  it('cannot be given a header by what it tells', async () => {
    const server = await mailServer();
    const evil = 'x\r\nBcc: all@lab.org\r\n\r\nbody\u2028more';
    const kind = 'bad\r\nX-Evil: 1' as 'bad';
    await send(server.port, letter({ subject: evil, id: `n\r\nX-Evil: 2`, notice: notice({ kind }) }));
    const [mail] = server.mails;
    expect(mail!.to).toEqual(['you@lab.org']);
    expect(Object.keys(mail!.headers)).not.toEqual(expect.arrayContaining(['bcc']));
    expect(Object.keys(mail!.headers)).not.toEqual(expect.arrayContaining(['x-evil']));
    expect(mail!.body).toBe('It failed.\n');
  });

  it.each([
    ['an address that is refused for good', [550, 'no such user'], { kind: 'never' }],
    ['an address that is refused for now', [450, 'greylisted'], { kind: 'later', away: false }],
  ] as const)('%s', async (_, refusal, outcome) => {
    const server = await mailServer();
    server.refuse.recipient = () => [...refusal];
    expect(await send(server.port, letter())).toMatchObject({
      ...outcome,
      reason: expect.stringContaining(refusal[1]),
    });
  });

  it.each([
    ['a text that is refused for good', [554, 'spam'], { kind: 'never' }],
    ['a text that is refused for now', [451, 'busy'], { kind: 'later', away: false }],
  ] as const)('%s', async (_, refusal, outcome) => {
    const server = await mailServer();
    server.refuse.mail = () => [...refusal];
    expect(await send(server.port, letter())).toMatchObject({
      ...outcome,
      reason: expect.stringContaining(refusal[1]),
    });
  });
});

describe('a server', () => {
  it('is connected to once for letters that follow each other, and anew where it ends that', async () => {
    const server = await mailServer();
    const notifier = make(mailFields(server.port), world);
    for (let i = 0; i < 5; i++)
      expect(await notifier.deliver(letter({ id: `n${i}` }), quiet)).toEqual({ kind: 'delivered' });
    expect([server.mails.length, server.connections]).toEqual([5, 1]);
    await server.stop();
    await server.start();
    expect(await notifier.deliver(letter({ id: 'later' }), quiet)).toEqual({ kind: 'delivered' });
    expect([server.mails.length, server.connections]).toEqual([6, 2]);
  });

  it('that hangs is left when the time is over, and what waits behind it as well', async () => {
    const server = await mailServer({ onData: stream => void stream.resume() });
    const notifier = make(mailFields(server.port), world);
    const stop = new AbortController();
    const sent = Array.from({ length: 8 }, (_, i) => notifier.deliver(letter({ id: `n${i}` }), stop.signal));
    await until(() => server.connections === 5, 'its connections');
    stop.abort();
    for (const outcome of await Promise.all(sent))
      expect(outcome).toMatchObject({ kind: 'later', away: true });
  });

  it('is told a password that has changed from the next letter on', async () => {
    const server = await login('wuff');
    const fields = secured(server, 'miau');
    const notifier = make(mailFields(server.port, fields), world);
    expect(await notifier.deliver(letter(), quiet)).toMatchObject({ away: true });
    writeFileSync(fields['password-file'], 'wuff');
    expect(await notifier.deliver(letter(), quiet)).toEqual({ kind: 'delivered' });
  });

  it('that is not there is away', async () => {
    const server = await mailServer();
    await server.stop();
    expect(await send(server.port, letter())).toMatchObject({
      kind: 'later',
      away: true,
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('that turns away whoever connects is away', async () => {
    const server = await mailServer({
      onConnect: (_, done) => done(Object.assign(new Error('go away'), { responseCode: 554 })),
    });
    expect(await send(server.port, letter())).toMatchObject({ kind: 'later', away: true });
  });

  const login = (password: string) =>
    mailServer({
      secure: true,
      disabledCommands: [],
      onAuth: (auth, _, done) =>
        auth.username === 'dog' && auth.password === password
          ? done(null, { user: 'dog' })
          : done(Object.assign(new Error('no'), { responseCode: 535 })),
      ...certificate(),
    });

  it('is told the password of a file, over TLS', async () => {
    const server = await login('wuff');
    const fields = secured(server, 'wuff\n');
    expect(await send(server.port, letter(), fields)).toEqual({ kind: 'delivered' });
    expect(server.mails).toHaveLength(1);
  });

  it('that does not take the password is away: somebody may mend it', async () => {
    const server = await login('wuff');
    expect(await send(server.port, letter(), secured(server, 'miau'))).toMatchObject({ away: true });
  });

  it('whose certificate is not trusted is told nothing', async () => {
    const server = await login('wuff');
    const outcome = await send(server.port, letter(), { ...secured(server, 'wuff'), 'ca-file': null });
    expect(outcome).toMatchObject({ away: true, reason: expect.stringMatching(/self.signed/) });
  });

  it('is not asked while others can read the password', async () => {
    const server = await login('wuff');
    const fields = secured(server, 'wuff');
    chmodSync(fields['password-file'], 0o644);
    expect(await send(server.port, letter(), fields)).toMatchObject({
      away: true,
      reason: expect.stringContaining('others can read the secret file'),
    });
    expect(server.connections).toBe(0);
  });

  it('must encrypt where that is asked for', async () => {
    const server = await mailServer();
    expect(await send(server.port, letter(), { tls: true })).toMatchObject({ away: true });
    expect(server.mails).toEqual([]);
  });

  it('may encrypt by STARTTLS, with whatever certificate, where nothing is secret', async () => {
    const server = await mailServer({ disabledCommands: ['AUTH'], ...certificate() });
    expect(await send(server.port, letter())).toEqual({ kind: 'delivered' });
  });

  it('can be tried without sending', async () => {
    const server = await mailServer();
    const notifier = make(mailFields(server.port), world);
    expect(await notifier.probe(quiet)).toBeNull();
    await server.stop();
    expect(await notifier.probe(quiet)).toMatch(/ECONNREFUSED/);
    expect(server.mails).toEqual([]);
  });
});

describe('sendmail', () => {
  const program = (script: string) => {
    const path = join(testDirectory(), 'sendmail');
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  };

  it('is given the mail on its standard input', async () => {
    const path = program('echo "$@" > "$0.args"; cat > "$0.mail"');
    expect(await send(0, letter(), { server: `sendmail:${path}` })).toEqual({ kind: 'delivered' });
    expect(readFileSync(`${path}.args`, 'utf8')).toBe('-i -f sheepdog@reporthost -- you@lab.org\n');
    expect(readFileSync(`${path}.mail`, 'utf8')).toMatch(/^Subject: \[sheepdog\] tux01/m);
  });

  it('can be tried without sending', async () => {
    const there = make(mailFields(0, { server: `sendmail:${program('echo no >&2')}` }), world);
    expect(await there.probe(quiet)).toBeNull();
    expect(await make(mailFields(0, { server: 'sendmail:/nowhere' }), world).probe(quiet)).toMatch(/ENOENT/);
  });

  it('that hangs is ended, with all that it began', async () => {
    const path = program('cat > /dev/null; sleep 1234 & echo $! > "$0.pid"; sleep 1234');
    const stop = new AbortController();
    const sent = make(mailFields(0, { server: `sendmail:${path}` }), world).deliver(letter(), stop.signal);
    await until(() => existsSync(`${path}.pid`) && readFileSync(`${path}.pid`, 'utf8') !== '', 'its child');
    stop.abort();
    expect(await sent).toMatchObject({ kind: 'later', away: true, reason: `${path}: stopped` });
    const commandLine = `/proc/${readFileSync(`${path}.pid`, 'utf8').trim()}/cmdline`;
    expect(existsSync(commandLine) && readFileSync(commandLine, 'utf8')).toBeFalsy(); // a zombie has none
  });

  it.each([
    [67, 'never'],
    [75, 'later'],
  ])('that exits with %i: %s', async (exit, kind) => {
    const path = program(`echo unknown user >&2; exit ${exit}`);
    const reason = `${path}: exit ${exit} (unknown user)`;
    expect(await send(0, letter(), { server: `sendmail:${path}` })).toMatchObject({ kind, reason });
  });

  it('cannot be given an option by an address', async () => {
    const path = program('echo "$@" > "$0.args"');
    await send(0, letter({ to: '-X/tmp/log@lab.org' }), { server: `sendmail:${path}` });
    expect(readFileSync(`${path}.args`, 'utf8')).toBe('-i -f sheepdog@reporthost -- -X/tmp/log@lab.org\n');
  });

  it('that is not there is away', async () => {
    expect(await send(0, letter(), { server: 'sendmail:/nowhere/sendmail' })).toMatchObject({ away: true });
  });
});

/** A certificate that only those trust who are told to. */
function certificate(): { key: string; cert: string } {
  const folder = testDirectory();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...made, ...name], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

function secured(server: MailServer, password: string) {
  const folder = testDirectory();
  const [secret, ca] = [join(folder, 'secret'), join(folder, 'ca.pem')];
  writeFileSync(secret, password, { mode: 0o600 });
  writeFileSync(ca, server.certificate!);
  return { server: `smtps://dog@127.0.0.1:${server.port}`, 'password-file': secret, 'ca-file': ca };
}
