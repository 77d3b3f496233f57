import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { suiteDirectory, testDirectory } from '../support/directory.ts';
import { have } from '../support/wrapper.ts';

const FULL = process.env.SHEEPDOG_TEST_RELEASE === 'full';
const ADDON = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node';

/** What is run offline must not find a way out: npm is given a cache that is empty, and told to be offline. */
const offline = (home: string) => ({
  ...process.env,
  HOME: home,
  npm_config_offline: 'true',
  npm_config_cache: join(home, 'cache'),
});

describe('a release', () => {
  const folder = suiteDirectory();
  const again = suiteDirectory();
  const tarball = () => join(folder, readdirSync(folder).find(name => name.endsWith('.tgz'))!);

  beforeAll(() => {
    for (const each of [folder, again])
      execFileSync(process.execPath, ['tools/release.mjs', '--built', each], { stdio: 'ignore' });
  }, 300_000);

  it('is the same bytes twice, with its checksum', () => {
    const name = tarball().slice(folder.length + 1);
    expect(readFileSync(join(again, name)).equals(readFileSync(tarball()))).toBe(true);
    execFileSync('sha256sum', ['-c', `${name}.sha256`], { cwd: folder });
  });

  it('holds what it needs and nothing that somebody else has built', () => {
    const names = execFileSync('tar', ['tzf', tarball()], { encoding: 'utf8' }).split('\n');
    expect(names).toContain('package/node_modules/better-sqlite3/deps/sqlite3/sqlite3.c');
    expect(names).toContain('package/man/sheepdog-status.1');
    expect(names).toContain('package/completions/sheepdog.bash');
    expect(names).toContain('package/dist/NOTICES');
    expect(names.filter(name => /\.(node|so|o|cache)$/.test(name))).toEqual([]);
  });

  it('has its manual found by man(1) where npm installs it for all', () => {
    const prefix = testDirectory();
    execFileSync('npm', ['install', '--global', '--ignore-scripts', '--prefix', prefix, tarball()], {
      env: offline(prefix),
    });
    const page = readFileSync(join(prefix, 'share/man/man1/sheepdog-status.1'), 'utf8');
    expect(page).toContain('SHEEPDOG-STATUS');
  });

  describe('built and installed as the package of Guix does it, from an empty folder without a network', () => {
    const home = suiteDirectory();
    const installed = join(home, 'out/lib/node_modules/sheepdog');
    const run = (program: string, ...words: string[]) => {
      const { stdout, stderr, status } = spawnSync(program, words, {
        cwd: installed,
        env: offline(home),
        encoding: 'utf8',
      });
      expect({ stderr: status === 0 ? '' : stderr, status }).toEqual({ stderr: '', status: 0 });
      return stdout;
    };
    const sheepdog = (...words: string[]) => run(join(home, 'out/bin/sheepdog'), ...words);

    beforeAll(() => {
      execFileSync('tar', ['xzf', tarball(), '-C', home]);
      const unpacked = join(home, 'package');
      if (FULL) compileAddon(unpacked, home);
      else {
        // The short form takes the addon that the tests have: compiling it takes two minutes.
        mkdirSync(join(unpacked, 'node_modules/better-sqlite3/build/Release'), { recursive: true });
        cpSync(ADDON, join(unpacked, ADDON));
      }
      for (const folder of ['lib/node_modules', 'bin'])
        mkdirSync(join(home, 'out', folder), { recursive: true });
      renameSync(unpacked, installed);
      symlinkSync(join(installed, 'dist/sheepdog.cjs'), join(home, 'out/bin/sheepdog'));
    }, 600_000);

    it('tries what it has installed: its version, each herd that is an example, each plugin', () => {
      expect(sheepdog('--version')).toMatch(/^\d+\.\d+\.\d+$/m);
      const herds = readdirSync(join(installed, 'examples')).filter(name => name.endsWith('.scm'));
      expect(herds.length).toBeGreaterThan(3);
      for (const herd of herds) sheepdog('check', '-c', `examples/${herd}`);
      const plugins = ['plugins', 'examples/plugins'].flatMap(folder =>
        readdirSync(join(installed, folder)).map(name => join(folder, name)),
      );
      expect(sheepdog('plugin', 'test', ...plugins)).toMatch(/^\d+ examples: 0 failed$/m);
    }, 120_000);

    it('runs the main job of the README', { timeout: 600_000 }, () => {
      expect(run('sh', 'examples/first-day.sh')).toMatch(/bark/);
    });
  });
});

/** What the package of Guix does in its phase `build`. */
function compileAddon(unpacked: string, home: string): void {
  const node = join(process.execPath, '../..');
  const gyp = join(
    execFileSync('npm', ['root', '-g'], { encoding: 'utf8' }).trim(),
    'npm/node_modules/node-gyp/bin/node-gyp.js',
  );
  execFileSync(process.execPath, [gyp, 'rebuild', '--release', `--nodedir=${node}`], {
    cwd: join(unpacked, 'node_modules/better-sqlite3'),
    env: offline(home),
    stdio: 'ignore',
  });
}

describe.skipIf(!have('man', 'Debian: man-db'))('the manual pages', () => {
  const folder = suiteDirectory();
  beforeAll(() => {
    execFileSync(process.execPath, ['tools/manual.mjs', folder]);
  }, 120_000);

  it('are there for every verb, daemon and page of the docs', () => {
    const pages = readdirSync(folder);
    const help = execFileSync(process.execPath, ['dist/sheepdog.cjs', '--help'], { encoding: 'utf8' });
    const verbs = [
      ...help
        .split('Commands:')[1]!
        .split('\n\n')[0]!
        .matchAll(/^ {2}([a-z-]+)/gm),
    ].map(([, verb]) => `sheepdog-${verb}.1`);
    expect(pages).toEqual(expect.arrayContaining(verbs));
    expect(pages).toEqual(
      expect.arrayContaining(['sheepdog.1', 'sheepdog-run.1', 'sheepdog-daemon.8', 'sheepdog-way.7']),
    );
  });

  it('say what --help says', () => {
    const page = execFileSync('man', ['-l', join(folder, 'sheepdog-jobs.1')], {
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '200' },
    });
    expect(page).toContain('--failed: only runs that ended, and not well');
    expect(page).toContain("sheepdog jobs --tag 'borg-*' --host tux01 --json | jq .elapsed");
  });
});

describe('completion', () => {
  for (const shell of ['bash', 'zsh', 'fish'])
    it(`is a script that ${shell} takes`, () => {
      const script = execFileSync(process.execPath, ['dist/sheepdog.cjs', 'completion', shell], {
        encoding: 'utf8',
      });
      expect(script).toContain('dead-letters');
      if (!have(shell, `Debian: ${shell}`)) return;
      const file = join(testDirectory(), 'script');
      writeFileSync(file, script);
      execFileSync(shell, ['-n', file]);
    });

  it('completes verbs, options and the words of a verb in bash', () => {
    const script = execFileSync(process.execPath, ['dist/sheepdog.cjs', 'completion', 'bash'], {
      encoding: 'utf8',
    });
    const complete = (...words: string[]) =>
      execFileSync('bash', ['-s'], {
        encoding: 'utf8',
        input: `${script}\nCOMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _sheepdog; echo "\${COMPREPLY[@]}"`,
      }).trim();
    expect(complete('sheepdog', 'sta')).toBe('status');
    expect(complete('sheepdog', 'jobs', '--fa')).toBe('--failed');
    expect(complete('sheepdog', 'plugin', 't')).toBe('test');
  });
});
