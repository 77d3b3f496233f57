import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../../src/model/retention.ts';
import { loadText } from '../configuration/herd-file.ts';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';
import { count } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

it('is the same without a configuration as with one that does not speak of it', () => {
  expect(loadText('(herd)').herd!.retention).toEqual(DEFAULT_RETENTION);
  const { retention } = loadText('(herd (retention (keep-for (by-hour (days 30)) (runs (hours 1)))))').herd!;
  expect(retention).toEqual({ ...DEFAULT_RETENTION, byHour: 30 * DAY, runs: HOUR });
});

it('is what the configuration of the daemon says, which forgets that much and no more', async () => {
  const now = Date.now();
  const herd = new HerdStore();
  for (const [run, days] of [['a', 3] as const, ['b', 1] as const, ['c', 0] as const])
    herd.run('tux01', { run, exit: 0 }, now - days * DAY);
  const directory = testDirectory();
  const configuration = join(directory, 'server-config.scm');
  writeFileSync(configuration, `(herd (services '()) (retention (keep-for (messages (days 2)))))`);
  const env = {
    SHEEPDOG_SPOOL: join(directory, 'spool'),
    SHEEPDOG_STORE: herd.path,
    SHEEPDOG_CONFIG: configuration,
  };
  const daemon = startDaemon('sheepdog-daemon', env);
  const kept = () => count(herd.path, "SELECT count(*) FROM message WHERE plugin = 'job'");
  await until(() => kept() === 2, 'the oldest message to be forgotten');
  expect(count(herd.path, 'SELECT count(*) FROM job_run')).toBe(3);
  expect(await daemon.stop()).toBe(0);
});
