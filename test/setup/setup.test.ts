import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carryOut } from '../../src/setup/carry-out.ts';
import { setupPlan, stepText } from '../../src/setup/plan.ts';
import { lookUnit, receiveUnit, watchUnit } from '../../src/setup/units.ts';
import { suiteDirectory, testDirectory } from '../support/directory.ts';
import { have, mayMount } from '../support/wrapper.ts';

const PROGRAM = { node: process.execPath, programs: resolve('dist') };
const UNITS = [watchUnit(PROGRAM), receiveUnit(PROGRAM), lookUnit(PROGRAM)];

describe.skipIf(!have('systemd-analyze', 'Debian: systemd'))('the units', () => {
  const folder = suiteDirectory();
  for (const { name, text } of UNITS) {
    const file = join(folder, name);
    writeFileSync(file, text);

    it(`${name} is one that systemd takes`, () => {
      const { stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', file], {
        encoding: 'utf8',
      });
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    });

    it(`${name} exposes little`, () => {
      const said = execFileSync('systemd-analyze', ['security', '--offline=true', '--no-pager', file], {
        encoding: 'utf8',
      });
      const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(said)?.[1]);
      expect(exposure).toBeLessThanOrEqual(3);
    });
  }
});

describe('a plan', () => {
  it('is shown as lines that a person could type', () => {
    const lines = setupPlan(true, PROGRAM).map(stepText);
    expect(lines[0]).toBe(
      'useradd --system --user-group --home-dir /var/lib/sheepdog --no-create-home --shell /usr/sbin/nologin sheepdog',
    );
    expect(lines).toContain('install -d -m 2750 -o sheepdog -g sheepdog /var/lib/sheepdog');
    expect(lines).toContain('install -d -m 3733 -o sheepdog -g sheepdog /var/spool/sheepdog/new');
    expect(lines.filter(line => line.includes('/etc/systemd/system/'))).toHaveLength(3);
    expect(lines.at(-1)).toBe('systemctl daemon-reload');
  });

  it('has no receiver where there is no server', () => {
    const lines = setupPlan(false, PROGRAM).map(stepText);
    expect(lines.filter(line => line.includes('queue-daemon'))).toEqual([]);
  });
});

describe.skipIf(!mayMount())('carried out', () => {
  it('makes what is missing, once, and leaves a person’s file alone', () => {
    const root = testDirectory();
    const directory = {
      kind: 'directory',
      path: join(root, 'store'),
      mode: 0o2750,
      owner: 'nobody',
    } as const;
    expect(carryOut(directory)).toBe('done');
    expect(carryOut(directory)).toBe('was so');
    const { mode, uid } = statSync(join(root, 'store'));
    expect({ mode: mode & 0o7777, uid }).toEqual({ mode: 0o2750, uid: 65534 });

    const file = { kind: 'file', path: join(root, 'a'), mode: 0o644, text: 'ours', replace: false } as const;
    expect(carryOut(file)).toBe('done');
    writeFileSync(file.path, 'theirs');
    expect(carryOut(file)).toBe('was so');
    expect(readFileSync(file.path, 'utf8')).toBe('theirs');
    expect(carryOut({ ...file, replace: true })).toBe('done');
    expect(readFileSync(file.path, 'utf8')).toBe('ours');
  });

  it('follows no link that stands where a folder should', () => {
    const root = testDirectory();
    const elsewhere = join(root, 'etc');
    mkdirSync(elsewhere, { mode: 0o755 });
    symlinkSync(elsewhere, join(root, 'tmp'));
    symlinkSync(join(root, 'nowhere'), join(root, 'new'));
    for (const name of ['tmp', 'new']) {
      const step = { kind: 'directory', path: join(root, name), mode: 0o3733, owner: 'nobody' } as const;
      expect(() => carryOut(step)).toThrow(/is no folder, or a link: /);
    }
    expect(statSync(elsewhere)).toMatchObject({ uid: 0, mode: 0o40755 });
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
  });

  it('says which command failed, and how', () => {
    expect(() => carryOut({ kind: 'command', words: ['sh', '-c', 'echo no >&2; exit 3'] })).toThrow(
      'sh -c echo no >&2; exit 3 failed: no',
    );
    expect(() => carryOut({ kind: 'command', words: ['no-such-program'] })).toThrow(/cannot be run/);
  });

  it('makes the daemon’s user on a machine, in a copy of its /etc', () => {
    const root = testDirectory();
    // The user is made in a copy: in a mount namespace of its own, /etc is an overlay that ends with it.
    const script = `
      mkdir -p ${root}/upper ${root}/work && mount -t tmpfs none ${root} && mkdir ${root}/upper ${root}/work &&
      mount -t overlay overlay -o lowerdir=/etc,upperdir=${root}/upper,workdir=${root}/work /etc &&
      useradd --system --user-group --home-dir /var/lib/sheepdog --no-create-home --shell /usr/sbin/nologin sheepdog-try &&
      getent passwd sheepdog-try`;
    const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8' });
    if (/overlay/.test(stderr))
      return console.warn('NOT TESTED: the making of a user (no overlay file system here)');
    expect(stdout).toMatch(/^sheepdog-try:x:\d+:\d+::\/var\/lib\/sheepdog:\/usr\/sbin\/nologin$/m);
    expect(existsSync('/var/lib/sheepdog-try')).toBe(false);
  });
});
