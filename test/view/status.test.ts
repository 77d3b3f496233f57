import { describe, expect, it } from 'vitest';
import type { Level } from '../../src/model/level.ts';
import type { FindingRow } from '../../src/store/findings.ts';
import type { HostRow } from '../../src/store/hosts.ts';
import type { JobRunRow } from '../../src/store/job-runs.ts';
import type { HerdState, JobStanding } from '../../src/store/reader.ts';
import type { DogState } from '../../src/view/dog.ts';
import { statusReport } from '../../src/view/status.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const now = new Date(2026, 10, 21, 12).getTime();

const dog: DogState = {
  host: 'reporthost',
  queue: 'redis://localhost:6379',
  sender: true,
  receiver: { running: true, since: now - DAY },
  spool: { waiting: 0, oldest: Number.POSITIVE_INFINITY, refused: 0 },
};
const herd: HerdState = {
  hosts: [],
  jobs: [],
  findings: [],
  standings: [],
  lost: [],
  deadLetters: [],
  transits: [],
};

const run: JobRunRow = {
  run: 'r1',
  host: 'tux01',
  tag: 'borg',
  state: 'exited',
  command: 'borg create',
  user: 'backup',
  start: now - HOUR,
  elapsed: 400,
  exit: 0,
  signal: null,
  attempt: 1,
  note: null,
  message: 1,
};
const job: JobStanding = { host: 'tux01', tag: 'borg', outcome: run, running: null, failing: null };
const going = (ago: number): JobRunRow => ({
  ...run,
  state: 'running',
  exit: null,
  elapsed: null,
  start: now - ago,
});
const failed = (report: Partial<JobRunRow>, failures = 1): JobStanding => ({
  ...job,
  outcome: { ...run, ...report },
  failing: { failures, since: now - DAY },
});

/** What is said of one subject: its level and text. */
function say(
  state: { dog?: Partial<DogState>; herd?: Partial<HerdState> | null },
  subject: string,
): [Level, string] | null {
  const asked = state.herd === null ? null : { ...herd, ...state.herd };
  const { rows } = statusReport({ ...dog, ...state.dog }, asked, now);
  const row = rows.find(({ plugin, subject: name }) => name === subject || plugin === subject);
  return row ? [row.level, row.text] : null;
}

describe('a job', () => {
  it.each<[string, JobStanding, Level, string]>([
    ['went well', job, 'ok', 'ok after 0.4 s'],
    ['failed', failed({ exit: 2 }), 'bark', 'exit 2 after 0.4 s'],
    ['failed often', failed({ exit: 2 }, 3), 'bark', 'exit 2 after 0.4 s, 3 failures in a row'],
    ['was killed', failed({ state: 'killed', exit: 137, signal: 'SIGKILL' }), 'bark', 'SIGKILL after 0.4 s'],
    ['took too long', failed({ state: 'timeout', elapsed: HOUR }), 'bark', 'timed out after 60 min'],
    [
      'cannot run',
      failed({ state: 'unstartable', exit: 127, elapsed: 1 }),
      'bark',
      'cannot run (127) after 0.0 s',
    ],
    ['was tried thrice', failed({ exit: 1, attempt: 3 }), 'bark', 'exit 1 after 0.4 s, tried 3 times'],
    [
      'is lost',
      failed({ state: 'lost', exit: null, elapsed: null }),
      'bark',
      'lost: its wrapper died, so nobody knows how it ended',
    ],
    ['runs for the first time', { ...job, outcome: null, running: going(9 * DAY) }, 'ok', 'running for 9 d'],
    ['runs again', { ...job, running: going(3 * MINUTE) }, 'ok', 'ok after 0.4 s, running for 3 min'],
    [
      'runs again after a failure',
      { ...failed({ exit: 2 }), running: going(3 * MINUTE) },
      'bark',
      'exit 2 after 0.4 s, running for 3 min',
    ],
    ['runs for long', { ...job, running: going(3 * DAY) }, 'ok', 'ok after 0.4 s, running for 3 d'],
  ])('that %s', (_, standing, level, text) => {
    expect(say({ herd: { jobs: [standing] } }, 'borg')).toEqual([level, text]);
  });

  it('stands badly since its first failure', () => {
    const { rows } = statusReport(dog, { ...herd, jobs: [failed({ exit: 2 }, 3)] }, now);
    expect(rows[0]).toMatchObject({ subject: 'borg', since: new Date(now - DAY) });
  });
});

describe('a host', () => {
  const host = (heartbeat: number | null): HostRow => ({
    name: 'tux01',
    firstHeard: now - 90 * DAY,
    lastHeard: now - HOUR,
    heartbeat,
    stopped: null,
    delay: 0,
  });
  const deaf = { receiver: { running: false, since: null } };
  const silent: FindingRow = {
    host: 'tux01',
    plugin: 'heartbeat',
    subject: '-',
    level: 'unknown',
    since: now - HOUR,
    text: 'not heard from since 2026-11-21 11:00',
    value: null,
    limit: null,
    service: null,
    watched: true,
  };

  it.each<[string, HostRow, FindingRow[], Partial<DogState>, Level, RegExp]>([
    ['beats', host(MINUTE), [], {}, 'ok', /^last heard 2026-11-21 11:00$/],
    ['is silent', host(MINUTE), [silent], {}, 'unknown', /^not heard from since 2026-11-21 11:00$/],
    [
      'is heard again',
      host(MINUTE),
      [{ ...silent, level: 'ok', text: 'heard from again' }],
      {},
      'ok',
      /^last heard/,
    ],
    ['never promised to beat', host(null), [], {}, 'ok', /no daemon promised to beat$/],
    [
      'cannot be heard, for there is no receiver',
      host(MINUTE),
      [silent],
      deaf,
      'note',
      /nobody listens now$/,
    ],
  ])('that %s', (_, row, findings, state, level, text) => {
    const asked = { ...herd, hosts: [row], findings };
    const rows = statusReport({ ...dog, ...state }, asked, now).rows.filter(
      ({ plugin }) => plugin === 'heartbeat',
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.level).toBe(level);
    expect(rows[0]!.text).toMatch(text);
  });
});

describe('the dog', () => {
  const waiting = (ago: number) => ({ spool: { waiting: 2, oldest: now - ago, refused: 0 } });
  const alone = { queue: null };

  it.each<[string, Partial<DogState>, string, Level, RegExp]>([
    ['receives', {}, 'receiver', 'ok', /^running$/],
    [
      'does not receive',
      { receiver: { running: false, since: null } },
      'receiver',
      'unknown',
      /^not running/,
    ],
    [
      'cannot receive',
      { receiver: { running: true, since: null, trouble: 'connect ECONNREFUSED' } },
      'receiver',
      'unknown',
      /^receives nothing now: connect ECONNREFUSED$/,
    ],
    ['has never run', { ...alone, receiver: null }, 'receiver', 'unknown', /has sheepdog-daemon ever run\?$/],
    ['has an empty spool', {}, 'spool', 'ok', /^empty$/],
    ['has messages on the way', waiting(MINUTE), 'spool', 'ok', /^2 messages wait on the way$/],
    ['cannot bring them away', waiting(HOUR), 'spool', 'warn', /^2 messages wait for 60 min: the queue/],
    [
      'was given what cannot be a message',
      { spool: { waiting: 0, oldest: Number.POSITIVE_INFINITY, refused: 3 } },
      'refused',
      'warn',
      /^3 things in its folder refused/,
    ],
    [
      'has no sender',
      { ...waiting(HOUR), sender: false },
      'spool',
      'unknown',
      /no sheepdog-daemon is running$/,
    ],
    [
      'needs no sender where the spool is the queue',
      { ...waiting(HOUR), ...alone, sender: false },
      'spool',
      'warn',
      /./,
    ],
  ])('that %s', (_, state, subject, level, text) => {
    const [saidLevel, saidText] = say({ dog: state }, subject)!;
    expect(saidLevel).toBe(level);
    expect(saidText).toMatch(text);
  });

  it('says nothing of what it may not or need not see', () => {
    expect(say({ dog: { spool: null } }, 'spool')).toBeNull();
    expect(say({ dog: { receiver: null }, herd: null }, 'receiver')).toBeNull();
  });
});

describe('messages', () => {
  const lost = (ago: number) => [{ host: 'tux01', messages: 4, noticed: now - ago, reason: 'gone' }];
  it.each<[string, Partial<HerdState>, string, Level, RegExp]>([
    ['lost this week', { lost: lost(DAY) }, 'lost', 'warn', /^4 messages were lost: gone$/],
    ['lost before', { lost: lost(8 * DAY) }, 'lost', 'note', /^4 messages/],
    [
      'refused',
      { deadLetters: [{ host: 'h', letters: 1, parked: 0, since: 1 }] },
      'dead-letters',
      'warn',
      /^1 message was refused$/,
    ],
    [
      'parked',
      { deadLetters: [{ host: 'h', letters: 3, parked: 2, since: 1 }] },
      'dead-letters',
      'warn',
      /2 to be read after an upgrade$/,
    ],
    ['in time', { transits: [{ host: 'h', waited: 40 }] }, 'queue', 'ok', /took 0.0 s/],
    [
      'late',
      { transits: [{ host: 'h', waited: HOUR }] },
      'queue',
      'warn',
      /took 60 min .* or its clock is behind$/,
    ],
    [
      'from the future',
      { transits: [{ host: 'h', waited: -HOUR }] },
      'queue',
      'warn',
      /^its clock is 60 min ahead$/,
    ],
  ])('that were %s', (_, state, subject, level, text) => {
    const [saidLevel, saidText] = say({ herd: state }, subject)!;
    expect(saidLevel).toBe(level);
    expect(saidText).toMatch(text);
  });
});

describe('the exit status', () => {
  const bark = failed({ exit: 1 });
  const silent = {
    host: 'tux02',
    plugin: 'heartbeat',
    subject: '-',
    level: 'unknown',
    since: now - HOUR,
    text: 'never heard from',
    value: null,
    limit: null,
    service: null,
    watched: true,
  } as const;
  const refused = { host: 'tux01', letters: 1, parked: 0, since: 1 };
  it.each<[number, Partial<HerdState>]>([
    [0, { jobs: [job] }],
    [1, { jobs: [job], deadLetters: [refused] }],
    [3, { jobs: [job], deadLetters: [refused], findings: [silent] }],
    [2, { jobs: [job, bark], deadLetters: [refused], findings: [silent] }],
  ])('%i is the worst there is', (exit, state) => {
    const report = statusReport(dog, { ...herd, ...state }, now);
    expect(report.exit).toBe(exit);
    expect(report.rows.map(({ level }) => level)).toEqual(
      report.rows
        .map(({ level }) => level)
        .toSorted((a, b) => 'bark unknown warn note ok'.indexOf(a) - 'bark unknown warn note ok'.indexOf(b)),
    );
  });

  it('comes with a line that counts', () => {
    const jobs = [job, { ...bark, running: going(MINUTE) }];
    expect(statusReport(dog, { ...herd, jobs, findings: [silent] }, now).summary).toBe(
      '0 hosts, 2 jobs, 1 running: 3 ok, 1 unknown, 1 bark',
    );
    expect(statusReport({ ...dog, receiver: null, spool: null }, null, now).summary).toBe(
      'no store here: nothing to say',
    );
  });
});

describe('what the plugins found', () => {
  const found = {
    host: 'tux01',
    plugin: 'disk',
    subject: '/export',
    level: 'bark',
    since: now - HOUR,
    text: '98 %',
    value: null,
    limit: null,
    service: null,
    watched: false,
  } as const;

  it('is told as it was found, since it is of that level', () => {
    const { rows, exit } = statusReport(dog, { ...herd, findings: [found] }, now);
    const { host, plugin, subject, level, text } = found;
    expect(rows[0]).toEqual({ host, plugin, subject, level, text, since: new Date(now - HOUR) });
    expect(exit).toBe(2);
  });

  it('is not told a second time of a job, whose runs tell more', () => {
    const findings = [
      { ...found, plugin: 'job', subject: 'borg', level: 'ok' } as const,
      { ...found, plugin: 'job', subject: 'other', text: 'exit 2' },
    ];
    const { rows } = statusReport(dog, { ...herd, jobs: [job], findings }, now);
    const jobs = rows.filter(({ plugin }) => plugin === 'job').map(({ subject, text }) => [subject, text]);
    expect(jobs).toEqual([
      ['other', 'exit 2'],
      ['borg', 'ok after 0.4 s'],
    ]);
  });

  it('is told of a job where it did not run', () => {
    const missed = { ...found, plugin: 'job', subject: 'borg', text: 'did not run', watched: true };
    const { rows } = statusReport(dog, { ...herd, jobs: [job], findings: [missed] }, now);
    expect(rows[0]).toMatchObject({ subject: 'borg', level: 'bark', text: 'did not run' });
    expect(rows.filter(({ plugin }) => plugin === 'job')).toHaveLength(1);
  });
});
