import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../src/model/notice.ts';
import type { NotifierSettings } from '../../src/model/notifier.ts';
import { routed } from '../../src/notify/route.ts';
import { disk, mailFields, NOTED, notice, settings, trouble } from '../support/notices.ts';
import { postOffice } from '../support/post-office.ts';
import { mailServer } from '../support/smtp.ts';

const HOUR = 3_600_000;

type Route = NotifierSettings['route'];
const route = (more: Partial<Route>): Route => ({
  hosts: ['*'],
  plugins: ['*'],
  subjects: ['*'],
  levels: ['warn', 'bark', 'unknown'],
  times: [],
  ...more,
});

describe('a notifier is told', () => {
  // A Saturday at noon UTC: tux01 job borg-ipfs barks, tux01 disk /export warns.
  const troubles: Trouble[] = [trouble(), disk({ level: 'warn' })];
  it.each<[string, Partial<Route>, string[]]>([
    ['of all', {}, ['borg-ipfs', '/export']],
    ['of its hosts', { hosts: ['web', 'tux*'] }, ['borg-ipfs', '/export']],
    ['of no others', { hosts: ['tux02', 'web*'] }, []],
    ['of its plugins', { plugins: ['disk'] }, ['/export']],
    ['of its subjects', { subjects: ['borg-*'] }, ['borg-ipfs']],
    ['of its levels', { levels: ['bark'] }, ['borg-ipfs']],
    ['of nothing without hosts', { hosts: [] }, []],
    ['at its times', { times: ['11:00-13:00'] }, ['borg-ipfs', '/export']],
    ['over midnight', { times: ['22:00-06:00', 'sat 11:30-12:30'] }, ['borg-ipfs', '/export']],
    ['at no others', { times: ['13:00-11:00', 'mon-fri 08:00-18:00'] }, []],
    ['of what is all of it', { hosts: ['tux01'], plugins: ['job'], levels: ['warn'] }, []],
  ])('%s', (_, more, subjects) => {
    const mail = { ...settings('mail', {}, { timezone: 'UTC' }), route: route(more) };
    expect(routed(notice({ troubles }), mail)?.troubles.map(({ subject }) => subject) ?? []).toEqual(
      subjects,
    );
  });

  it('by the clocks of its zone', () => {
    const at = (timezone: string) => ({
      ...settings('mail', {}, { timezone }),
      route: route({ times: ['20:00-22:00'] }),
    });
    expect(routed(notice(), at('Asia/Tokyo'))).not.toBeNull();
    expect(routed(notice(), at('Europe/Berlin'))).toBeNull();
  });

  it('of what tells of no machine, unless it is told of nothing', () => {
    const cut = notice({ kind: 'inconclusive', troubles: [], text: 'cut off' });
    expect(routed(cut, { ...settings('mail', {}), route: route({ hosts: ['web'] }) })).toBe(cut);
    expect(routed(cut, { ...settings('mail', {}), route: route({ hosts: [] }) })).toBeNull();
  });
});

describe('what is well again is told', () => {
  it('to those who were told that it was not, whatever their times and levels, and to no others', async () => {
    const server = await mailServer();
    const to = (name: string, more: Partial<Route>) => ({
      ...settings('mail', mailFields(server.port, { to: [`${name}@lab.org`] }), { name, timezone: 'UTC' }),
      route: route(more),
    });
    const office = await postOffice([
      to('noon', { times: ['11:00-13:00'], levels: ['bark'] }),
      to('night', { times: ['22:00-06:00'] }),
      to('disks', { plugins: ['disk'] }),
    ]);
    office.decide(notice());
    await office.pass(0);
    const told = () => server.mails.map(mail => mail.to[0]);
    expect(told()).toEqual(['noon@lab.org']);
    const night = NOTED + 11 * HOUR;
    office.decide(notice({ id: 'n2', kind: 'well', time: night, troubles: [trouble({ level: 'ok' })] }));
    await office.pass(0);
    expect(told()).toEqual(['noon@lab.org', 'noon@lab.org']);
  });
});
