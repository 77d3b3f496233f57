import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rebootNeeded } from '../../src/system/reboot-needed.ts';
import { datumEnd } from '../../src/system/s-expression.ts';
import { shepherdStatus } from '../../src/system/shepherd.ts';
import { systemdUnits } from '../../src/system/systemd.ts';
import { logins, parseUtmp } from '../../src/system/users.ts';
import { shepherdAt } from '../support/shepherd.ts';
import { recorded, withPrograms } from './recorded.ts';

// As `systemctl show --timestamp=unix` of systemd 252 prints them.
const SHOWN = `Id=nginx.service
Description=A high performance web server = and proxy
LoadState=loaded
ActiveState=active
SubState=running
Result=success
UnitFileState=enabled
MainPID=812
ExecMainStatus=0
NRestarts=2
StateChangeTimestamp=@1767225600
ExecStart={ path=/usr/sbin/nginx ; argv[]=/usr/sbin/nginx -g daemon on; ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }

Id=broken.service
Description=broken.service
LoadState=loaded
ActiveState=failed
SubState=failed
Result=exit-code
UnitFileState=static
MainPID=0
ExecMainStatus=203
NRestarts=0
StateChangeTimestamp=
`;

describe('systemd', () => {
  it('tells the state of its units', async () => {
    const booted = recorded({ '/run/systemd/system/x': '' });
    const found = await systemdUnits(withPrograms(booted, { systemctl: `cat <<'END'\n${SHOWN}END` }));
    expect(found).toEqual({
      seen: true,
      units: [
        {
          name: 'nginx.service',
          description: 'A high performance web server = and proxy',
          load: 'loaded',
          active: 'active',
          sub: 'running',
          result: 'success',
          enabled: 'enabled',
          pid: 812,
          exit: 0,
          program: '/usr/sbin/nginx',
          restarts: 2,
          since: 1_767_225_600_000,
        },
        expect.objectContaining({
          name: 'broken.service',
          active: 'failed',
          pid: null,
          exit: 203,
          program: null,
          since: null,
        }),
      ],
    });
  });

  it('is not asked where something else rules, and may be unwell', async () => {
    expect(await systemdUnits(recorded({}))).toEqual({
      seen: false,
      reason: 'this machine is not run by systemd',
    });
    const booted = recorded({ '/run/systemd/system/x': '' });
    const sick = withPrograms(booted, { systemctl: 'echo "Failed to connect to bus" >&2; exit 1' });
    expect(await systemdUnits(sick)).toEqual({ seen: false, reason: 'Failed to connect to bus' });
  });
});

/** A machine where `answer` is said on Shepherd's socket. */
async function shepherd(answer: (socket: Socket, asked: string) => void) {
  const machine = recorded({});
  await shepherdAt(join(machine.root, 'var/run/shepherd/socket'), answer);
  return machine;
}

// The form in which service.scm of Shepherd 0.10 and 1.0 serializes a service and its running value.
const SERVICE = `(service (version 0) (provides (nginx)) (docstring "Run (the) \\"server\\" :)") (running (process (version 0) (id 812) (command ("nginx")))) (status running))`;
const REPLY = `(reply (version 0) (result ((${SERVICE}))) (error #f) (messages ("a ) b")))`;

describe('Shepherd', () => {
  it('is asked in its own language; the reply may come in pieces and stay open', async () => {
    let asked = '';
    const machine = await shepherd((socket, text) => {
      asked = text;
      socket.write(REPLY.slice(0, 60));
      setTimeout(() => socket.write(REPLY.slice(60)), 20);
    });
    expect(await shepherdStatus(machine)).toEqual({ seen: true, reply: REPLY });
    expect(asked).toBe(
      '(shepherd-command (version 0) (action status) (service root) (arguments ()) (directory "/"))\n',
    );
  });

  it('may close within its reply, or never answer', async () => {
    const closing = await shepherd(socket => socket.end('(reply (version 0)'));
    expect(await shepherdStatus(closing)).toEqual({ seen: false, reason: expect.stringContaining('closed') });
    const mute = await shepherd(() => {});
    expect(await shepherdStatus(mute, { timeout: 50 })).toEqual({ seen: false, reason: 'timed-out' });
  });

  it('may not be here', async () => {
    expect(await shepherdStatus(recorded({}))).toEqual({ seen: false, reason: 'Shepherd does not run here' });
  });

  it('is not told more than the name of a service', async () => {
    const found = await shepherdStatus(recorded({}), { service: 'root) (action stop' });
    expect(found).toMatchObject({ seen: false, reason: expect.stringContaining('no service') });
  });

  it.each([
    ['(a (b) c) rest', 9],
    ['(a "(" #\\( |(| ; (\n)', 20],
    ['(a "\\")" )', 10],
    ['(a "not over)', null],
    ['(a (b)', null],
    ['  ', null],
  ])('has told all of %s at %s', (text, end) => {
    expect(datumEnd(text)).toBe(end);
  });
});

const release = (text: string) => ({ '/proc/sys/kernel/osrelease': `${text}\n` });

describe('a reboot', () => {
  it('is needed for a newer kernel of the same kind', async () => {
    const files = {
      ...release('6.1.0-9-amd64'),
      '/boot/vmlinuz-6.1.0-9-amd64': '',
      '/boot/vmlinuz-6.1.0-10-amd64': '',
      '/boot/vmlinuz-6.1.0-99-rt-amd64': '',
    };
    expect(await rebootNeeded(recorded(files))).toEqual({
      needed: true,
      reasons: ['newer-kernel'],
      packages: [],
      kernel: '6.1.0-9-amd64',
      newestKernel: '6.1.0-10-amd64',
    });
  });

  it('is not needed for an older one, nor where kernels come from elsewhere', async () => {
    const older = {
      ...release('6.1.0-10-amd64'),
      '/boot/vmlinuz-6.1.0-10-amd64': '',
      '/boot/vmlinuz-6.1.0-9-amd64': '',
    };
    expect(await rebootNeeded(recorded(older))).toMatchObject({
      needed: false,
      newestKernel: '6.1.0-10-amd64',
    });
    expect(await rebootNeeded(recorded(release('6.18.44-host')))).toMatchObject({
      needed: false,
      newestKernel: null,
    });
  });

  it('is needed when a package says so', async () => {
    const asked = { '/run/reboot-required': '', '/run/reboot-required.pkgs': 'libc6\ndbus\nlibc6\n' };
    expect(await rebootNeeded(recorded(asked))).toMatchObject({
      reasons: ['requested'],
      packages: ['libc6', 'dbus'],
    });
  });

  it('is needed on Guix when another system is current, even through links that are made anew', async () => {
    const link = (to: string) => ({ link: to });
    const systems = {
      '/gnu/store/a-system/kernel': link('/gnu/store/linux-1'),
      '/gnu/store/b-system/kernel': link('/gnu/store/linux-1'),
      '/gnu/store/c-system/kernel': link('/gnu/store/linux-2'),
      '/run/booted-system': link('/gnu/store/a-system'),
      '/run/current-system': link('/var/guix/profiles/system'),
    };
    const current = (system: string) =>
      recorded({ ...systems, '/var/guix/profiles/system': link(`/gnu/store/${system}`) });
    expect((await rebootNeeded(current('a-system'))).reasons).toEqual([]);
    expect((await rebootNeeded(current('b-system'))).reasons).toEqual(['other-system']);
    expect((await rebootNeeded(current('c-system'))).reasons).toEqual(['newer-kernel', 'other-system']);
  });
});

/** A record of utmp(5) as glibc writes it on x86-64, or with wide times as on arm64. */
function utmp(type: number, pid: number, user: string, seconds: number, wide = false): Buffer {
  const record = Buffer.alloc(wide ? 400 : 384);
  record.writeInt16LE(type, 0);
  record.writeInt32LE(pid, 4);
  record.write('pts/0', 8);
  record.write(user, 44);
  record.write('desk.example.org', 76);
  if (wide) record.writeBigInt64LE(BigInt(seconds), 344);
  else record.writeInt32LE(seconds, 340);
  return record;
}

describe('logins', () => {
  const login = { user: 'alice', terminal: 'pts/0', from: 'desk.example.org', since: 1_700_000_000_000 };

  it('are in utmp, those whose process is gone left out', async () => {
    const file = Buffer.concat([
      utmp(2, 0, 'reboot', 1),
      utmp(7, 10, 'alice', 1_700_000_000),
      utmp(7, 11, 'bob', 1),
    ]);
    expect(parseUtmp(file, 'x64').map(({ user }) => user)).toEqual(['alice', 'bob']);
    expect(parseUtmp(utmp(7, 10, 'alice', 1_700_000_000, true), 'arm64')).toEqual([{ ...login, pid: 10 }]);
    if (process.arch === 'x64')
      expect(await logins(recorded({ '/run/utmp': file, '/proc/10/comm': 'sshd\n' }))).toEqual([login]);
  });

  it('are sessions where there is no utmp', async () => {
    const session =
      'USER=alice\nCLASS=user\nTTY=pts/0\nREMOTE_HOST=desk.example.org\nREALTIME=1700000000000123\n';
    const files = {
      '/run/systemd/sessions/1': session,
      '/run/systemd/sessions/1.ref': '',
      '/run/systemd/sessions/c1': 'USER=gdm\nCLASS=greeter\n',
    };
    expect(await logins(recorded(files))).toEqual([login]);
    expect(await logins(recorded({}))).toBeNull();
  });
});
