import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock/clock.ts';
import type { ReportPart } from '../../src/model/message.ts';
import { nextRound, ROUND, roundStart } from '../../src/monitor/rounds.ts';
import { Watch } from '../../src/monitor/watch.ts';
import { servicesOf } from '../plugin/plugin-text.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { until } from '../support/waiting.ts';

const LOG = { debug() {}, info() {}, warn() {}, error() {} };
const HOUR = 3_600_000;

const plugin = (name: string, body: string, minutes: number) =>
  `(define-plugin ${name} (interval (minutes ${minutes})) (monitor (lambda () ${body})))`;

/** A watch over services of these monitors; what it reports, report by report. */
function watching(monitors: Record<string, string>, clock: Clock, minutes = 1) {
  const names = Object.keys(monitors);
  const services = servicesOf(
    `(herd (services (list ${names.map(name => `(service ${name}-service-type)`).join(' ')})))`,
    Object.fromEntries(names.map(name => [name, plugin(name, monitors[name]!, minutes)])),
  ).map(service => ({ service, label: null, hash: null }));
  const reports: ReportPart[][] = [];
  const watch = new Watch({
    host: 'tux01',
    services: () => services,
    report: parts => reports.push(parts) > 0,
    clock,
    log: LOG,
  });
  return { watch, reports };
}

/** A wall clock that is set by hand; each sleep takes a moment and lets it pass. */
function handClock(time: number) {
  const slept: number[] = [];
  const clock: Clock & { time: number; slept: number[] } = {
    time,
    slept,
    now: () => clock.time,
    monotonic: () => systemClock.monotonic(),
    sleep: async (ms, signal) => {
      await systemClock.sleep(ms === 5_000 ? ms : 1, signal);
      if (ms === 5_000) return;
      slept.push(ms);
      clock.time += ms;
    },
  };
  return clock;
}

describe('the watch', () => {
  it('tells together what is found together, and does not wait for one that hangs', async () => {
    const stop = new AbortController();
    const { watch, reports } = watching(
      { slow: '(shell-output "sleep 7; echo late")', quick: '1', other: '2', wrong: '(car 0)' },
      systemClock,
    );
    const looked = watch.look(() => true, stop.signal);
    await until(async () => reports.length > 0, 'the first report', 6_900);
    expect(reports[0]!.map(({ plugin: name }) => name).sort()).toEqual(['other', 'quick', 'wrong']);
    await looked;
    expect(reports).toHaveLength(2);
    expect(reports[1]).toMatchObject([{ plugin: 'slow', body: 'late\n', trouble: null }]);
  });

  it.each([
    ['an hour ahead', HOUR],
    ['an hour back', -HOUR],
  ])('goes on in rounds when the clock is set %s', async (_, jump) => {
    // Clocks go forward in Europe in the night of 29 March 2026: rounds are UTC's, which knows nothing of it.
    const clock = handClock(Date.UTC(2026, 2, 29, 0, 59, 30));
    const stop = new AbortController();
    const { watch, reports } = watching({ quick: '1' }, clock);
    const running = watch.run(stop.signal);
    await until(async () => clock.slept.length >= 3, 'three rounds');
    clock.time += jump;
    const before = reports.length;
    await until(async () => reports.length >= before + 5, 'five more looks');
    stop.abort();
    await running;
    expect(Math.max(...clock.slept)).toBeLessThanOrEqual(ROUND);
    const times = reports.flat().map(({ time }) => time);
    for (const time of times.slice(1)) expect(time).toBe(roundStart('tux01', nextRound('tux01', time - 1)));
  });

  it('makes up soon after waking what was slept through, once, and then keeps to its place', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 10, 21, 22, 0, 10));
    const stop = new AbortController();
    const { watch, reports } = watching({ slow: '1' }, clock, 60);
    const running = watch.run(stop.signal);
    await until(async () => reports.length === 1, 'the first look');
    const passRound = async () => {
      await until(async () => clock.sleepers.includes(stop.signal), 'the next sleep');
      clock.pass(ROUND);
    };
    for (let minute = 0; minute < 20; minute++) await passRound();
    const before = reports.length;
    clock.jump(9 * HOUR); // its steady clock stood still meanwhile
    await passRound();
    await until(async () => reports.length === before + 1, 'the look that was slept through');
    for (let minute = 0; minute < 60; minute++) await passRound();
    await until(async () => reports.length === before + 2, 'the look of the next hour');
    stop.abort();
    await running;
    const times = reports.flat().map(({ time }) => time);
    expect(times.at(-1)! - times.at(-2)!).toBeLessThanOrEqual(HOUR);
  });
});
