import { describe, expect, it } from 'vitest';
import type { Notice, Trouble } from '../../src/model/notice.ts';
import { NO_SURROUNDINGS, type RunStory, type Surroundings } from '../../src/notify/surroundings.ts';
import { bodyOf } from '../../src/notify/text/body.ts';
import { lastLines } from '../../src/notify/text/output.ts';
import { subjectOf } from '../../src/notify/text/subject.ts';
import { disk, NOTED, notice, trouble } from '../support/notices.ts';

const HOUR = 3_600_000;
const run = (more: Partial<RunStory> = {}): RunStory => ({
  command: 'borg create /missing::x /export/ipfs',
  user: 'backup',
  state: 'exited',
  exit: 2,
  signal: null,
  elapsed: 400,
  output: 'Repository /missing does not exist.\n',
  goodBefore: 41,
  lastGood: NOTED - 11 * HOUR,
  ...more,
});
const around = (more: Partial<Surroundings> = {}): Surroundings => ({
  ...NO_SURROUNDINGS,
  timezone: 'UTC',
  ...more,
});
/** What the server finds of a job that has no run to be shown. */
const missed = (text: string) => trouble({ show: null, text });
const runs = new Map([['1m837zxhzqzbg2', run()]]);

describe('the subject line', () => {
  const many = (number: number) =>
    Array.from({ length: number }, (_, i) => disk({ host: `node${i}`, subject: '/export' }));
  it.each<[string, Partial<Notice>]>([
    ['tux01: borg-ipfs failed (exit 2)', {}],
    [
      'tux01: borg-ipfs failed (killed by SIGKILL)',
      { troubles: [trouble({ text: 'killed by SIGKILL after 3.0 s' })] },
    ],
    ['tux01: borg-ipfs: did not run: due 01:00', { troubles: [missed('did not run: due 01:00')] }],
    ['tux01: disk /export: 98.1 % of 7.3 TiB used', { troubles: [disk()] }],
    [
      'tux03: not heard from for 7 h',
      {
        troubles: [
          trouble({ host: 'tux03', plugin: 'heartbeat', subject: '-', text: 'not heard from for 7 h' }),
        ],
      },
    ],
    ['tux01: borg-ipfs is well again after 60 min', { kind: 'well', troubles: [trouble({ level: 'ok' })] }],
    [
      'tux01: borg-ipfs is well again after 10 min',
      { kind: 'well', troubles: [trouble({ level: 'ok', until: trouble().since + 600_000 })] },
    ],
    [
      'tux01: disk /export is gone after 60 min',
      { kind: 'well', troubles: [disk({ level: 'ok', gone: true })] },
    ],
    ['tux01: disk /export keeps changing', { kind: 'flapping', troubles: [disk()] }],
    ['tux01: still disk /export: 98.1 % of 7.3 TiB used', { kind: 'reminder', troubles: [disk()] }],
    ['tux01: borg-ipfs failed (exit 2); no longer kept quiet', { kind: 'quiet-over' }],
    [
      'inconclusive: the queue does not answer',
      { kind: 'inconclusive', troubles: [], text: 'the queue does not answer\nsince' },
    ],
    ['digest: 2 bad, 1 well again', { kind: 'digest', troubles: [], text: '2 bad, 1 well again\n\nBad:' }],
    ['a trial: nothing is wrong', { kind: 'trial', troubles: [] }],
    ['host tux01: 2 bad: borg-ipfs, disk /export', { cause: 'host tux01', troubles: [trouble(), disk()] }],
    [
      'disk /export on 12 hosts: 12 bad: disk /export',
      { cause: 'disk /export on 12 hosts', troubles: many(12) },
    ],
    ['2 hosts: 2 well again: disk /export', { kind: 'well', troubles: many(2) }],
    [
      '3 hosts: 3 well again, or gone: disk /export',
      { kind: 'well', troubles: [...many(2), disk({ host: 'tux01', gone: true })] },
    ],
  ])('%s', (subject, more) => {
    expect(subjectOf(notice(more))).toBe(`[sheepdog] ${subject}`);
  });

  it('is one line of bounded length, whatever a message says', () => {
    const evil = trouble({
      host: 'h\r\nBcc: x@y',
      subject: `s\u2028\u0000${'ä'.repeat(500)}`,
      text: '\x1b[31m\n',
    });
    const subject = subjectOf(notice({ troubles: [evil] }));
    expect(subject).toMatch(/^\[sheepdog\] h\\r\\nBcc: x@y: s\\u2028\\x00ä+…/);
    expect([...subject].length).toBeLessThanOrEqual(160);
    expect(subject).not.toMatch(/\p{Cc}/u);
  });
});

describe('the text', () => {
  it('of a job that failed first', () => {
    const others = [
      {
        host: 'tux01',
        plugin: 'disk',
        subject: '/export',
        level: 'warn' as const,
        text: '93 %',
        since: NOTED - 30 * HOUR,
        watched: false,
      },
      {
        host: 'tux01',
        plugin: 'job',
        subject: 'scrub',
        level: 'bark' as const,
        text: 'did not run: due 2026-11-20 06:00',
        since: NOTED - 30 * HOUR,
        watched: true,
      },
    ];
    expect(bodyOf(notice(), around({ runs, others }))).toBe(
      `borg create /missing::x /export/ipfs          exit 2 after 0.4 s, run by backup
First failure after 41 good runs; last good one 2026-11-21 01:00.

  Repository /missing does not exist.

Also on tux01: scrub: did not run: due 2026-11-20 06:00 (since 2026-11-20 06:00); disk /export: 93 % (since 2026-11-20 06:00).

More:   sheepdog show 1m837zxhzqzbg2
Quiet:  sheepdog silence tux01 job borg-ipfs --until-ok --reason "..."
`,
    );
  });

  it('of several jobs says which is which, and of one sent by hand what there is to say', () => {
    const byHand = run({ command: '', user: '', output: '' });
    const stories = new Map([...runs, ['2', byHand]]);
    const troubles = [trouble(), trouble({ subject: 'scrub', show: '2' })];
    const text = bodyOf(notice({ troubles, cause: 'host tux01' }), around({ runs: stories }));
    expect(text).toContain('\ntux01: borg-ipfs\nborg create /missing::x /export/ipfs ');
    expect(text).toMatch(/\ntux01: scrub\nscrub +exit 2 after 0.4 s\n/);
  });

  it('of a job that did not run, which is no failure of it', () => {
    expect(bodyOf(notice({ troubles: [missed('did not run: due 01:00, it never ran')] }), around())).toBe(
      `tux01: borg-ipfs: did not run: due 01:00, it never ran
So since 2026-11-21 11:00 (60 min ago).

More:   sheepdog why tux01 job borg-ipfs
Quiet:  sheepdog silence tux01 job borg-ipfs --until-ok --reason "..."
`,
    );
  });

  it('of a value and its limit, since when and how often', () => {
    expect(bodyOf(notice({ troubles: [disk({ count: 12 })] }), around())).toBe(
      `tux01: disk /export: 98.1 % of 7.3 TiB used
Measured 98.1, the limit is 97.
So since 2026-11-21 11:00 (60 min ago), found 12 times.

More:   sheepdog why tux01 disk /export
Quiet:  sheepdog silence tux01 disk /export --until-ok --reason "..."
`,
    );
  });

  it('of what is well again', () => {
    const body = bodyOf(
      notice({ kind: 'well', troubles: [trouble({ level: 'ok', text: 'ok after 60.0 s' })] }),
      around(),
    );
    expect(body).toBe(`tux01: borg-ipfs: ok after 60.0 s
Well again; it was not since 2026-11-21 11:00 (60 min ago).

More:   sheepdog show 1m837zxhzqzbg2
`);
  });

  it('of what is gone', () => {
    const gone = disk({ level: 'ok', text: 'not found any more', value: null, limit: null, gone: true });
    const body = bodyOf(notice({ kind: 'well', troubles: [gone] }), around());
    expect(body).toContain(`tux01: disk /export: not found any more\nIt was bad since 2026-11-21 `);
  });

  it('of many: some in full, the rest in a line each, one command to silence them', () => {
    const troubles = Array.from({ length: 150 }, (_, i) => disk({ host: `node${i}` }));
    const body = bodyOf(notice({ troubles, cause: 'disk /export on 150 hosts' }), around());
    expect(body).toMatch(/^disk \/export on 150 hosts: 150 are bad:\n\nnode0: disk \/export/);
    expect(body).toContain('\n  node102: disk /export: 98.1 % of 7.3 TiB used\n  … and 47 more\n');
    expect(body).toContain(`Quiet:  sheepdog silence '*' disk /export --until-ok`);
    expect(body.match(/Quiet:/g)).toHaveLength(1);
  });

  it('keeps every line its own, whatever a message says', () => {
    const evil: Partial<Trouble> = {
      host: 'a\nMore:   rm -rf /',
      subject: "x'; rm -rf / #",
      text: 'z\r\nQuiet:  evil',
    };
    const command = 'true\nQuiet:  sheepdog silence all';
    const output = 'Quiet:  evil\n\x1b]0;title\x07More: evil\rMore: evil2\n';
    const show = '1m837zxhzqzbg2';
    const story = new Map([[show, run({ command, user: 'u\nQuiet: x', output })]]);
    const lines = bodyOf(notice({ troubles: [trouble({ ...evil, show })] }), around({ runs: story })).split(
      '\n',
    );
    expect(lines.filter(line => /^(More|Quiet):/.test(line))).toEqual([
      'More:   sheepdog show 1m837zxhzqzbg2',
      `Quiet:  sheepdog silence 'a\\nMore:   rm -rf /' job 'x'\\''; rm -rf / #' --until-ok --reason "..."`,
    ]);
    expect(lines.filter(line => line.includes('evil')).every(line => line.startsWith('  '))).toBe(true);
  });

  it('of a trial and of what is inconclusive', () => {
    expect(bodyOf(notice({ kind: 'trial', troubles: [] }), around())).toMatch(/^Somebody asked for this/);
    const cut = notice({
      kind: 'inconclusive',
      troubles: [],
      text: 'The queue does not answer.\n  since 10:00',
    });
    expect(bodyOf(cut, around())).toBe('The queue does not answer.\n  since 10:00\n');
  });
});

describe('the last lines of an output', () => {
  it.each([
    ['colours are left out', '\x1b[31mred\x1b[0m\n', ['  red']],
    ['a progress bar stays as it was seen last', '1 %\r50 %\r100 %\r\nok\r\n', ['  100 %', '  ok']],
    ['what would move the cursor is shown', 'a\bb\x07\u202e\n', ['  a\\x08b\\x07\\u202e']],
    ['half characters and zero bytes', 'x\ud800y\0z\ufffd', ['  x\\ud800y\\x00z\ufffd']],
    ['nothing', '\n\n', []],
  ])('%s', (_, output, lines) => {
    expect(lastLines(output)).toEqual(lines);
  });

  it('are twenty of some length, of however much', () => {
    const large = `${'x'.repeat(1000)}\n`.repeat(10_000) + 'y'.repeat(10 * 1024 * 1024);
    const lines = lastLines(`${large}\nthe end\n`);
    expect(lines.length).toBeLessThanOrEqual(20);
    expect(lines.at(-1)).toBe('  the end');
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(202);
  });
});
