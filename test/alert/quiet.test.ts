import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../src/model/notice.ts';
import { HOUR, MINUTE, Pasture, START } from './pasture.ts';

const ME = ['mailto:me@lab'];

describe('a trouble', () => {
  it('is told once, and once when it is over, whatever restarts in between', () => {
    const herd = new Pasture();
    for (let failure = 0; failure < 20; failure++)
      herd
        .find('tux01 job borg', 'bark', { text: 'exit 2', show: `run${failure}`, inform: ME })
        .wait(30 * MINUTE)
        .restart();
    const [bad, ...more] = herd.notices;
    expect(more).toEqual([]);
    expect(bad).toMatchObject({
      kind: 'bad',
      cause: null,
      troubles: [
        { host: 'tux01', plugin: 'job', subject: 'borg', text: 'exit 2', count: 1, show: 'run0', inform: ME },
      ],
    });
    const [well] = herd
      .find('tux01 job borg', 'ok', { show: 'run20' })
      .wait(10 * MINUTE)
      .restart().notices;
    expect(well).toMatchObject({ kind: 'well', thread: bad!.thread });
    const [{ since, until }] = well!.troubles as [Trouble];
    expect(until, 'when it was well, not when it is told').toBeGreaterThan(since);
    expect(until).toBeLessThan(well!.time);
    expect(well!.troubles[0]).toMatchObject({ level: 'ok', since: START, show: 'run20', inform: ME });
    expect(herd.wait(48 * HOUR).notices).toEqual([]);
  });

  it('that went well within the window is not told', () => {
    const herd = new Pasture().find('tux01 job borg', 'bark').wait(30_000).find('tux01 job borg', 'ok');
    expect(herd.wait(HOUR).barks).toEqual([]);
    expect(herd.trail('tux01')).toEqual(['bad: was well before', 'cancelled: well again before it was told']);
  });

  it('is told at once where nothing is gathered', () => {
    const herd = new Pasture({ gatherFor: 0 }).find('tux01 job borg', 'bark');
    expect(herd.barks).toEqual(['bad tux01 job borg']);
  });

  it('leaves nothing when its transaction fails', () => {
    const herd = new Pasture({ gatherFor: 0 });
    expect(() => herd.find('tux01 job borg', 'bark', { text: 5 as never })).toThrow();
    expect(herd.barks).toEqual([]);
    expect(herd.find('tux01 job borg', 'bark').barks).toEqual(['bad tux01 job borg']);
  });

  it('that needs time barks by the clock, over a restart too', () => {
    const herd = new Pasture()
      .find('tux01 disk /', 'bark', { hold: 10 * MINUTE })
      .wait(5 * MINUTE)
      .restart();
    expect(herd.wait(4 * MINUTE).barks).toEqual([]);
    expect(herd.wait(2 * MINUTE + 10_000).barks).toEqual(['bad tux01 disk /']);
  });
});

describe('what goes bad together', () => {
  it('on one host is one notice', () => {
    const herd = new Pasture().find('tux01 disk /', 'bark').find('tux01 disk /export', 'bark').wait(30_000);
    herd
      .find('tux01 job borg', 'bark')
      .find('tux02 job borg', 'bark')
      .wait(2 * MINUTE);
    expect(herd.barks).toEqual(['bad host tux01', 'bad tux02 job borg']);
  });

  it('as the same subject on many hosts is one notice, and one when all is well', () => {
    const herd = new Pasture();
    const hosts = Array.from({ length: 12 }, (_, i) => `tux${i}`);
    for (const host of hosts) herd.find(`${host} disk /export`, 'bark').wait(3_000);
    expect(herd.wait(2 * MINUTE).barks).toEqual(['bad disk /export on 12 hosts']);
    for (const host of hosts) herd.find(`${host} disk /export`, 'ok').wait(2 * MINUTE);
    expect(herd.wait(6 * MINUTE).barks).toEqual(['well disk /export on 12 hosts']);
    expect(herd.wait(HOUR).barks).toEqual([]);
  });

  it('is told well in part where the rest takes long', () => {
    const herd = new Pasture()
      .find('tux01 disk /', 'bark')
      .find('tux01 disk /home', 'bark')
      .wait(2 * MINUTE);
    expect(herd.barks).toEqual(['bad host tux01']);
    herd.find('tux01 disk /', 'ok').wait(30 * MINUTE);
    expect(herd.barks).toEqual([]);
    expect(herd.wait(40 * MINUTE).barks).toEqual(['well tux01 disk /']);
    expect(herd.find('tux01 disk /home', 'ok').wait(6 * MINUTE).barks).toEqual(['well tux01 disk /home']);
  });
});

describe('a silence', () => {
  it('keeps quiet, and its end is announced where trouble is still there', () => {
    const herd = new Pasture();
    herd.silence('tux0?', START + 2 * HOUR);
    herd.find('tux01 disk /', 'bark').find('tux02 job borg', 'bark').find('web disk /', 'bark');
    expect(herd.wait(HOUR).barks).toEqual(['bad web disk /']);
    herd.find('tux02 job borg', 'ok');
    expect(herd.wait(2 * HOUR).barks).toEqual(['quiet-over tux01 disk /']);
    expect(herd.trail('tux02')[1]).toBe('quiet: silenced until 2026-11-19 02:00 by me (1): work');
    expect(herd.trail('tux02')[2]).toMatch(/^cancelled: well again before it was told: silenced/);
  });

  it('that ends while the daemon is down is announced when it is back', () => {
    const herd = new Pasture().find('tux01 disk /', 'bark').wait(2 * MINUTE);
    expect(herd.barks).toEqual(['bad tux01 disk /']);
    herd.silence('tux01', herd.now + HOUR, 'disk');
    herd
      .wait(MINUTE)
      .stop()
      .away(3 * HOUR)
      .start();
    expect(herd.wait(2 * MINUTE).barks).toEqual(['quiet-over tux01 disk /']);
  });

  it('until all is well ends by that, and what goes bad later is told', () => {
    const herd = new Pasture().find('tux01 disk /', 'bark').wait(2 * MINUTE);
    herd.silence('tux01', null, 'disk', '/');
    herd
      .wait(HOUR)
      .find('tux01 disk /', 'ok')
      .wait(6 * MINUTE);
    expect(herd.barks).toEqual(['bad tux01 disk /', 'well tux01 disk /']);
    expect(
      herd
        .wait(2 * HOUR)
        .find('tux01 disk /', 'bark')
        .wait(2 * MINUTE).barks,
    ).toEqual(['bad tux01 disk /']);
  });

  it('of a glob that is none keeps nobody quiet, and harms nobody', () => {
    const herd = new Pasture().find('tux01 disk /', 'bark');
    herd.silence('tux0[9-1]', START + HOUR);
    expect(herd.wait(2 * MINUTE).barks).toEqual(['bad tux01 disk /']);
  });

  it('that a person ends is over at once', () => {
    const herd = new Pasture();
    const id = herd.silence('*', null);
    herd.find('tux01 disk /', 'bark').wait(HOUR);
    expect(herd.barks).toEqual([]);
    expect(herd.unsilence(id).wait(2 * MINUTE).barks).toEqual(['quiet-over tux01 disk /']);
  });

  it('comes again at its times, by the clocks of its zone, through the end of summer time', () => {
    const quietTime = {
      subjects: ['* job'],
      times: ['02:00-04:00'],
      timezone: 'Europe/Berlin',
      reason: 'backups',
    };
    const herd = new Pasture({ quietTimes: [quietTime], gatherFor: 0 });
    const at = (iso: string) => herd.jump(Date.parse(iso) - herd.now).wait(10 * MINUTE);
    at('2026-10-25T01:30:00+02:00').notices;
    herd.find('tux01 job a', 'bark');
    expect(herd.barks).toEqual(['bad tux01 job a']);
    at('2026-10-25T02:30:00+02:00').find('tux01 job b', 'bark').wait(MINUTE);
    at('2026-10-25T02:30:00+01:00'); // the same hour once more
    at('2026-10-25T03:30:00+01:00').find('tux01 disk /', 'bark');
    expect(herd.barks.filter(bark => !bark.startsWith('inconclusive'))).toEqual(['bad tux01 disk /']);
    at('2026-10-25T04:01:00+01:00').wait(2 * MINUTE);
    expect(herd.barks.filter(bark => !bark.startsWith('inconclusive'))).toEqual(['quiet-over tux01 job b']);
  });
});

describe('a dependency', () => {
  it('keeps what is on a silent host quiet, and its own silence is told', () => {
    const herd = new Pasture().silent('tux01').wait(6 * MINUTE);
    herd.find('tux01 job borg', 'bark', { text: 'did not run' }).wait(HOUR);
    expect(herd.barks).toEqual(['bad tux01 heartbeat -']);
    expect(herd.trail('tux01', 'job')).toEqual(['bad: was well before', 'quiet: tux01 is silent itself']);
    herd.back('tux01').wait(6 * MINUTE);
    expect(herd.barks).toEqual(['bad tux01 job borg', 'well tux01 heartbeat -']);
  });

  it('keeps machines quiet behind one that is silent', () => {
    const herd = new Pasture({}, { penguin1: ['gate'], penguin2: ['gate'] }).beat(
      'gate',
      'penguin1',
      'penguin2',
    );
    herd
      .wait(4 * MINUTE)
      .silent('penguin1', 'penguin2')
      .wait(30_000)
      .silent('gate')
      .wait(30 * MINUTE);
    expect(herd.barks).toEqual(['bad gate heartbeat -']);
    herd.back('gate', 'penguin1', 'penguin2');
    expect(herd.wait(HOUR).barks).toEqual(['well gate heartbeat -']);
  });

  it('makes one notice of all behind something that nobody watches', () => {
    const hosts = Array.from({ length: 40 }, (_, i) => `tux${i}`);
    const herd = new Pasture({}, Object.fromEntries(hosts.map(host => [host, ['switch7']])));
    herd.beat('other', ...hosts);
    for (const host of hosts) herd.beat('other').silent(host).wait(2_000);
    for (let i = 0; i < 20; i++) herd.beat('other').wait(MINUTE);
    expect(herd.barks).toEqual(['bad 40 hosts that depend on switch7']);
    for (const host of hosts) herd.back(host).wait(2_000);
    expect(herd.wait(6 * MINUTE).barks).toEqual(['well 40 hosts that depend on switch7']);
  });

  it('may be of a subject', () => {
    const dependencies = [{ subjects: ['penguin* nfs'], on: ['store service nfsd'] }];
    const herd = new Pasture({ dependencies })
      .find('store service nfsd', 'bark')
      .find('penguin1 nfs /export', 'bark');
    expect(herd.find('penguin1 disk /', 'bark').wait(HOUR).barks).toEqual([
      'bad store service nfsd',
      'bad penguin1 disk /',
    ]);
  });

  it('on several subjects does not make these keep each other quiet', () => {
    const dependencies = [{ subjects: ['* nfs'], on: ['store nfs'] }];
    const herd = new Pasture({ dependencies, gatherFor: 0 })
      .find('store nfs /home', 'bark')
      .find('store nfs /export', 'bark')
      .find('penguin1 nfs /export', 'bark');
    expect(herd.wait(HOUR).barks).toEqual(['bad store nfs /home', 'bad store nfs /export']);
  });

  it('asks the parent first: one that says that it is well keeps nobody quiet', () => {
    const herd = new Pasture({}, { penguin1: ['gate'] }).beat('gate', 'penguin1').wait(4 * MINUTE);
    herd
      .silent('penguin1')
      .wait(MINUTE)
      .beat('gate')
      .wait(5 * MINUTE);
    expect(herd.barks).toEqual([]);
    expect(herd.trail('penguin1').at(-1)).toBe(
      'quiet: depends on gate, which has to say first that it is well',
    );
    expect(herd.beat('gate').wait(3 * MINUTE).barks).toEqual(['bad penguin1 heartbeat -']);
  });
});

describe('a machine that replays what it had kept', () => {
  it('is waited for: what is bad at the end is told in one notice', () => {
    const herd = new Pasture().beat('tux01').wait(6 * HOUR);
    const kept = (minute: number) => ({ time: START + minute * MINUTE });
    for (let minute = 0; minute < 300; minute += 10) {
      herd.find('tux01 job a', minute % 20 ? 'ok' : 'bark', kept(minute));
      herd.find('tux01 job b', 'bark', kept(minute)).wait(1_000);
    }
    expect(herd.wait(2 * MINUTE).barks).toEqual([]);
    herd.find('tux01 job a', 'bark').wait(2 * MINUTE);
    expect(herd.barks).toEqual(['bad host tux01']);
  });

  it('is not waited for for ever: its clock may be behind', () => {
    const herd = new Pasture();
    for (let i = 0; i < 20; i++) herd.find('tux01 disk /', 'bark', { time: herd.now - HOUR }).wait(MINUTE);
    expect(herd.barks).toEqual(['bad tux01 disk /']);
  });
});
