import { describe, expect, it } from 'vitest';
import { haveRedis } from '../support/redis.ts';
import { DAY, Farm, HOUR, MINUTE } from './farm.ts';

const GIB = 2 ** 30;

/** A file system as the disk plugin's monitor hook finds it. */
const disk = (mount: string, size: number, free: number) => ({
  ...{ mount, source: `/dev${mount}`, type: 'ext4', size: size * GIB, used: (size - free) * GIB },
  'used-ratio': (size - free) / size,
});
const herdOf = (machines: Record<string, string[]>, more = '') =>
  `${more} (machines (list ${Object.entries(machines)
    .map(([name, on]) => `(machine (name "${name}") (depends-on '(${on.map(o => `"${o}"`).join(' ')})))`)
    .join(' ')}))`;
const names = (count: number, start: string) => Array.from({ length: count }, (_, i) => `${start}${i + 1}`);

/** What the keeper gets at 3 a.m., incident by incident. The dog's own full disk needs a disk of its own: test/system/notify.test.ts. */
describe.runIf(haveRedis())('what the keeper gets when', { timeout: 300_000 }, () => {
  it('a disk is slowly full: one bark, once each, and nothing of how it got there', async () => {
    const farm = await Farm.open();
    farm.beating.add('store').add('client');
    for (let used = 85; used < 100; used++) {
      await farm.report('store', 'disk', [disk('/', 100, 60), disk('/export', 200, 2 * (100 - used))]);
      await farm.report('client', 'disk', [disk('/', 100, 60)]);
      await farm.wait(5 * MINUTE);
    }
    await farm.wait(5 * MINUTE);
    expect(await farm.barks()).toEqual(['bad store disk /export']);
    expect(farm.decisions('store', 'disk', '/export')).toContain('warn: waits for the digest');
    await farm.report('store', 'disk', [disk('/', 100, 60), disk('/export', 200, 25)]); // not yet at #:clear
    await farm.wait(10 * MINUTE);
    expect(await farm.barks()).toEqual([]);
    await farm.report('store', 'disk', [disk('/', 100, 60), disk('/export', 200, 100)]);
    await farm.wait(10 * MINUTE);
    expect(await farm.barks()).toEqual(['well store disk /export']);
  });

  it('the disk that was full is unmounted: one message that it is gone, and no more of it', async () => {
    const farm = await Farm.open();
    farm.beating.add('store');
    await farm.report('store', 'disk', [disk('/', 100, 60), disk('/usb', 100, 1)]);
    await farm.wait(5 * MINUTE);
    expect(await farm.barks()).toEqual(['bad store disk /usb']);
    await farm.report('store', 'disk', [disk('/', 100, 60)]);
    await farm.wait(3 * HOUR);
    expect(await farm.barks()).toEqual(['well store disk /usb']);
    expect(farm.mail.mails.at(-1)!.headers.subject).toMatch(/store: disk \/usb is gone after \d+ min/);
    const decided = farm.decisions('store', 'disk', '/usb').join();
    expect(decided).toMatch(/well: not found any more; was bark, and bad for \d+ min/);
  });

  it('a backup did not run, and its machine was off: one message for the machine', async () => {
    const job = `(expected-jobs (list (expected-job (tag "borg") (schedule "0 1 * * *") (grace (hours 1)))))`;
    const farm = await Farm.open(`(machines (list (machine (name "tux01") ${job})))`);
    farm.beating.add('tux01').add('tux02').add('tux03');
    await farm.wait(HOUR + 5 * MINUTE);
    await farm.job('tux01', { run: 'r1', tag: 'borg' });
    await farm.wait(HOUR);
    farm.beating.delete('tux01');
    await farm.wait(26 * HOUR);
    expect(await farm.barks()).toEqual(['bad tux01 heartbeat -']);
    farm.beating.add('tux01');
    await farm.wait(30 * MINUTE);
    expect((await farm.barks()).sort()).toEqual(['bad tux01 job borg', 'well tux01 heartbeat -']);
  });

  it('a switch dies with 40 machines behind it: one message naming it, and one when it is well', async () => {
    const hosts = names(40, 'tux');
    const farm = await Farm.open(herdOf(Object.fromEntries(hosts.map(host => [host, ['switch7']]))));
    for (const host of [...hosts, ...names(5, 'web')]) farm.beating.add(host);
    await farm.report(hosts, 'disk', [disk('/', 100, 60)]);
    await farm.wait(10 * MINUTE);
    for (const host of hosts) farm.beating.delete(host);
    await farm.wait(2 * HOUR);
    expect(await farm.barks()).toEqual(['bad 40 hosts that depend on switch7']);
    for (const host of hosts) farm.beating.add(host);
    await farm.wait(20 * MINUTE);
    expect(await farm.barks()).toEqual(['well 40 hosts that depend on switch7']);
  });

  it.each([
    ['by order: nothing', true, []],
    [
      'unplanned: one message',
      false,
      [expect.stringMatching(/^inconclusive nobody watched from 2026-11-19 00:\d\d to 2026-11-19 01:1\d$/)],
    ],
  ])('the server is away for an hour, %s', async (_, byOrder, barks) => {
    const farm = await Farm.open();
    for (const host of names(10, 'tux')) farm.beating.add(host);
    await farm.wait(10 * MINUTE);
    await farm.stop(byOrder);
    await farm.reportOnce('tux1', 'disk', [disk('/', 100, 60)]);
    await farm.wait(HOUR);
    await farm.start();
    await farm.report('tux1', 'disk', [disk('/', 100, 60)]);
    await farm.wait(HOUR);
    expect(await farm.barks()).toEqual(barks);
  });

  it("the server's own network is cut: one message, inconclusive; who is dead barks after", async () => {
    const farm = await Farm.open();
    const hosts = names(50, 'tux');
    for (const host of hosts) farm.beating.add(host);
    await farm.wait(10 * MINUTE);
    farm.beating.clear();
    await farm.wait(30 * MINUTE);
    expect(await farm.barks()).toEqual([
      'inconclusive none of 50 machines is heard: the fault may be here, or the network',
    ]);
    for (const host of hosts.slice(2)) farm.beating.add(host);
    await farm.wait(30 * MINUTE);
    expect(await farm.barks()).toEqual(['bad heartbeat on 2 hosts']);
  });

  it("the server's clock jumps: nothing barks by it", async () => {
    const farm = await Farm.open();
    for (const host of names(10, 'tux')) farm.beating.add(host);
    await farm.wait(10 * MINUTE);
    farm.clock.jump(DAY);
    await farm.wait(HOUR);
    farm.clock.jump(-DAY);
    await farm.wait(HOUR);
    expect(await farm.barks()).toEqual([
      'inconclusive the clock jumped by 24 h ahead',
      'inconclusive the clock jumped by 24 h back',
    ]);
    farm.beating.delete('tux1');
    await farm.wait(30 * MINUTE);
    expect(await farm.barks()).toEqual(['bad tux1 heartbeat -']);
  });

  it("a machine's clock jumps: the finding of its clock names the offset", async () => {
    const farm = await Farm.open();
    farm.beating.add('tux01').add('tux02');
    const keeper = { seen: true, by: 'chrony', synchronized: true, offset: -7_200_000 };
    const ahead = () => farm.clock.now() + 2 * HOUR;
    await farm.wait(10 * MINUTE);
    await farm.reportOnce('tux01', 'disk', [disk('/', 100, 60)], ahead());
    for (let minute = 0; minute < 90; minute += 10) {
      await farm.reportOnce('tux01', 'clock', { keeper, answer: false }, ahead());
      await farm.wait(10 * MINUTE);
    }
    const notices = (await farm.notices()).filter(({ troubles }) =>
      troubles.some(({ plugin }) => plugin === 'clock'),
    );
    expect(notices).toHaveLength(1);
    expect(notices[0]!.troubles[0]).toMatchObject({ text: '7200000.0 ms ahead, says chrony' });
  });

  it('the mail server is down: the fallback within ten minutes, and one summary afterwards', async () => {
    const farm = await Farm.open();
    farm.beating.add('tux01').add('tux02');
    await farm.mail.stop();
    for (const [i, host] of ['tux01', 'tux02'].entries()) {
      await farm.report(host, 'disk', [disk('/', 100, 1)]);
      await farm.wait(10 * MINUTE);
      expect(farm.pages).toHaveLength(i + 1);
    }
    expect(farm.pages[0]).toMatch(/^\[sheepdog\] tux01: disk \/: /);
    await farm.mail.start();
    await farm.wait(HOUR);
    expect(farm.mail.mails.map(({ headers }) => headers.subject)).toEqual([
      '[sheepdog] digest: 2 notifications went by pager, because mail could not be reached',
    ]);
    expect(farm.pages).toHaveLength(2);
  });

  it('a link flaps: one message of that, one when it is steady', async () => {
    const farm = await Farm.open();
    farm.beating.add('tux01').add('tux02');
    for (let i = 0; i < 40; i++) {
      await farm.report('tux01', 'disk', [disk('/mnt', 100, i % 2 ? 60 : 1)]);
      await farm.wait(45_000);
    }
    expect(await farm.barks()).toEqual(['flapping tux01 disk /mnt']);
    await farm.wait(28 * MINUTE);
    expect(await farm.barks()).toEqual([]);
    await farm.wait(10 * MINUTE);
    expect(await farm.barks()).toEqual(['well tux01 disk /mnt']);
  });

  it('a job hangs: a warning, without being asked, after four times its usual length and a day', async () => {
    const farm = await Farm.open();
    farm.beating.add('tux01').add('tux02');
    for (let run = 0; run < 5; run++) {
      await farm.job('tux01', { run: `r${run}`, tag: 'borg', elapsed: 2 * HOUR });
      await farm.wait(HOUR);
    }
    await farm.job('tux01', { run: 'r9', tag: 'borg', state: 'running', exit: null, elapsed: null });
    await farm.wait(23 * HOUR);
    expect(farm.decisions('tux01', 'job', 'borg')).toEqual([]);
    await farm.wait(2 * HOUR);
    expect(farm.decisions('tux01', 'job', 'borg')).toEqual(['warn: waits for the digest']);
    expect(await farm.barks()).toEqual([]);
  });

  it('an upgrade restarts everything: nothing; and one bark of what has still failed after five minutes', async () => {
    const farm = await Farm.open();
    const hosts = names(30, 'tux');
    for (const host of hosts) farm.beating.add(host);
    const nginx = (state: string) => ({
      manager: 'systemd',
      services: [{ name: 'nginx', state, entered: 1 }],
    });
    await farm.wait(5 * MINUTE);
    await farm.report(hosts, 'service-state', nginx('failed'));
    await farm.wait(MINUTE);
    await farm.report(hosts.slice(5), 'service-state', nginx('running'));
    await farm.wait(2 * MINUTE);
    expect(await farm.barks()).toEqual([]);
    await farm.wait(10 * MINUTE);
    expect(await farm.barks()).toEqual(['bad service-state nginx on 5 hosts']);
    await farm.report(hosts, 'service-state', nginx('running'));
    await farm.wait(10 * MINUTE);
    expect(await farm.barks()).toEqual(['well service-state nginx on 5 hosts']);
  });
});
