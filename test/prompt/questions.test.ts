// The prompt on a store, as on a terminal.
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { runQuestionPrompt } from '../../src/prompt/questions.ts';
import { provide } from '../../src/scheme/index.ts';
import { painter } from '../../src/terminal/paint.ts';
import { smallHerd } from '../ask/support.ts';

/** What is seen after each of some lines was typed, without what was typed. */
async function seen(...lines: string[]): Promise<string> {
  const { asker, environment } = smallHerd();
  const [input, output] = [new PassThrough(), new PassThrough()];
  let text = '';
  const note = (chunk: unknown) => {
    text += String(chunk);
  };
  output.on('data', note);
  provide({ write: note, writeError: note });
  onTestFinished(() => provide({ write: () => {}, writeError: () => {} }));
  const prompt = runQuestionPrompt({
    asker,
    environment,
    paint: painter(false),
    name: 'sheepdog',
    input,
    output,
    terminal: false,
    historyFile: undefined,
  });
  input.end(`${lines.join('\n')}\n`);
  await prompt;
  return text;
}

test('answers are a table, times in local form', async () => {
  expect(await seen('(run* (host booted) #:order-by (host) (hardware host #:booted booted))')).toMatch(
    /^HOST {3}BOOTED\ntux01 {2}19(70-01-01|69-12-31) \d\d:00\n.*\n.*\n3 answers\n$/,
  );
});

test('one answer, none, and answers that are no rows', async () => {
  expect(await seen('(run* (h) (hardware h #:os "guix"))')).toContain('1 answer\n');
  expect(await seen('(run* (h) (hardware h #:os "bsd"))')).toBe('no answers\n');
  expect(await seen("(run* (q) (== q '(1 2)))")).toBe('((1 2))\n');
  expect(await seen('(+ 1 2)')).toBe('3\n');
});

test('the relations can be looked at', async () => {
  const relations = await seen(',relations');
  expect(relations).toMatch(/RELATION +KIND +KEY +COLUMNS +DECLARED BY\n/);
  expect(relations).toMatch(/installed +state +host name +version +test\n/);
  const text = await seen(',describe installed');
  expect(text).toMatch(/^\(installed host name #:version\)\na state of test, 4 rows\nCOLUMN +TYPE/);
  expect(await seen(',describe interrupted')).toContain('the service was failed or stopped');
  expect(await seen(',describe no-such-thing')).toBe('nothing is called no-such-thing\n');
});

test(',sql tells how a question is answered', async () => {
  const text = await seen(',sql (run* (h) (fresh (r) (hardware h #:ram r) (project (r) (== r 1024))))');
  expect(text).toMatch(/^SELECT t1\."host"/);
  expect(text).toContain('searched, for each row: #<goal project>');
});

test('errors, and warnings of hidden relations, are told', async () => {
  expect(await seen('(run* (q) (noto (hardware q)))')).toContain('prompt:1:11: error: a negation can never');
  expect(await seen('(run* (hardware) (link hardware))')).toContain('hides the relation');
});
