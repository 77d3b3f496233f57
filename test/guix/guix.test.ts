import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { suiteDirectory } from '../support/directory.ts';
import { blocks, projectFile } from '../support/documents.ts';
import { have, mayMount } from '../support/wrapper.ts';

const FILES = [...readdirSync('guix/sheepdog').map(name => `guix/sheepdog/${name}`), 'guix/package.scm'];
const EXAMPLES = readdirSync('examples').filter(name => name.endsWith('.scm'));

const scratch = suiteDirectory();

function guile(...words: string[]) {
  return spawnSync('guile', ['--no-auto-compile', ...words], { encoding: 'utf8' });
}

describe.skipIf(!have('guile', 'Debian: guile-3.0'))('with Guile alone', () => {
  it('reads every file of guix/, and each defines what it exports', () => {
    expect(guile('test/guix/read.scm', ...FILES)).toMatchObject({ stdout: '', status: 0 });
  });

  it('says what is wrong with one', () => {
    const file = join(scratch, 'guix/sheepdog/wrong.scm');
    mkdirSync(join(scratch, 'guix/sheepdog'), { recursive: true });
    writeFileSync(file, '(define-module (sheepdog other) #:export (a b))\n(define (a) #~(list #$@b))\n');
    const { stdout, status } = guile('test/guix/read.scm', file);
    expect(status).toBe(1);
    expect(stdout).toContain('is not guix/sheepdog/other.scm');
    expect(stdout).toContain('exports b and does not define it');
  });

  it('reads the herds that are examples: they have no syntax of their own', () => {
    const files = EXAMPLES.map(name => `examples/${name}`);
    expect(guile('test/guix/read.scm', ...files)).toMatchObject({ stdout: '', status: 0 });
  });

  it('reads what the page of the manual shows', () => {
    const shown = blocks(projectFile('docs/guix.md'), 'scheme');
    expect(shown.length).toBeGreaterThan(6);
    shown.forEach((text, index) => {
      const file = join(scratch, `shown-${index}.scm`);
      writeFileSync(file, text.replaceAll('…', ''));
      expect(guile('test/guix/read.scm', file)).toMatchObject({ stdout: '', stderr: '', status: 0 });
    });
  });

  it('has the version of package.json', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(readFileSync('guix/sheepdog/release.scm', 'utf8')).toContain(
      `(define %release-version "${version}")`,
    );
    expect(readFileSync('NEWS', 'utf8')).toContain(`## ${version}, `);
  });
});

/** A checkout of Guix with its (guix config) made, where there is one. */
const GUIX = process.env.SHEEPDOG_TEST_GUIX ?? '';
if (!existsSync(join(GUIX, 'guix/packages.scm')))
  console.warn(
    'NOT TESTED: the definitions of guix/ with the modules of Guix. Only their forms were read. $SHEEPDOG_TEST_GUIX may name a checkout of Guix.',
  );

describe.skipIf(!existsSync(join(GUIX, 'guix/packages.scm')))("with Guix's modules", () => {
  it('loads the definitions: inputs resolve, services fold, gexps come out, a configuration is checked', {
    timeout: 3_000_000,
  }, () => {
    const prefix = join(scratch, 'prefix');
    mkdirSync(join(prefix, 'bin'), { recursive: true });
    for (const name of ['sheepdog', 'sheepdog-daemon', 'sheepdog-queue-daemon'])
      symlinkSync(resolve(`dist/${name}.cjs`), join(prefix, 'bin', name));
    const said = execFileSync(
      'guile',
      ['--no-auto-compile', '-L', 'guix', '-L', GUIX, 'test/guix/with-guix.scm', prefix, scratch],
      { encoding: 'utf8', maxBuffer: 2 ** 26 },
    );
    expect(said).not.toMatch(/^wrong/m);
    expect(said.match(/^ok: /gm)?.length).toBeGreaterThan(12);
  });

  it.skipIf(!have('shepherd', 'GNU Shepherd, with Guile Fibers') || !mayMount())(
    'is run by GNU Shepherd: started, reloaded, revived after kill -9, stopped',
    { timeout: 300_000 },
    () => {
      const apart = ['-m', '--propagation', 'private', '--pid', '--fork', '--mount-proc'];
      const script = ['sh', 'test/guix/with-shepherd.sh', join(scratch, 'shepherd.scm')];
      const said = execFileSync('unshare', [...apart, ...script], { encoding: 'utf8' });
      expect(said).toMatch(/^started: Started: {2}\+ root {2}\+ sheepdog {2}\+ sheepdog-queue/m);
      expect(said).toContain('no machine named');
      expect(said.match(/^revived: .*/gm)).toEqual(['revived: sheepdog', 'revived: sheepdog-queue']);
      expect(said).toMatch(/^1 host, /m); // well or not: the machine of a test may be under load
      expect(said).toMatch(
        /^stopped: Started: {2}\+ root Stopped: {2}- sheepdog {2}- sheepdog-look {2}- sheepdog-queue/m,
      );
    },
  );
});
