import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Json } from '../../src/model/message.ts';
import { runMonitor, runReceiver } from '../../src/plugin/hooks.ts';
import { testDirectory } from '../support/directory.ts';
import { until } from '../support/waiting.ts';
import { shippedService } from './plugin-text.ts';

const HAVE_BORG = spawnSync('borg', ['--version']).status === 0;
if (!HAVE_BORG) console.warn('NOT TESTED: borg is not installed');

const DAY = 86_400_000;

/** A folder with a file to be kept, and place for repositories; what borg remembers of them is there, too. */
function place(): string {
  const directory = testDirectory();
  vi.stubEnv('BORG_BASE_DIR', directory);
  onTestFinished(() => void vi.unstubAllEnvs());
  writeFileSync(join(directory, 'file'), 'x'.repeat(5000));
  return directory;
}

function borg(directory: string, ...args: string[]): void {
  const env = { ...process.env, BORG_PASSPHRASE: 'open sesame' };
  execFileSync('borg', args, { cwd: directory, env, stdio: 'pipe' });
}

/** What the plugin makes of these repositories that long from now: findings as `level text`, facts as lists. */
async function looked(options: string, later = 0) {
  const service = shippedService('borg', options);
  const body: Json = await runMonitor(service, { timeLimit: 60_000 });
  return runReceiver(service, 'tux01', { time: Date.now() + later, body }).flatMap((effect): unknown[] => {
    if (effect.kind === 'finding') return [`${effect.finding.level} ${effect.finding.text}`];
    return effect.kind === 'fact' ? [[effect.fact.relation, ...effect.fact.values]] : [];
  });
}

/** Holds the lock of a repository until the test is over. */
async function locked(directory: string, repository: string): Promise<void> {
  const mark = join(directory, 'locked');
  const command = ['sh', '-c', `touch ${mark}; exec sleep 60`];
  const holder = spawn('borg', ['with-lock', repository, ...command], { stdio: 'ignore', detached: true });
  onTestFinished(async () => {
    process.kill(-holder.pid!, 'SIGTERM'); // and the command with it
    await once(holder, 'exit');
  });
  await until(() => spawnSync('test', ['-e', mark]).status === 0, 'the lock');
}

describe.runIf(HAVE_BORG)('borg, on repositories of its own', { timeout: 120_000 }, () => {
  it('tells how old and how large the newest archive is', async () => {
    const directory = place();
    const repository = join(directory, 'repository');
    const options = `(repositories '("${repository}"))`;
    borg(directory, 'init', '--encryption', 'none', repository);
    expect(await looked(options)).toEqual(['bark there is no archive in it']);
    borg(directory, 'create', `${repository}::old`, 'file');
    borg(directory, 'create', `${repository}::new`, 'file');
    const began = Date.now();
    const [fact, finding] = (await looked(options)) as [unknown[], string];
    expect(fact.slice(0, 4)).toEqual(['archived', 'tux01', repository, 'new']);
    const [ended, took, size, added] = fact.slice(4) as number[];
    expect(Math.abs(began - ended!)).toBeLessThan(60_000);
    expect(took).toBeGreaterThanOrEqual(0);
    expect([size, added! < size!]).toEqual([5000, true]);
    expect(finding).toMatch(/^ok new is \d+ seconds? old and holds 4.9 KiB$/);
    expect((await looked(options, 2 * DAY))[1]).toBe('warn new is 2 days old and holds 4.9 KiB');
    expect((await looked(options, 4 * DAY))[1]).toMatch(/^bark new is 4 days old/);
  });

  it('opens those that are encrypted by a file, and asks nobody for a password', async () => {
    const directory = place();
    const repository = join(directory, 'repository');
    const [right, wrong] = [join(directory, 'right'), join(directory, 'wrong')];
    writeFileSync(right, 'open sesame\n', { mode: 0o600 });
    writeFileSync(wrong, 'open\n', { mode: 0o600 });
    borg(directory, 'init', '--encryption', 'repokey', repository);
    borg(directory, 'create', `${repository}::first`, 'file');
    const with_ = (file: string) => `(repositories '("${repository}")) (passphrase-file "${file}")`;
    expect((await looked(with_(right)))[1]).toMatch(/^ok first is/);
    expect(await looked(with_(wrong))).toEqual([expect.stringMatching(/^bark passphrase .*is incorrect/)]);
    expect(await looked(`(repositories '("${repository}"))`)).toEqual([
      expect.stringMatching(
        /^bark Enter passphrase for key .*: can not acquire a passphrase: BORG_PASSPHRASE/,
      ),
    ]);
  });

  it('says what is wrong with one that is missing, and with one that is locked for long', async () => {
    const directory = place();
    const repository = join(directory, 'repository');
    borg(directory, 'init', '--encryption', 'none', repository);
    await locked(directory, repository);
    const missing = join(directory, 'missing');
    expect(await looked(`(repositories '("${missing}" "${repository}"))`)).toEqual([
      `bark Repository ${missing} does not exist.`,
      expect.stringMatching(/^bark Failed to create\/acquire the lock .*\(timeout\)\.$/),
    ]);
  });
});
