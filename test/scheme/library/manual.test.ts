// The manual's examples: each line `expression ⇒ value` of docs/scheme.md, and `⇒ error: text`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { EOF, MultipleValues } from '../../../src/scheme/data/value.ts';
import { evaluateNow, makeEnvironment, printed, SchemeError, type Value } from '../../../src/scheme/index.ts';
import { Reader } from '../../../src/scheme/read/reader.ts';

const MANUAL = readFileSync(path.join(import.meta.dirname, '../../../docs/scheme.md'), 'utf8');
const examples = [...MANUAL.matchAll(/^```scheme\n([\s\S]*?)^```/gm)]
  .flatMap(([, block]) => block!.split('\n'))
  .filter(line => line.includes('⇒'))
  .map(line => line.split(/\s*⇒\s*/) as [string, string]);

/** What the page shows for a value; several values are shown with commas between. */
const shown = (value: Value): string =>
  value instanceof MultipleValues ? value.items.map(item => printed(item)).join(', ') : printed(value);

/** The data after ⇒, printed as we print, so that spacing does not count. */
function normal(text: string): string {
  return text
    .split(/,\s+(?=\()/)
    .map(part => {
      const reader = new Reader(part, 'docs/scheme.md');
      const datum = printed(reader.read());
      expect([part, reader.read()]).toEqual([part, EOF]);
      return datum;
    })
    .join(', ');
}

test('has examples', () => expect(examples.length).toBeGreaterThan(60));

test.each(examples)('%s ⇒ %s', (expression, expected) => {
  const environment = makeEnvironment('docs/scheme.md');
  if (!expected.startsWith('error:')) {
    expect(shown(evaluateNow(expression, environment))).toBe(normal(expected));
    return;
  }
  try {
    evaluateNow(expression, environment);
  } catch (error) {
    expect(error).toBeInstanceOf(SchemeError);
    expect((error as SchemeError).report()).toContain(expected);
    return;
  }
  expect.fail('no error');
});

test('the libraries it names are there', () => {
  const named = [...MANUAL.matchAll(/`\((srfi|ice-9|rnrs|scheme) ([^)…]+)\)`/g)].flatMap(([, kind, names]) =>
    kind === 'srfi' && /^[\d ]+$/.test(names!)
      ? names!.split(' ').map(n => `(srfi ${n})`)
      : [`(${kind} ${names})`],
  );
  expect(named.length).toBeGreaterThan(15);
  for (const library of named) evaluateNow(`(import ${library})`, makeEnvironment('docs/scheme.md'));
});
