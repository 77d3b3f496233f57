// Every name that a library exports is bound, and every public procedure of the base library has a docstring where it
// is written in Scheme.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { evaluateNow, makeEnvironment, printed } from '../../../src/scheme/index.ts';
import { exports } from '../../../src/scheme/library/exports.ts';
import { files, primitives } from '../../../src/scheme/library/manifest.ts';

const FOLDER = path.join(import.meta.dirname, '../../../scheme');

test.each(Object.keys(exports))('%s exports what it says', library => {
  const environment = makeEnvironment('test.scm');
  evaluateNow(`(import ${library})`, environment);
  const names = exports[library]!;
  if (names === 'all') return;
  const missing = names
    .map(name => (typeof name === 'string' ? name : name[0]))
    .filter(name => evaluateNow(`(defined? '${name})`, environment) !== true);
  expect(missing).toEqual([]);
});

test('a name that is not exported is not imported', () => {
  const code = "(eval '(fold + 0 (list 1)) (environment '(scheme base)))";
  expect(() => evaluateNow(code, makeEnvironment('test.scm'))).toThrow(/unbound variable: fold/);
});

test('every public procedure written in Scheme has a docstring', () => {
  const undocumented = files.flatMap(file => {
    const text = readFileSync(path.join(FOLDER, file), 'utf8');
    const defined = [...text.matchAll(/^\(define\*? \(([^\s()%][^\s()]*)/gm)].map(([, name]) => name!);
    return defined.filter(
      name => evaluateNow(`(procedure-documentation ${name})`, makeEnvironment('test.scm')) === false,
    );
  });
  expect(undocumented).toEqual([]);
});

test('all files of scheme/ that belong to the base library are loaded', () => {
  const here = readdirSync(FOLDER).filter(name => name.endsWith('.scm'));
  for (const file of files) expect(here).toContain(file);
});

test('no two tables give one name different arities without need', () => {
  const seen = new Map<string, string>();
  const doubles = primitives.flatMap(({ name, min, max }) => {
    const before = seen.get(name);
    seen.set(name, `${min}-${max}`);
    return before === undefined ? [] : [name];
  });
  expect(doubles).toEqual([]);
});

test('docstrings are shown', () => {
  expect(printed(evaluateNow('(procedure-documentation fold)', makeEnvironment('t')))).toContain('each item');
});
