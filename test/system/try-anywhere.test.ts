import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testDirectory } from '../support/directory.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The programs as they are installed, where everybody may read them. */
function installed(): string {
  const folder = testDirectory();
  chmodSync(folder, 0o755);
  for (const part of ['dist', 'plugins', 'scheme', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, 'home'));
  return folder;
}

/** Runs `sheepdog try --json`, in front of it the words of another program; what it found. */
function tryUnder(folder: string, words: string[], env: Record<string, string> = {}) {
  const command = [...words, process.execPath, join(folder, 'dist/sheepdog.cjs'), 'try', '--json'];
  const { status, stdout, stderr } = spawnSync(command[0]!, command.slice(1), {
    encoding: 'utf8',
    env: { PATH: process.env.PATH!, HOME: join(folder, 'home'), ...env },
  });
  const rows = stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  return { status, stderr, rows: rows as Record<string, unknown>[] };
}

/** What is no fault of the monitors: the machine that runs the tests may be busy, full, or just started. */
const OF_THE_MACHINE = ['disk', 'inodes', 'memory', 'swap', 'load', 'pressure', 'reboot', 'reboot-needed'];

function expectNoFalseAlarm({ status, stderr, rows }: ReturnType<typeof tryUnder>): void {
  expect([status, stderr]).toEqual([0, '']);
  expect(rows.filter(({ trouble }) => trouble !== undefined)).toEqual([]);
  const alarms = rows.filter(
    ({ level, plugin }) => /warn|bark/.test(String(level)) && !OF_THE_MACHINE.includes(String(plugin)),
  );
  expect(alarms).toEqual([]);
}

const isRoot = process.getuid!() === 0;
const canUnshare = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;

describe('what is watched by default', () => {
  it('finds nothing wrong here that is not, and sees the machine', () => {
    const tried = tryUnder(installed(), []);
    expectNoFalseAlarm(tried);
    const seen = tried.rows.map(({ plugin }) => plugin);
    for (const plugin of ['hardware', 'disk', 'memory', 'load', 'processes', 'reboot'])
      expect(seen).toContain(plugin);
  });

  it.skipIf(!isRoot)('needs no root: what cannot be seen without is noted, once', () => {
    const folder = installed();
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'];
    const tried = tryUnder(folder, nobody);
    expectNoFalseAlarm(tried);
    for (const { text } of tried.rows.filter(({ level }) => level === 'note'))
      expect(text).toMatch(/^not seen \(.+\)$/);
  });

  it.skipIf(!canUnshare)('bears a container without /sys, and without most of /proc', () => {
    const hidden = ['/sys', '/run', '/proc/pressure', '/proc/sys', '/proc/net'];
    const hide = hidden.map(path => `mount -t tmpfs none ${path}`).join(' && ');
    const tried = tryUnder(installed(), [
      'unshare',
      '--mount',
      '--',
      'sh',
      '-c',
      `${hide} && exec "$@"`,
      'sh',
    ]);
    expectNoFalseAlarm(tried);
    const plugins = tried.rows.filter(({ level }) => level !== undefined).map(({ plugin }) => plugin);
    expect(plugins).not.toContain('pressure');
    expect(plugins).toContain('memory');
  });

  it.skipIf(!canUnshare)('bears a machine without /proc', () => {
    const tried = tryUnder(installed(), [
      'unshare',
      '--mount',
      '--',
      'sh',
      '-c',
      'mount -t tmpfs none /proc && exec "$@"',
      'sh',
    ]);
    expectNoFalseAlarm(tried);
  });

  it('knows no daylight saving', () => {
    const folder = installed();
    expectNoFalseAlarm(tryUnder(folder, [], { TZ: 'Europe/Berlin' }));
    expectNoFalseAlarm(tryUnder(folder, [], { TZ: 'Australia/Lord_Howe' }));
  });
});
