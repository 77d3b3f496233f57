import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makePrivateDirectory } from '../../src/platform/private-directory.ts';
import { testDirectory } from '../support/directory.ts';

it('is made, and taken again', () => {
  const path = join(testDirectory(), 'mine');
  makePrivateDirectory(path);
  makePrivateDirectory(path);
  expect(statSync(path).mode & 0o7777).toBe(0o700);
  expect(() => makePrivateDirectory(join(path, 'a/b'))).toThrow('ENOENT');
});

it('is refused where others can enter, or put something of theirs in its place', () => {
  const directory = testDirectory();
  const at = (name: string) => join(directory, name);
  mkdirSync(at('open'));
  chmodSync(at('open'), 0o750);
  mkdirSync(at('mine'), { mode: 0o700 });
  symlinkSync(at('mine'), at('link'));
  symlinkSync(at('nowhere'), at('dangling'));
  writeFileSync(at('file'), '', { mode: 0o600 });
  for (const name of ['open', 'link', 'dangling', 'file'])
    expect(() => makePrivateDirectory(at(name))).toThrow(`${at(name)} is not yours alone`);
});

it.runIf(process.getuid!() === 0)('is refused where it is somebody else’s', () => {
  const path = join(testDirectory(), 'theirs');
  mkdirSync(path, { mode: 0o700 });
  chownSync(path, 65534, 65534);
  expect(() => makePrivateDirectory(path)).toThrow('is not yours alone');
});
