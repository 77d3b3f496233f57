import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';
import { asJson, NOW, person } from '../support/person.ts';

const DAY = 86_400_000;
const HOUR = DAY / 24;

describe('expect', () => {
  const announced = () =>
    new HerdStore()
      .run('tux01', { run: 'r1', expect: '0 1 * * *' }, NOW - 2 * DAY - 11 * HOUR)
      .run('tux02', { run: 'r2', tag: 'scrub', exit: 2, expect: '0 3 * * 0' }, NOW - HOUR);

  it('shows what should run, when it last did, and when it is due', async () => {
    const { out } = await person(announced()).say(['expect']);
    expect(out).toBe(
      [
        'HOST   JOB        SCHEDULE   LAST              DUE               STATE',
        'tux01  borg-ipfs  0 1 * * *  2026-11-19 01:00  2026-11-22 01:00  ok     ok after 0.4 s',
        'tux02  scrub      0 3 * * 0  2026-11-21 11:00  2026-11-22 03:00  bark   exit 2 after 0.4 s',
        '',
      ].join('\n'),
    );
  });

  it('has JSON', async () => {
    const [job] = asJson((await person(announced()).say(['expect', '--json'])).out);
    expect(job).toMatchObject({ host: 'tux01', tag: 'borg-ipfs', source: 'wrapper', level: 'ok' });
    expect(Date.parse(job.due)).toBeGreaterThan(NOW);
  });

  it('learns from what ran, and writes it as a configuration', async () => {
    const store = announced();
    for (let day = 1; day <= 6; day++)
      store.run('tux03', { run: `n${day}`, tag: 'the "nightly"' }, NOW - day * DAY);
    expect((await person(store).say(['expect', '--learn'])).out).toBe(
      `(machine (name "tux03")
         (expected-jobs
          (list
           ;; by its last 6 runs
           (expected-job (tag "the \\"nightly\\"") (schedule "0 12 * * *")))))
`,
    );
    const file = join(testDirectory(), 'server-config.scm');
    writeFileSync(file, `(herd (machines (list ${(await person(store).say(['expect', '--learn'])).out})))`);
    expect(await person(store).say(['check', '-c', file])).toMatchObject({ status: 0, err: '' });
  });

  it('says so where there is nothing', async () => {
    expect((await person(new HerdStore()).say(['expect'])).out).toMatch(
      /^nothing is expected; 'sheepdog expect --learn'/,
    );
    expect((await person(new HerdStore()).say(['expect', '--learn'])).out).toMatch(/^; nothing else/);
  });
});
