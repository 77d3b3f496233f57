import { describe, expect, it, onTestFinished } from 'vitest';
import { WatchedHerd } from './watched-herd.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MIDNIGHT = new Date(2026, 10, 21).getTime();

function herdAt(now: number, fields = ''): WatchedHerd {
  const herd = new WatchedHerd(now, fields);
  onTestFinished(() => herd.close());
  return herd;
}

const disk = (used: number) => [
  { mount: '/', source: '/dev/sda1', type: 'ext4', size: 1000, used, 'used-ratio': used / 1000 },
];
const SILENT = 'unknown: its machine is not heard from';

describe('a machine', () => {
  it('that falls silent for three intervals is unknown, with all its subjects, until it is heard again', () => {
    const herd = herdAt(MIDNIGHT);
    herd.beat('tux01');
    herd.report('tux01', 'disk', disk(980));
    herd.run('tux01', { tag: 'borg', exit: 2 });
    herd.pass(3 * MINUTE - 15_000);
    expect(herd.says('tux01', 'heartbeat', '-')).toBeNull();
    herd.pass(MINUTE);
    expect(herd.says('tux01', 'heartbeat', '-')).toBe('unknown: not heard from since 2026-11-21 00:00');
    expect(herd.says('tux01', 'disk', '/')).toBe(SILENT);
    expect(herd.says('tux01', 'job', 'borg')).toBe(SILENT);
    herd.pass(HOUR).beat('tux01');
    herd.pass(15_000);
    expect(herd.says('tux01', 'heartbeat', '-')).toBe('ok: heard from again');
    expect(herd.says('tux01', 'job', 'borg')).toBe('bark: exit 2 after 1.0 s');
    expect(herd.says('tux01', 'disk', '/'), 'not before it is looked at').toMatch(/^unknown/);
    herd.report('tux01', 'disk', disk(980));
    herd.pass(15_000);
    expect(herd.says('tux01', 'disk', '/')).toMatch(/^bark: 98.0 %/);
  });

  it('that says it is leaving has half an hour', () => {
    const herd = herdAt(MIDNIGHT);
    herd.beat('tux01', { interval: 600_000, leaving: true });
    herd.pass(30 * MINUTE);
    expect(herd.says('tux01', 'heartbeat', '-')).toBeNull();
    herd.pass(MINUTE);
    expect(herd.says('tux01', 'heartbeat', '-')).toBe(
      'unknown: stopped 2026-11-21 00:00 and did not come back',
    );
  });

  it('that may be off is only noted, and its subjects stay as they were', () => {
    const herd = herdAt(MIDNIGHT, '(machines (list (machine (name "laptop") (always-on #f))))');
    herd.beat('laptop');
    herd.report('laptop', 'disk', disk(500));
    herd.pass(HOUR);
    expect(herd.says('laptop', 'heartbeat', '-')).toMatch(/^note: not heard from/);
    expect(herd.says('laptop', 'disk', '/')).toMatch(/^ok/);
  });

  it('that is named and was never heard is unknown; one that is forgotten is nothing', () => {
    const herd = herdAt(MIDNIGHT, '(machines (list (machine (name "tux09")) (machine (name "tux10"))))');
    herd.beat('tux10');
    herd.forget('tux10');
    herd.pass(4 * MINUTE);
    expect(herd.says('tux09', 'heartbeat', '-')).toBe('unknown: never heard from');
    expect(herd.says('tux10', 'heartbeat', '-')).toBeNull();
  });

  it('is not blamed for a server that was away, could not listen, or whose clock was set', () => {
    const herd = herdAt(MIDNIGHT);
    herd.beat('tux01');
    herd.stopFor(8 * HOUR).pass(2 * MINUTE);
    herd.listening = false;
    herd.pass(HOUR);
    herd.listening = true;
    herd.pass(2 * MINUTE);
    for (const jump of [HOUR, -HOUR]) {
      herd.now += jump;
      herd.pass(2 * MINUTE);
    }
    expect(herd.says('tux01', 'heartbeat', '-')).toBeNull();
    herd.pass(2 * MINUTE);
    expect(herd.says('tux01', 'heartbeat', '-')).toMatch(/^unknown/);
  });

  it('that was silent when the server stopped is so when it starts', () => {
    const herd = herdAt(MIDNIGHT);
    herd.beat('tux01');
    herd.run('tux01', { tag: 'borg' });
    herd
      .pass(5 * MINUTE)
      .stopFor(HOUR)
      .pass(MINUTE);
    expect(herd.says('tux01', 'job', 'borg')).toBe(SILENT);
    expect(herd.says('tux01', 'heartbeat', '-')).toMatch(/^unknown/);
  });

  it('that catches up is not well before it has', () => {
    const herd = herdAt(MIDNIGHT);
    herd.beat('tux01');
    herd.pass(2 * HOUR).beat('tux01', { delay: 2 * HOUR });
    herd.pass(15_000);
    expect(herd.says('tux01', 'heartbeat', '-')).toMatch(/^unknown/);
    herd.beat('tux01');
    herd.pass(15_000);
    expect(herd.says('tux01', 'heartbeat', '-')).toMatch(/^ok/);
  });
});

describe('a subject', () => {
  it('that is not found again in three intervals is unknown, though its machine lives', () => {
    const herd = herdAt(MIDNIGHT);
    herd.every = [() => herd.beat('tux01')];
    herd.report('tux01', 'disk', disk(500));
    herd.run('tux01', { tag: 'borg' });
    herd.pass(16 * MINUTE);
    expect(herd.says('tux01', 'disk', '/')).toMatch(/^ok/);
    herd.pass(MINUTE);
    expect(herd.says('tux01', 'disk', '/')).toBe('unknown: not found again: looked for every 5 min');
    herd.pass(HOUR);
    expect(herd.says('tux01', 'job', 'borg')).toMatch(/^ok/);
  });

  it('that is gone while others of its service are found ends, however it was', () => {
    const herd = herdAt(MIDNIGHT);
    herd.every = [() => herd.beat('tux01')];
    const [root] = disk(500);
    const [full] = disk(990);
    herd.report('tux01', 'disk', [root!, { ...root!, mount: '/usb' }, { ...full!, mount: '/export' }]);
    herd.pass(20 * MINUTE);
    expect(herd.says('tux01', 'disk', '/usb')).toMatch(/^unknown/);
    herd.report('tux01', 'disk', disk(500));
    expect(herd.says('tux01', 'disk', '/usb')).toBeNull();
    herd.every.push(() => herd.report('tux01', 'disk', disk(500)));
    herd.pass(HOUR);
    expect(herd.says('tux01', 'disk', '/')).toMatch(/^ok/);
    expect(['/usb', '/export'].map(mount => herd.says('tux01', 'disk', mount))).toEqual([null, null]);
  });

  it('that a plugin leaves alone is as it was, and not unknown', () => {
    const herd = herdAt(MIDNIGHT);
    const sda = { disk: '/dev/sda', seen: true, model: 'ST8', grown: {} };
    const asleep = { disk: '/dev/sda', seen: true, asleep: true, grown: {} };
    herd.report('tux01', 'smart', [{ ...sda, failing: true }]);
    for (let hour = 0; hour < 48; hour += 6) {
      herd.every = [() => herd.beat('tux01')];
      herd.pass(6 * HOUR).report('tux01', 'smart', [asleep]);
    }
    expect(herd.says('tux01', 'smart', '/dev/sda')).toBe('bark: ST8 expects to fail');
    herd.report('tux01', 'smart', []);
    expect(herd.says('tux01', 'smart', '/dev/sda')).toBeNull();
  });

  it('of one service is no matter of another of the same plugin', () => {
    const monitor = (name: string) => `(program-monitor "${name}" "/bin/${name}")`;
    const services = (...names: string[]) => `(services (list ${names.map(monitor).join(' ')}))`;
    const herd = herdAt(MIDNIGHT, services('mail', 'gpu'));
    const bad = (...subjects: string[]) => subjects.map(subject => ({ subject, level: 'bark', text: 'bad' }));
    const mail = () => herd.report('tux01', 'program-monitor', bad('queue'), 'mail');
    const gpu = (...cards: string[]) => herd.report('tux01', 'program-monitor', bad(...cards), 'gpu');
    const says = () =>
      ['queue', 'card 1', 'card 2'].map(subject => herd.says('tux01', 'program-monitor', subject));
    mail();
    gpu('card 1', 'card 2');
    mail();
    gpu('card 2');
    expect(says()).toEqual(['bark: bad', null, 'bark: bad']);
    herd.configure(services('mail'));
    herd.every = [() => herd.beat('tux01'), mail];
    herd.pass(17 * MINUTE);
    expect(says(), 'the other is not watched any more').toEqual(['bark: bad', null, null]);
  });

  it('whose service is taken out of the configuration ends', () => {
    const herd = herdAt(MIDNIGHT);
    herd.every = [() => herd.beat('tux01')];
    herd.report('tux01', 'disk', disk(990));
    herd
      .pass(MINUTE)
      .configure('(services (list (service job-service-type)))')
      .pass(13 * MINUTE);
    expect(herd.says('tux01', 'disk', '/')).toMatch(/^bark/);
    herd.pass(2 * MINUTE);
    expect(herd.says('tux01', 'disk', '/')).toBeNull();
  });
});

it('a swap that is switched off is gone, and no trouble', () => {
  const herd = herdAt(MIDNIGHT);
  herd.report('tux01', 'swap', { used: 900, total: 1000 });
  expect(herd.says('tux01', 'swap', 'swap')).toMatch(/^warn/);
  herd.report('tux01', 'swap', { used: false, total: false });
  expect(herd.says('tux01', 'swap', 'swap'), 'it could not look').toMatch(/^warn/);
  herd.report('tux01', 'swap', { used: 0, total: 0 });
  expect(herd.says('tux01', 'swap', 'swap')).toBeNull();
});

describe('a job', () => {
  const EXPECTED =
    '(expected-jobs (list (expected-job (tag "borg") (schedule "0 1 * * *") (grace (hours 2)))))';
  const nightly = (fields = EXPECTED) => {
    const herd = herdAt(MIDNIGHT, fields);
    herd.every = [() => herd.beat('tux01')];
    return herd.pass(MINUTE);
  };

  it('that does not run barks when its grace is over, and is well when it has run', () => {
    const herd = nightly();
    herd.passTo(MIDNIGHT + 3 * HOUR - MINUTE);
    expect(herd.says('tux01', 'job', 'borg')).toBeNull();
    herd.pass(MINUTE);
    expect(herd.says('tux01', 'job', 'borg')).toBe(
      'bark: did not run: due 2026-11-21 01:00, 2 h of grace, it never ran',
    );
    herd.pass(HOUR).run('tux01', { tag: 'borg' });
    expect(herd.says('tux01', 'job', 'borg')).toBe('ok: ok after 1.0 s');
    herd.pass(MINUTE);
    expect(herd.says('tux01', 'job', 'borg')).toBe(
      'note: started 3 h late: due 2026-11-21 01:00, ran 2026-11-21 04:00',
    );
    herd.passTo(MIDNIGHT + DAY + HOUR).run('tux01', { tag: 'borg' });
    herd.pass(5 * HOUR);
    expect(herd.says('tux01', 'job', 'borg')).toBe('ok: ok after 1.0 s');
  });

  it('that failed in the night and does not run in the next barks all the time', () => {
    const herd = nightly();
    herd.passTo(MIDNIGHT + HOUR).run('tux01', { tag: 'borg', exit: 2 });
    herd.passTo(MIDNIGHT + DAY + 2 * HOUR);
    expect(herd.says('tux01', 'job', 'borg')).toBe('bark: exit 2 after 1.0 s');
    herd.pass(2 * HOUR);
    expect(herd.says('tux01', 'job', 'borg')).toMatch(/^bark: did not run: due 2026-11-22 01:00/);
  });

  it('is unknown, and not missed, while its machine is silent', () => {
    const herd = nightly();
    herd.run('tux01', { tag: 'borg' });
    herd.every = [];
    herd.pass(6 * HOUR);
    expect(herd.says('tux01', 'job', 'borg')).toBe(SILENT);
  });

  it('is as its plugin said when nobody expects it any more', () => {
    const herd = nightly();
    herd.run('tux01', { tag: 'other' });
    herd.passTo(MIDNIGHT + 4 * HOUR);
    expect(herd.says('tux01', 'job', 'borg')).toMatch(/^bark/);
    herd.configure('').pass(MINUTE);
    expect(herd.expected()).toEqual([]);
    expect(herd.says('tux01', 'job', 'borg')).toBeNull();
  });

  it('may be announced by its wrapper, until it is announced no more', () => {
    const herd = nightly('');
    const announced = { tag: 'backup', expect: '30 0 * * *' };
    herd.passTo(MIDNIGHT + 30 * MINUTE).run('tux01', announced);
    expect(herd.expected()).toEqual(['tux01 backup 30 0 * * *']);
    herd.passTo(MIDNIGHT + DAY + 25 * MINUTE);
    expect(herd.says('tux01', 'job', 'backup')).toBe('ok: ok after 1.0 s');
    herd.passTo(MIDNIGHT + DAY + 95 * MINUTE);
    expect(herd.says('tux01', 'job', 'backup')).toMatch(
      /^bark: did not run: due 2026-11-22 00:30, 60 min of grace/,
    );
    herd.run('tux01', { tag: 'backup' });
    herd.pass(HOUR);
    expect(herd.expected()).toEqual([]);
    expect(herd.says('tux01', 'job', 'backup')).toBe('ok: ok after 1.0 s');
  });

  it('is expected as configured, whatever its wrapper announces', () => {
    const herd = nightly();
    herd.run('tux01', { tag: 'borg', expect: '* * * * *' });
    herd.pass(MINUTE);
    expect(herd.expected()).toEqual(['tux01 borg 0 1 * * *']);
  });

  it('that runs for days is doubted', () => {
    const herd = nightly('');
    herd.run('tux01', { tag: 'scrub', elapsed: 2 * HOUR });
    herd.pass(MINUTE).run('tux01', { tag: 'scrub', state: 'running', exit: null, elapsed: null });
    herd.pass(DAY);
    expect(herd.says('tux01', 'job', 'scrub')).toMatch(/^ok/);
    herd.pass(MINUTE);
    expect(herd.says('tux01', 'job', 'scrub')).toMatch(
      /^warn: runs since .* usually takes 2 h: does it hang\?$/,
    );
  });
});
