import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeConfigurationLanguage } from '../../src/configuration/language.ts';
import { testDirectory } from '../support/directory.ts';
import { projectFile } from '../support/documents.ts';

const BASE = makeConfigurationLanguage().baseServices.length;
const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = ['README.md', ...readdirSync(join(ROOT, 'docs')).map(name => `docs/${name}`)];
const helpOf = (program: string, ...argv: string[]) =>
  execFileSync(process.execPath, [join(ROOT, `dist/${program}.cjs`), ...argv, '--help']).toString();
const help = (...argv: string[]) => helpOf('sheepdog', ...argv);

/** The verbs that a help lists. */
function commandsOf(text: string): string[] {
  const listed = text.split(/^Commands:$/m)[1]!.split(/^$/m)[0]!;
  return [...listed.matchAll(/^ {2}([a-z-]+)/gm)].map(([, verb]) => verb!);
}

describe('the first page', () => {
  it('names commands that are there', () => {
    const { scripts, version } = JSON.parse(projectFile('package.json'));
    const page = projectFile('README.md');
    expect(page).toContain('\n    npm ci && npm start\n');
    expect(page).toContain('\n    npm ci && npm test\n');
    expect(scripts.start).toBe('sh examples/first-day.sh');
    for (const [, script] of page.matchAll(/npm run (\w+)/g)) expect(Object.keys(scripts)).toContain(script);
    expect(page).toContain(`sheepdog-${version}.tgz`);
  });

  it('starts a first day that plays to its end and leaves nothing behind', () => {
    const tmp = testDirectory();
    const { SHEEPDOG_QUEUE: _, ...env } = process.env;
    const day = spawnSync('sh', ['examples/first-day.sh'], {
      cwd: ROOT,
      env: { ...env, TMPDIR: tmp },
      encoding: 'utf8',
    });
    expect([day.status, day.stderr.split('\n').filter(line => !/^cp: /.test(line))]).toEqual([0, ['']]);
    expect(day.stdout).toMatch(/^\$ sheepdog jobs\n(.*\n)*.*copy-offsite +exit 1 /m);
    expect(day.stdout).toMatch(/^\$ sheepdog try --all\nHOST .*\n(.*\n)*?.* disk +\/ /m);
    expect(day.stdout).toContain(
      `server-config.scm: no machine named, ${BASE + 1} services on each, 2 rules, 0 notifiers\n`,
    );
    expect(day.stdout).toContain('PASS room-temperature: a hot room barks\n');
    expect(day.stdout).toMatch(/room-temperature +server room +bark .* 41\.5 °C/);
    expect(day.stdout).toMatch(/slow-report +timed out/);
    expect(day.stdout).toMatch(/stderr:\n {2}cp: /);
    expect(day.stdout).toMatch(/^TAG +STATUS +KERNEL\ncopy-offsite +1 /m);
    expect(day.stdout).toMatch(/receiver +unknown +not running/);
    expect(day.stdout).not.toContain('check-backup.tar');
    expect(readdirSync(tmp)).toEqual([]);
  });
});

describe.each(DOCUMENTS)('%s', path => {
  const text = projectFile(path);

  it('names verbs and options that are there', () => {
    const verbs = help();
    for (const [, verb] of text.matchAll(/`sheepdog ([a-z][a-z-]*)/g))
      expect(`${verbs} run`).toContain(` ${verb} `);
    const known = [
      help('run'),
      ...['sheepdog-daemon', 'sheepdog-queue-daemon'].map(daemon => helpOf(daemon)),
      ...[...commandsOf(verbs)].map(verb => help(verb)),
      ...['new', 'list', 'test'].map(verb => help('plugin', verb)),
    ].join('\n');
    const options = [...text.matchAll(/sheepdog[^`\n|]*? (--[a-z][a-z-]+)/g)].map(([, option]) => option);
    for (const option of [
      ...options,
      ...[...text.matchAll(/^\| `(--[a-z-]+)/gm)].map(([, option]) => option),
    ])
      expect(known).toContain(option);
  });

  it('leads to files that are there', () => {
    for (const [, file] of text.matchAll(/\]\(([\w./-]+)\)/g))
      expect(() => projectFile(join(path, '..', file!))).not.toThrow();
  });
});
