import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMonitor } from '../../src/plugin/hooks.ts';
import { type Machine, thisMachine } from '../../src/system/machine.ts';
import { packagesOf } from '../../src/system/packages.ts';
import { other, recorded, withPrograms } from '../machine/recorded.ts';
import { replyOf, service010, service100, shepherdAt } from '../support/shepherd.ts';
import { shippedService } from './plugin-text.ts';

const seenOn = async (machine: Machine) =>
  runMonitor(shippedService('runs'), { timeLimit: 5_000 }, machine) as Promise<{ services: Row[] }>;
type Row = { service: string; packages: object[] };

const HASH = '0123456789abcdfghijklmnpqrsvwxyz';
const process = (pid: number, exe: string, ...argv: string[]) => ({
  [`/proc/${pid}/exe`]: { link: exe },
  [`/proc/${pid}/cmdline`]: `${argv.join('\0')}\0`,
});

const NGINX = {
  '/var/lib/dpkg/status': `Package: nginx
Status: install ok installed
Version: 1.22.1-9+deb12u11
Architecture: amd64

Package: fail2ban
Status: install ok installed
Version: 1.0.2-2
Architecture: all

Package: python3.11-minimal
Status: install ok installed
Version: 3.11.2-6+deb12u5
Architecture: amd64

Package: libc6
Status: install ok installed
Version: 2.36-9
Architecture: amd64
`,
  '/var/lib/dpkg/info/nginx.list': '/.\n/usr\n/usr/sbin\n/usr/sbin/nginx\n',
  '/var/lib/dpkg/info/fail2ban.list': '/.\n/usr/bin\n/usr/bin/fail2ban-server\n',
  '/var/lib/dpkg/info/python3.11-minimal.list': '/.\n/usr/bin/python3.11\n',
  '/var/lib/dpkg/info/libc6:amd64.list': '/.\n/lib/ld.so\n',
  '/usr/bin/fail2ban-server': '#!/usr/bin/python3\n',
  '/run/systemd/system/x': '',
};

function units(...lines: [name: string, pid: number, program: string, active?: string][]): string {
  const blocks = lines.map(
    ([name, pid, program, active = 'active']) =>
      `Id=${name}.service\nLoadState=loaded\nActiveState=${active}\nSubState=running\nMainPID=${pid}\n` +
      `StateChangeTimestamp=@1767225600\nExecStart={ path=${program} ; argv[]=${program} -x ; ignore_errors=no }`,
  );
  return `cat <<'END'\n${blocks.join('\n\n')}\nEND`;
}

describe('what services run', () => {
  it('is a package of Debian, its version and revision apart; of an interpreter also the script', async () => {
    const machine = recorded({
      ...NGINX,
      ...process(812, '/usr/sbin/nginx', 'nginx: master process /usr/sbin/nginx'),
      ...process(813, '/usr/bin/python3.11', '/usr/bin/python3', '/usr/bin/fail2ban-server', '-x', 'start'),
      ...process(814, '/opt/own/daemon', '/opt/own/daemon'),
    });
    const systemctl = units(
      ['nginx', 812, '/usr/sbin/nginx'],
      ['fail2ban', 813, '/usr/bin/fail2ban-server'],
      ['own', 814, '/opt/own/daemon'],
    );
    expect(await seenOn(withPrograms(machine, { systemctl }))).toEqual({
      services: [
        {
          service: 'nginx',
          packages: [{ package: 'nginx', version: '1.22.1', revision: '9+deb12u11' }],
        },
        {
          service: 'fail2ban',
          packages: [
            { package: 'python3.11-minimal', version: '3.11.2', revision: '6+deb12u5' },
            { package: 'fail2ban', version: '1.0.2', revision: '2' },
          ],
        },
        { service: 'own', packages: [] },
      ],
    });
  });

  it('is known without root by what systemd starts; what has failed keeps its package', async () => {
    const machine = recorded(NGINX);
    const systemctl = units(
      ['nginx', 812, '/usr/sbin/nginx'],
      ['other', 0, '/usr/sbin/nginx', 'failed'],
      ['done', 0, '/usr/sbin/nginx', 'inactive'],
    );
    const { services } = await seenOn(withPrograms(machine, { systemctl }));
    expect(services.map(({ service, packages }) => [service, packages.length])).toEqual([
      ['nginx', 1],
      ['other', 1],
    ]);
  });

  it('may have been replaced by an upgrade', async () => {
    const machine = recorded({ ...NGINX, ...process(812, '/usr/sbin/nginx (deleted)', 'nginx') });
    const systemctl = units(['nginx', 812, '/usr/sbin/nginx']);
    const { services } = await seenOn(withPrograms(machine, { systemctl }));
    expect(services[0]!.packages).toEqual([
      { package: 'nginx', version: '1.22.1', revision: '9+deb12u11', replaced: true },
    ]);
  });

  it.each([
    ['0.10, whose value is a process', service010],
    ['1.0, which tells the command, too', service100],
  ])('is in the path of the process on Guix, by Shepherd %s', async (_, make) => {
    const machine = recorded(
      process(812, `/gnu/store/${HASH}-nginx-1.24.0/sbin/nginx`, 'nginx: master process'),
    );
    await shepherdAt(join(machine.root, 'var/run/shepherd/socket'), socket =>
      socket.end(replyOf(make('nginx'), make('term-tty1', { running: '#t' }))),
    );
    expect(await seenOn(machine)).toEqual({
      services: [
        { service: 'nginx', packages: [{ package: 'nginx', version: '1.24.0' }] },
        { service: 'term-tty1', packages: [] },
      ],
    });
  });
});

describe('the packages of files', () => {
  it('are those that dpkg -S tells', async () => {
    const files = ['/usr/bin/dpkg', '/bin/ls', '/usr/bin/guile', '/usr/bin/redis-server', '/no/such'];
    const mine = await packagesOf(thisMachine(), files);
    const theirs = other('sh', '-c', `dpkg -S ${files.join(' ')} 2>/dev/null || true`).split('\n');
    for (const { name } of mine) expect(theirs).toContainEqual(expect.stringMatching(`^${name}(:\\w+)?: `));
    expect(mine.map(({ path }) => path)).toEqual(expect.arrayContaining(['/usr/bin/dpkg', '/bin/ls']));
    expect(mine.map(({ path }) => path)).not.toContain('/no/such');
  });

  it('are remembered until a package is installed', async () => {
    const machine = recorded(NGINX);
    const version = async () => (await packagesOf(machine, ['/usr/sbin/nginx']))[0]?.version;
    expect(await version()).toBe('1.22.1');
    writeFileSync(join(machine.root, 'var/lib/dpkg/info/nginx.list'), '/.\n');
    expect(await version()).toBe('1.22.1');
    const status = NGINX['/var/lib/dpkg/status'].replace('1.22.1-9+deb12u11', '1.24.0-1');
    writeFileSync(join(machine.root, 'var/lib/dpkg/status'), status);
    expect(await version()).toBeUndefined();
    writeFileSync(join(machine.root, 'var/lib/dpkg/info/nginx.list'), '/.\n/usr/sbin/nginx\n');
    writeFileSync(join(machine.root, 'var/lib/dpkg/status'), `${status}\n`);
    expect(await version()).toBe('1.24.0');
  });

  it('are rpm’s where rpm has a database', async () => {
    const files = { '/usr/lib/sysimage/rpm/rpmdb.sqlite': '' };
    const rpm = `case "$*" in *-qf*/nginx) printf 'nginx\\t1\\t1.24.0\\t4.el9\\tx86_64\\n';; *) echo "file is not owned"; exit 1;; esac`;
    const machine = withPrograms(recorded(files), { rpm });
    expect(await packagesOf(machine, ['/usr/sbin/nginx', '/opt/x'])).toEqual([
      {
        path: '/usr/sbin/nginx',
        name: 'nginx',
        version: '1.24.0',
        revision: '4.el9',
        epoch: 1,
        architecture: 'x86_64',
      },
    ]);
  });
});
