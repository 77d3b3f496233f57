import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadText } from '../configuration/herd-file.ts';
import { testDirectory } from '../support/directory.ts';
import { blocks, projectFile } from '../support/documents.ts';
import { HerdStore } from '../support/herd.ts';
import { person } from '../support/person.ts';

const ROOT = join(import.meta.dirname, '../..');
const DAY = 86_400_000;

/** A step of a page: a file to write, lines to run, or what they say. */
interface Step {
  kind: string;
  text: string;
  /** The file that the text before names last. */
  file: string | undefined;
}

function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  let from = 0;
  for (const match of page.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    const before = page.slice(from, match.index);
    const file = [...before.matchAll(/^(?:.* )?[Ww]rite this into `([\w.-]+)`:$/gm)].at(-1)?.[1];
    steps.push({ kind: match[1]!, text: match[2]!, file });
    from = match.index + match[0].length;
  }
  return steps;
}

/** A fresh reader's folder, with the programs as they were built. */
function reader() {
  const home = testDirectory();
  mkdirSync(join(home, 'bin'));
  mkdirSync(join(home, 'work'));
  symlinkSync(join(ROOT, 'dist/sheepdog.cjs'), join(home, 'bin/sheepdog'));
  const env = { PATH: `${join(home, 'bin')}:${process.env.PATH}`, HOME: home };
  const run = (text: string) => {
    const { status, stdout } = spawnSync('sh', ['-eu', '-c', `exec 2>&1\n${text}`], {
      cwd: join(home, 'work'),
      env,
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, stdout]);
    return stdout;
  };
  return { run, write: (file: string, text: string) => writeFileSync(join(home, 'work', file), text) };
}

/** Without what depends on the machine's name (its width, in a table), and on how much is watched and asked by default. */
const shorn = (text: string) =>
  text
    .replaceAll(hostname(), 'tux01')
    .replace(/ +$/gm, '')
    .replace(/ {2,}/g, '  ')
    .replace(/\b\d+ (services|rules)\b/g, 'some $1');

describe('the page Your own plugin in five minutes', () => {
  it('does what it says, word for word', () => {
    const { run, write } = reader();
    let said = '';
    const steps = stepsOf(projectFile('docs/plugins.md'));
    expect(steps.map(({ kind }) => kind).filter(kind => kind === 'text')).toHaveLength(4);
    for (const { kind, text, file } of steps) {
      if (kind === 'sh') said = run(text);
      else if (kind === 'text') expect(shorn(said)).toBe(shorn(text));
      else {
        expect([kind, file]).toEqual(['scheme', expect.any(String)]);
        write(file!, text);
      }
    }
  });

  it('has a first plugin of three lines', () => {
    const [first] = blocks(projectFile('docs/plugins.md'), 'scheme');
    expect(first!.trimEnd().split('\n')).toHaveLength(3);
  });
});

describe('the page of the herd', () => {
  it('shows what can be loaded', async () => {
    const folder = testDirectory();
    const [herd, modified] = blocks(projectFile('docs/herd.md'), 'scheme');
    mkdirSync(join(folder, 'plugins'));
    writeFileSync(join(folder, 'plugins/waiting.scm'), projectFile('examples/plugins/waiting.scm'));
    writeFileSync(join(folder, 'one.scm'), herd!);
    writeFileSync(join(folder, 'two.scm'), `(herd (services ${modified}))`);
    const check = (file: string) => person(new HerdStore()).say(['check', '-c', join(folder, file)]);
    expect(await check('one.scm')).toMatchObject({ status: 0, err: '' });
    expect(await check('two.scm')).toMatchObject({ status: 0, err: '' });
  });

  it('names the fields that a herd has, and docs/way.md those of what is kept', async () => {
    const fieldsOf = async (form: string) => {
      const { out } = await person(new HerdStore()).say(['doc', form, '--json']);
      return (JSON.parse(out).fields as { name: string }[]).map(({ name }) => name);
    };
    const named = (page: string, column: RegExp) => [...projectFile(page).matchAll(column)].map(m => m[1]);
    expect(named('docs/herd.md', /^\| `([a-z-]+)`/gm)).toEqual(await fieldsOf('herd'));
    const kept = named('docs/way.md', /^\|[^|]*\| `([a-z-]+)` +\| (?:a year|as they|by |90 days)/gm);
    expect(kept.sort()).toEqual((await fieldsOf('keep-for')).sort());
  });

  it('keeps things as docs/way.md says', async () => {
    const text = blocks(projectFile('docs/way.md'), 'scheme')[0]!;
    expect(loadText(text).herd!.retention).toMatchObject({ messages: 14 * DAY, samples: 2 * DAY });
  });
});
