import { describe, expect, it } from 'vitest';
import { type JobWatch, judgeJob } from '../../src/expect/job.ts';
import type { Verdict } from '../../src/expect/verdict.ts';
import { Vigil } from '../../src/expect/vigil.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** One in the morning, when it is due, by the clock of this machine. */
const due = new Date(2026, 10, 21, 1).getTime();

const nightly: JobWatch = {
  host: 'tux01',
  tag: 'borg',
  expectation: {
    host: 'tux01',
    tag: 'borg',
    schedule: '0 1 * * *',
    timezone: null,
    grace: 2 * HOUR,
    longest: null,
    source: 'configuration',
    since: due - 30 * DAY,
  },
  starts: [due - DAY, due - 2 * DAY],
  running: [],
  median: null,
};
const expecting = (changes: Partial<JobWatch['expectation']>): JobWatch['expectation'] => ({
  ...nightly.expectation!,
  ...changes,
});

/** Watched without a break since then. */
function watchedFrom(start: number, now: number): Vigil {
  const vigil = new Vigil();
  vigil.look({ now: start, monotonic: 0 }, true);
  vigil.look({ now, monotonic: now - start }, true);
  return vigil;
}
const judged = (job: Partial<JobWatch>, now: number, start = now - 9 * DAY): Verdict =>
  judgeJob({ ...nightly, ...job }, watchedFrom(start, now), now);
const said = (verdict: Verdict) =>
  typeof verdict === 'object' ? `${verdict.level}: ${verdict.text}` : verdict;

describe('a job that should run at one, with two hours of grace', () => {
  const today = due + 5000;
  it.each<[string, Partial<JobWatch>, number, string]>([
    ['has not begun yet', {}, due + HOUR, 'well'],
    ['has not begun at the end of the grace', {}, due + 2 * HOUR - 1, 'well'],
    [
      'did not run',
      {},
      due + 2 * HOUR,
      'bark: did not run: due 2026-11-21 01:00, 2 h of grace, last ran 2026-11-20 01:00',
    ],
    [
      'still did not on the next day',
      {},
      due + DAY + HOUR,
      'bark: did not run: due 2026-11-21 01:00, 2 h of grace, last ran 2026-11-20 01:00',
    ],
    [
      'never ran',
      { starts: [] },
      due + 3 * HOUR,
      'bark: did not run: due 2026-11-21 01:00, 2 h of grace, it never ran',
    ],
    ['ran', { starts: [today, due - DAY] }, due + 3 * HOUR, 'well'],
    ['ran some minutes early', { starts: [due - 4 * MINUTE, due - DAY] }, due + 3 * HOUR, 'well'],
    [
      'ran by hand the evening before',
      { starts: [due - 5 * HOUR] },
      due + 3 * HOUR,
      expect.stringMatching('bark'),
    ],
    [
      'ran late',
      { starts: [due + 3 * HOUR, due - DAY] },
      due + 4 * HOUR,
      'note: started 3 h late: due 2026-11-21 01:00, ran 2026-11-21 04:00',
    ],
    [
      'ran in time, and again by hand',
      { starts: [due + 9 * HOUR, today, due - DAY] },
      due + 10 * HOUR,
      'well',
    ],
    ['ran late and is due again', { starts: [due + DAY, due + 3 * HOUR] }, due + DAY + 3 * HOUR, 'well'],
    ['is expected only since then', { expectation: expecting({ since: due + 1 }) }, due + 5 * HOUR, 'well'],
    [
      'has no schedule that can be read',
      { expectation: expecting({ schedule: '99 9 * * *' }) },
      due,
      "warn: cannot tell when it should run: '99 9 * * *'",
    ],
  ])('and %s', (_, job, now, verdict) => {
    expect(said(judged(job, now))).toEqual(verdict);
  });

  it.each<[string, number, number, string]>([
    ['was stopped over night says nothing at once', due + 8 * HOUR, due + 8 * HOUR + MINUTE, 'undecided'],
    ['nor before the grace is over once more', due + 8 * HOUR, due + 10 * HOUR - 1, 'undecided'],
    ['and then what is so', due + 8 * HOUR, due + 10 * HOUR, 'bark'],
    ['began between time and grace waits as long', due + HOUR, due + 2 * HOUR, 'undecided'],
  ])('a server that %s', (_, start, now, verdict) => {
    expect(said(judged({}, now, start)).slice(0, verdict.length)).toBe(verdict);
  });

  it('a server that cannot listen says nothing', () => {
    const deaf = new Vigil();
    deaf.look({ now: due + 5 * HOUR, monotonic: 0 }, false);
    expect(judgeJob(nightly, deaf, due + 5 * HOUR)).toBe('undecided');
  });

  it.each([
    ['ahead', HOUR],
    ['back', -HOUR],
  ])('is not missed when the clock of the server is set %s by an hour', (_, jump) => {
    // True time is that of the machine, which runs the job at one; the server's clock jumps at half past midnight.
    for (const jumpAt of [due - 90 * MINUTE, due - 30 * MINUTE, due + 30 * MINUTE]) {
      const job = { ...nightly, expectation: expecting({ grace: HOUR }) };
      const vigil = new Vigil();
      for (let time = due - DAY + 2 * HOUR; time < due + 10 * HOUR; time += MINUTE) {
        const now = time < jumpAt ? time : time + jump;
        vigil.look({ now, monotonic: time }, true);
        const starts = time < due ? nightly.starts : [due, ...nightly.starts];
        expect(judgeJob({ ...job, starts }, vigil, now), new Date(now).toISOString()).not.toMatchObject({
          level: 'bark',
        });
      }
    }
  });
});

describe('a job that runs', () => {
  const began = due;
  const running = { starts: [due], running: [began] };
  const longest = (duration: number) => ({ ...running, expectation: expecting({ longest: duration }) });
  it.each<[string, Partial<JobWatch>, number, string]>([
    ['for less than it may', longest(3 * HOUR), 3 * HOUR, 'well'],
    ['for longer', longest(3 * HOUR), 3 * HOUR + 1, 'bark: runs since 2026-11-21 01:00: longer than 3 h'],
    ['for the first time', { ...running, expectation: null }, 9 * DAY, 'well'],
    ['for a day', { ...running, expectation: null, median: HOUR }, DAY, 'well'],
    [
      'for more than a day, and usually an hour',
      { ...running, expectation: null, median: HOUR },
      DAY + 1,
      'warn: runs since 2026-11-21 01:00, and usually takes 60 min: does it hang?',
    ],
    ['for two days, and usually one', { ...running, expectation: null, median: DAY }, 2 * DAY, 'well'],
  ])('%s', (_, job, elapsed, verdict) => {
    expect(said(judged(job, began + elapsed))).toBe(verdict);
  });

  it('for too long is told before that it started late', () => {
    const late = { starts: [due + 3 * HOUR, due - DAY], running: [due + 3 * HOUR] };
    const job = { ...late, expectation: expecting({ longest: HOUR }) };
    expect(said(judged(job, due + 5 * HOUR))).toMatch(/^bark: runs since/);
  });

  it('is no older for a clock that was set ahead', () => {
    const vigil = new Vigil();
    vigil.look({ now: began, monotonic: 0 }, true);
    vigil.look({ now: began + MINUTE + 3 * HOUR, monotonic: MINUTE }, true);
    const job = { ...nightly, ...longest(2 * HOUR) };
    expect(judgeJob(job, vigil, began + MINUTE + 3 * HOUR)).not.toMatchObject({ level: 'bark' });
  });
});
