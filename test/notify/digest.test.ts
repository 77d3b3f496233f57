import { describe, expect, it } from 'vitest';
import { isDigestDue } from '../../src/notify/digest-time.ts';
import { type DigestFacts, digestText, signOfLife } from '../../src/notify/text/digest.ts';
import type { StatusRow } from '../../src/view/status-row.ts';
import { mailFields, NOTED, notice, settings } from '../support/notices.ts';
import { postOffice } from '../support/post-office.ts';
import { mailServer } from '../support/smtp.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const row = (more: Partial<StatusRow> = {}): StatusRow => ({
  host: 'tux01',
  plugin: 'disk',
  subject: '/export',
  level: 'warn',
  since: new Date(NOTED - 3 * DAY),
  text: '93 % of 7.3 TiB used',
  ...more,
});
const facts = (more: Partial<DigestFacts> = {}): DigestFacts => ({
  rows: [],
  recovered: [],
  silenced: [],
  summary: '14 hosts, 63 jobs: 89 ok',
  since: NOTED - DAY,
  now: NOTED,
  timezone: 'UTC',
  ...more,
});

describe('the text of a digest', () => {
  it('tells what is bad and for how long, what is not seen, what is well again, what is quiet', () => {
    const text = digestText(
      facts({
        rows: [
          row({
            plugin: 'job',
            subject: 'borg',
            level: 'bark',
            text: 'exit 2',
            since: new Date(NOTED - HOUR),
          }),
          row({
            host: 'tux03',
            plugin: 'heartbeat',
            subject: '-',
            level: 'unknown',
            text: 'not heard from for 7 h',
          }),
          row(),
          row({ level: 'ok', subject: '/' }),
        ],
        recovered: [{ ...row({ subject: '/home' }), since: NOTED - 5 * HOUR, until: NOTED - 2 * HOUR }],
        silenced: [{ what: 'tux07', until: null, reason: 'moved\nQuiet: x' }],
      }),
    );
    expect(text).toBe(`1 bad, 1 warning, 1 not seen, 1 well again, 1 silenced

Bad:
  tux01: borg: exit 2 (for 60 min, new)

Warnings:
  tux01: disk /export: 93 % of 7.3 TiB used (for 3 d)

Expected, and not seen:
  tux03: heartbeat: not heard from for 7 h (for 3 d)

Well again since 2026-11-20 12:00:
  tux01: disk /home: was 93 % of 7.3 TiB used (for 3 h)

Kept quiet:
  tux07 until it is well: moved\\nQuiet: x

All: 14 hosts, 63 jobs: 89 ok
`);
  });

  it('says nothing where there is nothing to say, and bounds what it says', () => {
    expect(digestText(facts({ rows: [row({ level: 'ok' }), row({ level: 'note' })] }))).toBeNull();
    expect(digestText(facts({ silenced: [{ what: 'x', until: NOTED, reason: '' }] }))).toBeNull();
    const many = Array.from({ length: 500 }, (_, i) => row({ host: `h${i}` }));
    expect(digestText(facts({ rows: many }))!.split('\n').length).toBeLessThan(60);
    expect(signOfLife(facts())).toMatch(
      /^all is well: 14 hosts, 63 jobs: 89 ok\n\nNothing was to be told since/,
    );
  });
});

describe('a digest is due', () => {
  const berlin = settings('mail', {}, { digestTime: '07:00', timezone: 'Europe/Berlin' });
  const utc = (text: string) => Date.parse(`${text}Z`);
  it.each([
    ['before its time: not', '2026-11-21T06:30', '2026-11-22T05:59', false],
    ['at its time', '2026-11-21T06:00', '2026-11-22T06:00', true],
    ['once a day', '2026-11-22T06:00', '2026-11-22T09:00', false],
    ['late, when nobody looked at its time', '2026-11-21T06:00', '2026-11-22T15:00', true],
    ['in summer an hour earlier', '2026-07-21T05:00', '2026-07-22T05:00', true],
    ['on the day that has 25 hours', '2026-10-24T05:00', '2026-10-25T06:00', true],
    ['not twice where the clock was set back within the day', '2026-11-22T12:00', '2026-11-22T06:30', false],
    ['not twice where it was set back a day', '2026-11-22T06:00', '2026-11-21T06:30', false],
    ['where the clock had run far ahead', '2030-01-01T06:00', '2026-11-22T06:00', true],
  ])('%s', (_, looked, now, due) => {
    expect(isDigestDue(berlin, utc(looked), utc(now))).toBe(due);
  });
  it('never for one that has no time for it', () => {
    expect(isDigestDue(settings('log', {}), 0, NOTED)).toBe(false);
  });
});

describe('digests', () => {
  it('come at their time where there is something to say, and once a week where there is not', async () => {
    const server = await mailServer();
    const mail = settings('mail', mailFields(server.port, { to: ['a@lab.org', 'b@lab.org'] }), {
      digestTime: '07:00',
      timezone: 'UTC',
    });
    const days: number[] = [];
    const office = await postOffice([mail], {
      facts: (_, now) => {
        days.push((now - NOTED) / DAY);
        return days.length === 2 ? { rows: [row()] } : { rows: [] };
      },
    });
    for (let day = 0; day < 16; day++) {
      await office.pass(DAY, HOUR);
      if (day % 3 === 0) await office.restart();
    }
    expect(days).toHaveLength(16);
    const mails = server.mails.filter(({ to }) => to[0] === 'a@lab.org');
    expect(mails.map(({ headers }) => [headers.subject, headers.date!.slice(5, 22)])).toEqual([
      ['[sheepdog] digest: 1 warning', '23 Nov 2026 07:00'],
      ['[sheepdog] digest: all is well: 2 hosts: 2 ok', '30 Nov 2026 07:00'],
      ['[sheepdog] digest: all is well: 2 hosts: 2 ok', '07 Dec 2026 07:00'],
    ]);
    expect(mails[0]!.body).toContain('tux01: disk /export: 93 % of 7.3 TiB used');
    expect(server.mails).toHaveLength(6);
  });

  it('that cannot be made holds up nothing else, and comes when it can', async () => {
    const server = await mailServer();
    let isBroken = true;
    const mail = settings('mail', mailFields(server.port), { digestTime: '07:00', timezone: 'UTC' });
    const office = await postOffice([mail], {
      facts: () => {
        if (isBroken) throw new Error('cannot read the queue file');
        return { rows: [row()] };
      },
    });
    await office.pass(DAY, HOUR);
    office.decide(notice());
    await office.pass(MINUTE, 5_000);
    expect(server.mails.map(({ headers }) => headers.subject)).toEqual([
      '[sheepdog] tux01: borg-ipfs failed (exit 2)',
    ]);
    isBroken = false;
    await office.pass(MINUTE, 5_000);
    expect(server.mails.map(({ headers }) => headers.subject).slice(1)).toEqual([
      '[sheepdog] digest: 1 warning',
    ]);
  });
});
