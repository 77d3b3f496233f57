import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileStatus, newestFile, readFileText } from '../../src/system/files.ts';
import { globPattern } from '../../src/system/glob.ts';
import { thisMachine } from '../../src/system/machine.ts';
import { testDirectory } from '../support/directory.ts';
import { other, recorded } from './recorded.ts';

describe('a file', () => {
  it('is read as far as wanted', async () => {
    const files = recorded({ '/a': 'grüß', '/empty': '' });
    expect(await readFileText(files, '/a')).toEqual({ seen: true, text: 'grüß', cut: false });
    expect(await readFileText(files, '/a', { maxBytes: 3 })).toEqual({ seen: true, text: 'gr', cut: true });
    expect(await readFileText(files, '/a', { maxBytes: 6 })).toEqual({
      seen: true,
      text: 'grüß',
      cut: false,
    });
    expect(await readFileText(files, '/empty')).toEqual({ seen: true, text: '', cut: false });
  });

  it('of /proc is read although it has no size', async () => {
    const found = await readFileText(thisMachine(), '/proc/version');
    expect(found).toMatchObject({ seen: true, text: other('cat', '/proc/version') });
  });

  it('that has no end is cut, one that nobody writes to is empty', async () => {
    const directory = testDirectory();
    execFileSync('mkfifo', [join(directory, 'fifo')]);
    expect(await readFileText(thisMachine(), '/dev/zero', { maxBytes: 10 })).toMatchObject({ cut: true });
    expect(await readFileText(thisMachine(), join(directory, 'fifo'))).toMatchObject({
      text: '',
      cut: false,
    });
  });

  it('that is missing is data', async () => {
    const files = recorded({ '/a': '' });
    const missing = { seen: false, reason: 'no such file' };
    expect(await readFileText(files, '/b')).toEqual(missing);
    expect(await readFileText(files, '/a/b')).toEqual(missing);
    expect(await fileStatus(files, '/b')).toEqual(missing);
    expect(await readFileText(files, '/')).toMatchObject({
      seen: false,
      reason: expect.stringContaining('EISDIR'),
    });
  });

  it('is what stat says', async () => {
    const found = await fileStatus(thisMachine(), '/etc/passwd');
    const [size, modified, mode, user] = other('stat', '--format=%s %Y %a %u', '/etc/passwd')
      .trim()
      .split(' ');
    expect(found).toMatchObject({ seen: true, kind: 'file', size: Number(size), user: Number(user) });
    expect(found.seen && found.mode.toString(8)).toBe(mode);
    expect(found.seen && Math.floor(found.modified / 1000)).toBe(Number(modified));
    expect(await fileStatus(thisMachine(), '/dev/null')).toMatchObject({ kind: 'other' });
  });
});

describe('the newest file', () => {
  const backups = () => {
    const files = recorded({
      '/b/1.tar': 'one',
      '/b/2.tar': 'three',
      '/b/3.log': '',
      '/b/.4.tar': '',
      '/b/below/5.tar': '5',
    });
    const age = (name: string, time: string) =>
      execFileSync('touch', ['-d', time, join(files.root, 'b', name)]);
    age('1.tar', '2026-01-03T00:00:00Z');
    age('2.tar', '2026-01-02T00:00:00Z');
    age('3.log', '2026-01-09T00:00:00Z');
    age('below/5.tar', '2026-01-08T00:00:00Z');
    return files;
  };

  it('is the last changed of those whose names match', async () => {
    const expected = { path: '/b/1.tar', size: 3, modified: Date.UTC(2026, 0, 3), count: 2, totalSize: 8 };
    expect(await newestFile(backups(), '/b', { glob: '*.tar' })).toEqual({ seen: true, ...expected });
    expect(await newestFile(backups(), '/b')).toMatchObject({ path: '/b/3.log', count: 3 });
  });

  it('may be below', async () => {
    const found = await newestFile(backups(), '/b', { glob: '*.tar', recursive: true });
    expect(found).toMatchObject({ path: '/b/below/5.tar', count: 3 });
  });

  it('may be missing', async () => {
    expect(await newestFile(backups(), '/b', { glob: '*.zip' })).toEqual({
      seen: false,
      reason: 'no such file',
    });
    expect(await newestFile(backups(), '/c')).toEqual({ seen: false, reason: 'no such file' });
  });
});

describe('a pattern', () => {
  it.each([
    ['*.tar', 'a.tar', true],
    ['*.tar', '.a.tar', false],
    ['.*', '.a', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[!a-c]x', 'dx', true],
    ['[]]', ']', true],
    ['[z-a]', 'b', false],
    ['[', '[', true],
    ['a+(b)', 'a+(b)', true],
    ['a.b', 'aXb', false],
    ['*', 'two\nlines', true],
  ])('%s and %s: %s', (glob, name, matches) => {
    expect(globPattern(glob).test(name)).toBe(matches);
  });
});
