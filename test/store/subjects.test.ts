import SQLite from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesWord } from '../../src/model/subject-pattern.ts';
import { fits } from '../../src/store/subjects.ts';

const db = new SQLite(':memory:');
const statement = db.prepare(`SELECT ${fits('word', '@glob')} FROM (SELECT @word AS word)`).pluck();
const inStore = (glob: string, word: string) => statement.get({ glob, word }) === 1;

it.each([
  ['tux[!0]*', 'tux01', false],
  ['tux[!0]*', 'tux11', true],
  ['tux[0-3]?', 'tux01', true],
  ['*.cache', '.cache', true],
  ['disk *', 'disk *', true],
])('%s and %s, in the store as in a silence: %s', (glob, word, fit) => {
  expect([inStore(glob, word), matchesWord(glob, word)]).toEqual([fit, fit]);
});

it('the store and what keeps quiet agree on what a glob is', () => {
  const piece = fc.constantFrom('a', 'b', '.', '-', '*', '?', '[ab]', '[!a]', '[a-c]', '[!b-d]', '/');
  const text = (part: fc.Arbitrary<string>) => fc.array(part, { maxLength: 6 }).map(parts => parts.join(''));
  fc.assert(
    fc.property(text(piece), text(fc.constantFrom('a', 'b', 'c', '.', '-', '/')), (glob, word) => {
      expect([glob, word, inStore(glob, word)]).toEqual([glob, word, matchesWord(glob, word)]);
    }),
    { numRuns: 2000 },
  );
});
