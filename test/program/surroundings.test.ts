import { describe, expect, it } from 'vitest';
import { digestFacts } from '../../src/program/digest-facts.ts';
import { surroundingsOf } from '../../src/program/surroundings.ts';
import { Store } from '../../src/store/store.ts';
import { HerdStore } from '../support/herd.ts';
import { notice, settings, trouble } from '../support/notices.ts';
import { NOW, person } from '../support/person.ts';

const HOUR = 3_600_000;
const output = (text: string) => ({ head: text, tail: '', omitted: 0 });

function around(herd: HerdStore, troubles = [trouble({ show: 'bad1' })]) {
  const store = Store.openForReceiver(herd.path);
  try {
    return surroundingsOf(notice({ troubles }), store, 'UTC');
  } finally {
    store.close();
  }
}

describe('what is known around a notice', () => {
  it('of a job: what it ran and wrote, and how it went before', () => {
    const herd = new HerdStore();
    herd.run('tux01', { run: 'old', exit: 1 }, NOW - 9 * HOUR);
    for (const [i, run] of ['a', 'b', 'c'].entries()) herd.run('tux01', { run }, NOW - (8 - i) * HOUR);
    herd.run('tux01', { run: 'x', tag: 'other', exit: 1 }, NOW - 4 * HOUR);
    const told = {
      command: 'borg create',
      user: 'backup',
      exit: 2,
      stderr: output(' \n'),
      stdout: output('no room\n'),
    };
    herd.run('tux01', { run: 'bad0', exit: 2 }, NOW - 2 * HOUR);
    herd.run('tux01', { run: 'bad1', ...told }, NOW - HOUR);
    expect(around(herd).runs.get('bad1')).toEqual({
      command: 'borg create',
      user: 'backup',
      state: 'exited',
      exit: 2,
      signal: null,
      elapsed: 400,
      output: 'no room\n',
      goodBefore: 3,
      lastGood: NOW - 6 * HOUR,
    });
    expect(around(herd, [trouble({ show: 'old' })]).runs.get('old')).toMatchObject({
      goodBefore: 0,
      lastGood: null,
    });
    expect(around(herd, [trouble({ show: 'unknown' })]).runs.size).toBe(0);
  });

  it('what else is wrong on the machine, and on no other', () => {
    const herd = new HerdStore();
    const found = (host: string, subject: string, level: 'warn' | 'ok') =>
      herd.found(host, 'disk', [{ subject, level, text: '93 %' }], NOW - HOUR);
    found('tux01', '/export', 'warn');
    found('tux02', '/export', 'warn');
    herd.found('tux01', 'job', [{ subject: 'borg-ipfs', level: 'bark', text: 'exit 2' }], NOW - HOUR);
    expect(around(herd).others.map(({ host, plugin, subject }) => [host, plugin, subject])).toEqual([
      ['tux01', 'disk', '/export'],
    ]);
  });
});

describe('what a digest is made of', () => {
  it('is what status shows, what is well again since then, of what the notifier is told of', () => {
    const herd = new HerdStore();
    const found = (host: string, subject: string, level: 'warn' | 'bark' | 'ok', time: number) =>
      herd.found(host, 'disk', [{ subject, level, text: `was ${level}` }], time);
    found('tux01', '/a', 'warn', NOW - 30 * HOUR);
    found('tux01', '/a', 'ok', NOW - 26 * HOUR); // before the last digest
    found('tux01', '/b', 'warn', NOW - 30 * HOUR);
    found('tux01', '/b', 'ok', NOW - 2 * HOUR);
    found('tux01', '/c', 'bark', NOW - 30 * HOUR);
    found('tux01', '/c', 'warn', NOW - 2 * HOUR); // better, and not well
    found('tux02', '/d', 'warn', NOW - 30 * HOUR);
    found('tux02', '/d', 'ok', NOW - 2 * HOUR);
    const { env } = person(herd);
    const mail = settings('mail', {}, { timezone: 'UTC' });
    mail.route.hosts = ['tux01'];
    const facts = digestFacts(env, null, mail, NOW - 24 * HOUR, NOW);
    expect(facts.recovered).toMatchObject([
      {
        host: 'tux01',
        subject: '/b',
        level: 'warn',
        text: 'was warn',
        since: NOW - 30 * HOUR,
        until: NOW - 2 * HOUR,
      },
    ]);
    expect(
      facts.rows.filter(({ level }) => level === 'warn').map(({ host, subject }) => [host, subject]),
    ).toEqual([['tux01', '/c']]);
    expect(facts).toMatchObject({ since: NOW - 24 * HOUR, now: NOW, timezone: 'UTC' });
  });
});
