// Every step of docs/asking.md is asked, and answered as the page says.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { provide, services } from '../../src/scheme/index.ts';
import { projectFile } from '../support/documents.ts';
import { person } from '../support/person.ts';
import { makeAskingHerd, NOW } from './asking-herd.ts';

interface Step {
  title: string;
  question: string;
  answers: string;
}

const page = projectFile('docs/asking.md');

/** A section's last two blocks: what is typed, and what is seen. */
function stepOf(section: string): Step {
  const [title] = section.split('\n', 1) as [string];
  const question = [...section.matchAll(/^```scheme\n(.*?)^```$/gms)].at(-1)?.[1] ?? '';
  const answers = /^```text\n(.*?)^```$/ms.exec(section)?.[1] ?? '';
  return { title, question, answers };
}

const STEPS = page.split(/^## /m).slice(1).map(stepOf);
const OWN = /`relations\.scm`:\n\n```scheme\n(.*?)^```$/ms.exec(page)![1]!;

const directory = mkdtempSync(join(tmpdir(), 'sheepdog-test-'));
const config = join(directory, 'server-config.scm');
const { now } = services;

beforeAll(() => {
  makeAskingHerd(join(directory, 'sheepdog.db'));
  writeFileSync(join(directory, 'relations.scm'), OWN);
  writeFileSync(config, '(herd)\n');
  provide({ now: () => NOW });
});
afterAll(() => {
  provide({ now });
  rmSync(directory, { recursive: true });
});

/** Answers have no order of their own, unless one was asked for. */
const inOrder = (text: string, question: string) => {
  const [head, ...lines] = text.trimEnd().split('\n');
  return /order-by|explain/.test(question) ? [head, ...lines] : [head, ...lines.sort()];
};

test('the page has twenty steps', () => expect(STEPS).toHaveLength(20));

test.each(STEPS)('$title', async ({ question, answers }) => {
  let written = '';
  provide({
    write: text => {
      written += text;
    },
  });
  const { say } = person({ path: join(directory, 'sheepdog.db') }, { SHEEPDOG_CONFIG: config });
  const { out, err } = await say(['query', question]);
  expect(err).toBe('');
  expect(inOrder(written + out, question)).toEqual(inOrder(answers, question));
});
