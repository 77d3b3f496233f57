import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Alerts } from '../../src/alert/alerts.ts';
import { decide } from '../../src/alert/decide.ts';
import { planOf } from '../../src/alert/plan.ts';
import type { Standing } from '../../src/model/alert.ts';
import { DEFAULT_ALERTS } from '../../src/model/alert-settings.ts';
import type { Finding } from '../../src/model/finding.ts';
import { Store } from '../../src/store/store.ts';
import { playMonth } from './alert/month.ts';
import { notifyRows } from './alert-notify.ts';
import { printRows, type Row } from './table.ts';

const SUBJECTS = 100_000;
const BATCH = 500;
const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

/**
 * `npm run bench -- alert [decisions|month [SEED]|way]`: the decisions, pure and stored, and a tick; a month of a herd;
 * the way to the mail server.
 */
export async function run([only, seed = '1']: string[]): Promise<void> {
  const wanted = (part: string) => only === undefined || only === part;
  if (wanted('decisions')) printRows([pureRow(), ...storedRows()]);
  if (wanted('month')) printRows(monthRows(Number(seed)));
  if (wanted('way')) printRows(await notifyRows());
}

const found = (subject: number, level: Finding['level']): Finding => ({
  subject: `/export/${subject}`,
  level,
  text: '98.1 % of 7.3 TiB used',
  value: 98.1,
  limit: 97,
});

/** Each subject goes bad, stays so, and is well again: a third of the decisions change nothing. */
function pureRow(): Row {
  const standings: (Standing | null)[] = Array(SUBJECTS).fill(null);
  const policy = { remindEvery: null };
  const rounds = ['bark', 'bark', 'ok', 'warn', 'bark', 'bark', 'bark', 'ok', 'ok'] as const;
  const findings = rounds.map(level => found(1, level));
  const start = performance.now();
  for (const [round, finding] of findings.entries()) {
    const now = START + round * MINUTE;
    const happening = { kind: 'finding', finding, time: now, now, show: null, inform: [] } as const;
    for (let i = 0; i < SUBJECTS; i++) standings[i] = decide(standings[i]!, happening, policy).standing;
  }
  const rate = (SUBJECTS * rounds.length) / ((performance.now() - start) / 1000);
  return row(`decisions over ${SUBJECTS} subjects, pure`, rate, '1/s', '≥ 300000');
}

function storedRows(): Row[] {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-bench-'));
  const store = Store.openForReceiver(join(directory, 'store.db'), [], START);
  const plan = planOf(DEFAULT_ALERTS, [], 'reporthost'); // made once for each configuration, as in the daemon
  const alerts = new Alerts(() => plan);
  store.decideBy(alerts);
  try {
    const all = (level: Finding['level'], now: number, whole: boolean) => {
      const start = performance.now();
      for (let first = 0; first < SUBJECTS; first += BATCH)
        store.transaction(writer => {
          const host = `m${first / BATCH}`;
          const telling = { host, plugin: 'disk', time: now, received: now, belated: false };
          for (let i = first; i < first + BATCH; i++) {
            const effect = { kind: 'finding', finding: found(i, level) } as const;
            if (whole) writer.apply([effect], telling);
            else alerts.found([effect], telling);
          }
        });
      return SUBJECTS / ((performance.now() - start) / 1000);
    };
    const decided = all('bark', START, false);
    const unchanged = all('bark', START + MINUTE, false);
    const ticks = [1, 2, 3].map(i => {
      const start = performance.now();
      store.transaction(() => alerts.tick(START + i * 1000, i * 1000));
      return performance.now() - start;
    });
    const whole = all('ok', START + 2 * MINUTE, true);
    return [
      row('decisions stored, with their trail', decided, '1/s', '≥ 20000'),
      row('decisions that only count one more', unchanged, '1/s', '≥ 20000'),
      row('the same with the findings themselves', whole, '1/s', '≥ 20000'),
      row('one tick over all of them', Math.max(...ticks), 'ms', '≤ 100'),
    ];
  } finally {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function monthRows(seed: number): Row[] {
  const start = performance.now();
  const { faults, messages, late, twice, false: untrue } = playMonth(seed, 30);
  const minutes = (performance.now() - start) / 60_000;
  for (const line of [...late, ...twice, ...untrue].slice(0, 20)) console.log(line);
  return [
    row(`a month of 60 machines with ${faults} faults`, minutes, 'min', '≤ 5'),
    row('faults not told in time', late.length, '', '≤ 0'),
    row('faults told twice', twice.length, '', '≤ 0'),
    row('messages about no fault', untrue.length, '', '≤ 0'),
    row('messages a fault', messages / faults, '', '≤ 2.2'),
  ];
}

const row = (what: string, ours: number, unit: string, limit: string): Row => ({
  ...{ what, ours, peer: null, unit, ratio: ours, limit },
});
