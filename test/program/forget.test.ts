import { describe, expect, it, onTestFinished } from 'vitest';
import { BatchReceiver } from '../../src/receiver/store-batch.ts';
import { Store } from '../../src/store/store.ts';
import { HOUR, MINUTE, Pasture } from '../alert/pasture.ts';
import { WatchedHerd } from '../expect/watched-herd.ts';
import { HerdStore } from '../support/herd.ts';
import { NO_PLUGINS } from '../support/no-plugins.ts';
import { asJson, NOW, person } from '../support/person.ts';

const DAY = 24 * HOUR;

describe('a job that is forgotten', () => {
  it('is expected no more, though it was missed, until it announces itself again', async () => {
    const herd = new WatchedHerd(NOW - 2 * DAY, '');
    onTestFinished(() => herd.close());
    herd.every.push(() => herd.beat('tux01'));
    herd.beat('tux01');
    herd.run('tux01', { tag: 'borg ipfs', expect: '0 1 * * *' });
    herd.passTo(NOW);
    expect(herd.says('tux01', 'job', 'borg ipfs')).toMatch(/^bark: did not run/);
    const { say } = person(herd);
    expect((await say(['forget', 'tux01', 'job', 'borg', 'ipfs'])).out).toMatch(
      /^tux01 job borg ipfs is forg/,
    );
    herd.pass(DAY);
    expect(herd.expected()).toEqual([]);
    expect(herd.says('tux01', 'job', 'borg ipfs')).toBeNull();
    expect((await say(['status', '--all'])).out).not.toContain('borg ipfs');
    expect((await say(['jobs'])).out).toContain('borg ipfs');
    expect((await say(['expect', '--learn'])).out).not.toContain('borg ipfs');
    expect((await say(['why', 'tux01', 'job'])).out).toMatch(/forgotten +bark +its job is expected no more/);

    herd.run('tux01', { tag: 'borg ipfs', exit: 3, expect: '0 1 * * *' });
    expect(herd.expected()).toEqual(['tux01 borg ipfs 0 1 * * *']);
    expect((await say(['status'])).out).toMatch(/borg ipfs +bark .* exit 3/);
    herd.pass(DAY);
    expect(herd.says('tux01', 'job', 'borg ipfs')).toMatch(/^bark: did not run/);
  });

  it('that runs for days is not asked about', async () => {
    const herd = new WatchedHerd(NOW - 26 * HOUR, '');
    onTestFinished(() => herd.close());
    herd.every.push(() => herd.beat('tux01'));
    herd.beat('tux01');
    for (let i = 0; i < 3; i++) herd.run('tux01', { tag: 'loop' });
    herd.run('tux01', { tag: 'loop', state: 'running', exit: null, elapsed: null });
    await person(herd).say(['forget', 'tux01', 'job', 'loop']);
    herd.passTo(NOW);
    expect(herd.says('tux01', 'job', 'loop')).toBeNull();
  });

  it('is named whole, and not one that the configuration expects', async () => {
    const herd = new WatchedHerd(
      NOW,
      `(machines (list (machine (name "tux01")
         (expected-jobs (list (expected-job (tag "dump") (schedule "0 1 * * *")))))))`,
    );
    onTestFinished(() => herd.close());
    herd.run('tux01', { tag: 'dump' });
    const { say } = person(herd);
    const cases: [string[], RegExp][] = [
      [['tux01', 'job'], /which job\?/],
      [['tux01', 'job', 'd*'], /nobody has heard of 'tux01 job d\*'/],
      [['tux02', 'job', 'dump'], /nobody has heard of 'tux02 job dump'/],
      [
        ['tux01', 'job', 'dump'],
        /is expected by the configuration\nhint: take its \(expected-job \(tag "dump"/,
      ],
      [['tux01', 'disk', '/'], /Allowed choices are job/],
    ];
    for (const [words, complaint] of cases) {
      const { status, err } = await say(['forget', ...words]);
      expect(err).toMatch(complaint);
      expect(status).not.toBe(0);
    }
    expect(herd.expected()).toEqual(['tux01 dump 0 1 * * *']);
  });

  it('is said as JSON', async () => {
    const { say } = person(new HerdStore().run('tux01', { run: 'a' }, NOW));
    const { out } = await say(['forget', 'tux01', 'job', 'borg-ipfs', '--json']);
    expect(asJson(out)).toEqual([{ host: 'tux01', tag: 'borg-ipfs' }]);
  });
});

describe('what was told of before it was forgotten', () => {
  it.each([
    ['a machine', ['tux01'], 'the machine left the herd'],
    ['a job', ['tux01', 'job', 'borg'], 'its job is expected no more'],
  ])('is told no more, nor that it is well: %s', async (_, words, reason) => {
    const herd = new Pasture({ remindEvery: HOUR }).find('tux01 job borg', 'bark').wait(5 * MINUTE);
    const store = Store.openForOrder(herd.path, herd.now);
    const body = { run: 'r', tag: 'borg', state: 'exited', exit: 1, start: herd.now };
    const text = JSON.stringify({ version: 1, plugin: 'job', body });
    const delivery = { host: 'tux01', number: null, sent: herd.now, text, unfit: null, entry: '1' };
    store.transaction(writer => new BatchReceiver(writer, NO_PLUGINS, herd.now).run([delivery]));
    store.close();
    expect(herd.wait(2 * HOUR).barks).toEqual([
      'bad tux01 job borg',
      ...Array(2).fill('reminder tux01 job borg'),
    ]);
    const { say } = person(herd);
    expect((await say(['forget', ...words])).status).toBe(0);
    expect(herd.wait(6 * HOUR).barks).toEqual([]);
    expect((await say(['why', 'tux01', '--since', '2026-11-01'])).out).toContain(reason);
  });
});
