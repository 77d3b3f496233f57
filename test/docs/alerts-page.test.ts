import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FLAPS, STEADY } from '../../src/alert/decide.ts';
import { DEFAULT_ALERTS } from '../../src/model/alert-settings.ts';
import { testDirectory } from '../support/directory.ts';
import { projectFile } from '../support/documents.ts';
import { HerdStore } from '../support/herd.ts';
import { person } from '../support/person.ts';

const page = projectFile('docs/alerts.md');

it('the herd of the page is right', async () => {
  const [, herd] = /```scheme\n(.*?)```/s.exec(page)!;
  const file = join(testDirectory(), 'server-config.scm');
  writeFileSync(file, herd!);
  const { status, out, err } = await person(new HerdStore()).say(['check', '-c', file]);
  expect(err).toBe('');
  expect(out).toContain('2 machines');
  expect(status).toBe(0);
});

it.each([...page.matchAll(/`sheepdog ((?:silence|ack) [^`]*)`/g)].map(([, words]) => words!))(
  'the order of the page is one: %s',
  async words => {
    const argv = [...words.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!);
    const { status, err } = await person(new HerdStore()).say(argv);
    if (words.includes('--for')) expect([status, err]).toEqual([0, '']);
    else expect(err).toContain('nothing that would be told is wrong with');
  },
);

it('the figures of the page are those of the program', () => {
  expect(page).toContain(`\`gather-for\` of the herd (a minute; \`0\`: at once)`);
  expect(page).toContain('has `silent-for` (five minutes)');
  expect(DEFAULT_ALERTS).toMatchObject({ gatherFor: 60_000, silentFor: 300_000, remindEvery: null });
  expect(page).toContain('four times within an hour flaps');
  expect(page).toContain('as it is for 30 minutes');
  expect([FLAPS, STEADY]).toEqual([4, 1_800_000]);
});
