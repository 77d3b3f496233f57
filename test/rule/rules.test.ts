import { hostname } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WatchedHerd } from '../expect/watched-herd.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function herdWith(fields = '', definitions = ''): WatchedHerd {
  const herd = new WatchedHerd(new Date(2026, 10, 21).getTime(), fields, definitions);
  onTestFinished(() => herd.close());
  return herd;
}

const GIB = 2 ** 30;
const disk = (used: number) => [
  {
    mount: '/export',
    source: '/dev/sda1',
    type: 'ext4',
    size: 100 * GIB,
    used: Math.round(used),
    'used-ratio': used / 100 / GIB,
  },
];
const service = (restarts: number) => ({
  manager: 'systemd',
  services: [{ name: 'nginx', state: 'running', entered: 1000 + restarts, restarts }],
});

describe('rules that ship', () => {
  it('find a disk that will be full within a day, and say so no more when it has room', () => {
    const herd = herdWith();
    let used = 70 * GIB;
    herd.every = [() => herd.report('tux01', 'disk', disk(used))];
    const fill = () => {
      used += GIB / 12; // a GiB in half an hour
    };
    herd.every.push(fill);
    herd.pass(7 * HOUR);
    expect(herd.askRule('disk-full-soon').trouble).toBeNull();
    expect(herd.says('tux01', 'disk-full-soon', '/export')).toMatch(
      /^bark: full in about \d+ hours, as it goes: \d+/,
    );
    herd.every = [() => herd.report('tux01', 'disk', disk(used))];
    used = 20 * GIB;
    herd.pass(HOUR);
    expect(herd.askRule('disk-full-soon')).toMatchObject({ findings: [], trouble: null });
    expect(herd.says('tux01', 'disk-full-soon', '/export')).toBe('ok: not so any more');
  });

  it('leave a disk alone that fills slowly, or has much room', () => {
    for (const [begin, each] of [
      [70 * GIB, GIB / 200],
      [5 * GIB, GIB / 12],
    ] as const) {
      const herd = herdWith();
      let used = begin;
      herd.every = [
        () => {
          used += each;
          herd.report('tux01', 'disk', disk(used));
        },
      ];
      herd.pass(7 * HOUR);
      expect(herd.askRule('disk-full-soon')).toMatchObject({ findings: [], trouble: null });
    }
  });

  it('find a service that is restarted again and again', () => {
    const herd = herdWith();
    let restarts = 0;
    herd.every = [() => herd.report('tux01', 'service-state', service(Math.floor(restarts)))];
    herd.pass(2 * HOUR);
    expect(herd.askRule('crash-loop')).toMatchObject({ findings: [], trouble: null });
    herd.every.push(() => {
      restarts += 0.5;
    });
    herd.pass(HOUR);
    herd.askRule('crash-loop');
    expect(herd.says('tux01', 'crash-loop', 'nginx')).toMatch(/^bark: restarted \d+ times within an hour$/);
  });
});

describe('a rule of a configuration', () => {
  const rule = (goals: string, effect: string) =>
    `(define-rule (mine where) (synopsis "x") (interval (hours 1)) ${goals} => ${effect})`;
  const asked = (definition: string) => {
    const herd = herdWith('(rules (list mine))', definition);
    herd.report('tux01', 'disk', disk(50 * GIB));
    herd.pass(MINUTE);
    return { herd, answer: herd.askRule('mine') };
  };

  it('is of the server where it names no host', () => {
    const { answer } = asked(rule('(mounted where "/export")', `(finding where 'note "has a disk")`));
    const finding = { subject: 'tux01', level: 'note', text: 'has a disk', value: null, limit: null };
    expect(answer).toEqual({ rule: 'mine', findings: [{ host: 'server', finding }], trouble: null });
  });

  it('that fails is found itself, and what it found before stays', () => {
    const { herd, answer } = asked(rule('(mounted where "/export")', '(car where)'));
    expect(answer.trouble).toMatch(/server-config.scm:1:\d+: error: car/);
    expect(herd.says(hostname(), 'mine', '(rule)')).toMatch(/^warn: .*error: car/);
  });

  it('may not return facts', () => {
    const { answer } = asked(rule('(mounted where "/export")', '(disk-used where "/" 7)'));
    expect(answer.trouble).toMatch(/what stands behind => must be a finding/);
  });

  it('that has no end is stopped', () => {
    const { answer } = asked(rule('(appendo where (list 1) where)', `(finding "x" 'bark "x")`));
    expect(answer.trouble).toMatch(/10000 ms|time/);
  }, 60_000);
});
