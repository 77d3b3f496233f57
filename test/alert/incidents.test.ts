import { describe, expect, it } from 'vitest';
import { DAY, Farm, HOUR, MINUTE } from './farm.ts';

const GIB = 2 ** 30;

/** A file system as the disk plugin's monitor hook finds it. */
const disk = (mount: string, size: number, free: number) => ({
  ...{ mount, source: `/dev${mount}`, type: 'ext4', size: size * GIB, used: (size - free) * GIB },
  'used-ratio': (size - free) / size,
});
const herdOf = (machines: Record<string, string[]>, more = '') =>
  `(herd ${more} (machines (list ${Object.entries(machines)
    .map(([name, on]) => `(machine (name "${name}") (depends-on '(${on.map(o => `"${o}"`).join(' ')})))`)
    .join(' ')})))`;
const names = (count: number, start: string) => Array.from({ length: count }, (_, i) => `${start}${i + 1}`);

/** What the keeper gets at 3 a.m., incident by incident. The mail server that is down and the dog's own full disk are told of in test/notify. */
describe('what the keeper gets when', () => {
  it('a disk is slowly full: one bark, once each, and nothing of how it got there', () => {
    const farm = new Farm();
    farm.beating.add('store').add('client');
    for (let used = 85; used < 100; used++) {
      farm.report('store', 'disk', [disk('/', 100, 60), disk('/export', 200, 2 * (100 - used))]);
      farm.report('client', 'disk', [disk('/', 100, 60)]).wait(5 * MINUTE);
    }
    expect(farm.wait(5 * MINUTE).barks).toEqual(['bad store disk /export']);
    expect(farm.decisions('store', 'disk', '/export')).toContain('warn: waits for the digest');
    farm.report('store', 'disk', [disk('/', 100, 60), disk('/export', 200, 25)]).wait(10 * MINUTE); // not yet at #:clear
    expect(farm.barks).toEqual([]);
    farm.report('store', 'disk', [disk('/', 100, 60), disk('/export', 200, 100)]).wait(10 * MINUTE);
    expect(farm.barks).toEqual(['well store disk /export']);
  }, 120_000);

  it('the disk that was full is unmounted: one message that it is gone, and no more of it', () => {
    const farm = new Farm();
    farm.beating.add('store');
    farm.report('store', 'disk', [disk('/', 100, 60), disk('/usb', 100, 1)]).wait(5 * MINUTE);
    expect(farm.barks).toEqual(['bad store disk /usb']);
    farm.report('store', 'disk', [disk('/', 100, 60)]).wait(DAY);
    const [notice, ...more] = farm.notices;
    expect(notice).toMatchObject({ kind: 'well', troubles: [{ subject: '/usb', gone: true }] });
    expect(more).toEqual([]);
    expect(farm.decisions('store', 'disk', '/usb')).toContain(
      'well: not found any more; was bark, and bad for 5 min',
    );
  }, 120_000);

  it('a backup did not run, and its machine was off: one message for the machine', () => {
    const job = `(expected-jobs (list (expected-job (tag "borg") (schedule "0 1 * * *") (grace (hours 1)))))`;
    const farm = new Farm(`(herd (machines (list (machine (name "tux01") ${job}))))`);
    farm.beating.add('tux01').add('tux02').add('tux03');
    farm
      .wait(HOUR + 5 * MINUTE)
      .job('tux01', { run: 'r1', tag: 'borg' })
      .wait(HOUR);
    farm.beating.delete('tux01');
    farm.wait(26 * HOUR);
    expect(farm.barks).toEqual(['bad tux01 heartbeat -']);
    farm.beating.add('tux01');
    farm.wait(30 * MINUTE);
    expect(farm.barks.sort()).toEqual(['bad tux01 job borg', 'well tux01 heartbeat -']);
  }, 300_000);

  it('a switch dies with 40 machines behind it: one message naming it, and one when it is well', () => {
    const hosts = names(40, 'tux');
    const farm = new Farm(herdOf(Object.fromEntries(hosts.map(host => [host, ['switch7']]))));
    for (const host of [...hosts, ...names(5, 'web')]) farm.beating.add(host);
    farm.report(hosts, 'disk', [disk('/', 100, 60)]).wait(10 * MINUTE);
    for (const host of hosts) farm.beating.delete(host);
    farm.wait(2 * HOUR);
    expect(farm.barks).toEqual(['bad 40 hosts that depend on switch7']);
    for (const host of hosts) farm.beating.add(host);
    expect(farm.wait(20 * MINUTE).barks).toEqual(['well 40 hosts that depend on switch7']);
  }, 120_000);

  it.each([
    ['by order: nothing', true, []],
    [
      'unplanned: one message',
      false,
      ['inconclusive nobody watched from 2026-11-19 00:09 to 2026-11-19 01:10'],
    ],
  ])(
    'the server is away for an hour, %s',
    (_, byOrder, barks) => {
      const farm = new Farm();
      for (const host of names(10, 'tux')) farm.beating.add(host);
      farm
        .wait(10 * MINUTE)
        .stop(byOrder)
        .away(HOUR)
        .start();
      farm.reportOnce('tux1', 'disk', [disk('/', 100, 60)], farm.now - HOUR);
      farm.report('tux1', 'disk', [disk('/', 100, 60)]);
      expect(farm.wait(HOUR).barks).toEqual(barks);
    },
    120_000,
  );

  it("the server's clock jumps: nothing barks by it", () => {
    const farm = new Farm();
    for (const host of names(10, 'tux')) farm.beating.add(host);
    farm
      .wait(10 * MINUTE)
      .jump(DAY)
      .wait(HOUR)
      .jump(-DAY)
      .wait(HOUR);
    expect(farm.barks).toEqual([
      'inconclusive the clock jumped by 24 h ahead',
      'inconclusive the clock jumped by 24 h back',
    ]);
    farm.beating.delete('tux1');
    expect(farm.wait(30 * MINUTE).barks).toEqual(['bad tux1 heartbeat -']);
  }, 120_000);

  it("a machine's clock jumps: the finding of its clock names the offset", () => {
    const farm = new Farm();
    farm.beating.add('tux01').add('tux02');
    const keeper = { seen: true, by: 'chrony', synchronized: true, offset: -7_200_000 };
    farm.wait(10 * MINUTE).reportOnce('tux01', 'disk', [disk('/', 100, 60)], farm.now + 2 * HOUR);
    for (let minute = 0; minute < 90; minute += 10)
      farm.reportOnce('tux01', 'clock', { keeper, answer: false }, farm.now + 2 * HOUR).wait(10 * MINUTE);
    const notices = farm.notices.filter(({ troubles }) => troubles.some(({ plugin }) => plugin === 'clock'));
    expect(notices).toHaveLength(1);
    expect(notices[0]!.troubles[0]).toMatchObject({ text: '7200000.0 ms ahead, says chrony' });
  }, 120_000);

  it('a link flaps: one message of that, one when it is steady', () => {
    const farm = new Farm();
    farm.beating.add('tux01').add('tux02');
    for (let i = 0; i < 40; i++)
      farm.report('tux01', 'disk', [disk('/mnt', 100, i % 2 ? 60 : 1)]).wait(45_000);
    expect(farm.barks).toEqual(['flapping tux01 disk /mnt']);
    expect(farm.wait(28 * MINUTE).barks).toEqual([]);
    expect(farm.wait(10 * MINUTE).barks).toEqual(['well tux01 disk /mnt']);
  }, 120_000);

  it('a job hangs: a warning, without being asked, after four times its usual length and a day', () => {
    const farm = new Farm();
    farm.beating.add('tux01').add('tux02');
    for (let run = 0; run < 5; run++)
      farm.job('tux01', { run: `r${run}`, tag: 'borg', elapsed: 2 * HOUR }).wait(HOUR);
    farm.job('tux01', { run: 'r9', tag: 'borg', state: 'running', exit: null, elapsed: null });
    farm.wait(23 * HOUR);
    expect(farm.decisions('tux01', 'job', 'borg')).toEqual([]);
    farm.wait(2 * HOUR);
    expect(farm.decisions('tux01', 'job', 'borg')).toEqual(['warn: waits for the digest']);
    expect(farm.barks).toEqual([]);
  }, 300_000);

  it('an upgrade restarts everything: nothing; and one bark of what has still failed after five minutes', () => {
    const farm = new Farm();
    const hosts = names(30, 'tux');
    for (const host of hosts) farm.beating.add(host);
    const nginx = (state: string) => ({
      manager: 'systemd',
      services: [{ name: 'nginx', state, entered: 1 }],
    });
    farm
      .wait(5 * MINUTE)
      .report(hosts, 'service-state', nginx('failed'))
      .wait(MINUTE);
    farm.report(hosts.slice(5), 'service-state', nginx('running')).wait(2 * MINUTE);
    expect(farm.barks).toEqual([]);
    expect(farm.wait(10 * MINUTE).barks).toEqual(['bad service-state nginx on 5 hosts']);
    farm.report(hosts, 'service-state', nginx('running'));
    expect(farm.wait(10 * MINUTE).barks).toEqual(['well service-state nginx on 5 hosts']);
  }, 120_000);
});
