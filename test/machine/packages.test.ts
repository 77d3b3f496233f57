import { describe, expect, it } from 'vitest';
import { parseVersion } from '../../src/system/dpkg.ts';
import { guixProfiles, realPath, storeItem } from '../../src/system/guix.ts';
import { thisMachine } from '../../src/system/machine.ts';
import { packageOf, packages } from '../../src/system/packages.ts';
import { parseRpm } from '../../src/system/rpm.ts';
import { other, recorded } from './recorded.ts';

/** As dpkg-query(1) wants them. */
const fields = (...names: string[]) => names.map(name => `$\{${name}}`).join(' ');

const HASH = '0123456789abcdfghijklmnpqrsvwxyz';

describe('packages of Debian', () => {
  it('are those that dpkg-query lists', async () => {
    const found = await packages(thisMachine());
    const mine = found.seen
      ? found.packages.map(({ name, epoch, version, revision, architecture }) =>
          [
            name,
            `${epoch ? `${epoch}:` : ''}${version}${revision === null ? '' : `-${revision}`}`,
            architecture,
          ].join(' '),
        )
      : [];
    const lines = other(
      'dpkg-query',
      '--show',
      `--showformat=${fields('db:Status-Status', 'Package', 'Version', 'Architecture')}\\n`,
    );
    const theirs = lines.split('\n').filter(line => line.startsWith('installed '));
    expect(mine.sort()).toEqual(theirs.map(line => line.slice('installed '.length)).sort());
    expect(mine.length).toBeGreaterThan(100);
  });

  it('own files, whichever way /usr was merged', async () => {
    const machine = thisMachine();
    const version = other('dpkg-query', '--show', `--showformat=${fields('Version')}`, 'coreutils');
    const expected = { seen: true, name: 'coreutils', ...parseVersion(version) };
    expect(await packageOf(machine, '/bin/ls')).toMatchObject(expected);
    expect(await packageOf(machine, '/usr/bin/ls')).toMatchObject(expected);
    expect(await packageOf(machine, '/no/such/file')).toEqual({
      seen: false,
      reason: 'belongs to no package',
    });
  });

  it.each([
    ['1:1.22.1-9+deb12u11', 1, '1.22.1', '9+deb12u11'],
    ['2.36', 0, '2.36', null],
    ['1.0-rc-2', 0, '1.0-rc', '2'],
  ])('have versions as %s', (text, epoch, version, revision) => {
    expect(parseVersion(text)).toEqual({ epoch, version, revision });
  });

  it('are those installed, not those that were', async () => {
    const status = `Package: here\nStatus: hold ok installed\nVersion: 1-2\nArchitecture: all

Package: gone\nStatus: deinstall ok config-files\nVersion: 1-2\nArchitecture: all

Package: half\nStatus: install ok half-configured\nVersion: 1-2\nArchitecture: all
`;
    const found = await packages(recorded({ '/var/lib/dpkg/status': status }));
    expect(found).toMatchObject({
      manager: 'dpkg',
      packages: [{ name: 'here', version: '1', revision: '2' }],
    });
  });

  it('are not seen where there is no manager', async () => {
    expect(await packages(recorded({}))).toEqual({ seen: false, reason: 'neither dpkg nor rpm is here' });
  });
});

describe('packages of rpm', () => {
  it('come with epoch and release', () => {
    const stdout = 'nginx\t1\t1.24.0\t4.el9\tx86_64\ngpg-pubkey\t0\t8d8b756f\t5e6e3c9a\t(none)\n';
    const result = { exit: 0, signal: null, stdout, stderr: '', cut: false, failure: null, elapsed: 1 };
    expect(parseRpm(result)).toEqual([
      { name: 'nginx', version: '1.24.0', revision: '4.el9', epoch: 1, architecture: 'x86_64' },
    ]);
    expect(parseRpm({ ...result, cut: true })).toBeNull();
  });
});

describe('Guix', () => {
  it('has profiles of the system and of users, through links that begin at its root', async () => {
    const store = (name: string) => `/gnu/store/${HASH}-${name}`;
    const machine = recorded({
      [`${store('system')}/profile`]: { link: store('profile') },
      [`${store('profile')}/manifest`]: '(manifest (version 4) (packages ()))',
      '/run/current-system': { link: store('system') },
      [`${store('manifest-of-alice')}`]: '(manifest (version 4) (packages (("hello" "2.12.1" "out"))))',
      [`${store('alice')}/manifest`]: { link: store('manifest-of-alice') },
      '/var/guix/profiles/per-user/alice/guix-profile-7-link': { link: store('alice') },
      '/var/guix/profiles/per-user/alice/guix-profile': { link: 'guix-profile-7-link' },
    });
    expect(await guixProfiles(machine)).toEqual([
      { profile: 'system', target: store('profile'), manifest: '(manifest (version 4) (packages ()))' },
      { profile: 'user:alice', target: store('alice'), manifest: expect.stringContaining('hello') },
    ]);
  });

  it('is not followed round in circles', () => {
    expect(realPath(recorded({ '/a': { link: '/b' }, '/b': { link: '/a' } }), '/a/c')).toMatch(/^\/[ab]\/c$/);
  });

  it.each([
    [`/gnu/store/${HASH}-nginx-1.24.0/sbin/nginx`, 'nginx', '1.24.0'],
    [`/gnu/store/${HASH}-openssh-sans-x-9.9p2/sbin/sshd`, 'openssh-sans-x', '9.9p2'],
    [`/gnu/store/${HASH}-profile`, 'profile', ''],
  ])('tells package and version of %s', async (path, name, version) => {
    expect(storeItem(path)).toEqual({ name, version });
    expect(await packageOf(recorded({}), path)).toMatchObject({ seen: true, name, version, revision: null });
  });

  it('knows what is not in the store', () => {
    expect(storeItem('/usr/bin/nginx')).toBeNull();
    expect(storeItem('/gnu/store/.links/x')).toBeNull();
  });
});
