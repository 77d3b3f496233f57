import { scheduleOf } from '../expect/schedule.ts';
import type { ExpectationSource } from '../model/expected.ts';
import type { Level } from '../model/level.ts';
import type { ExpectedRow } from '../store/reader.ts';
import { jobView, outcomeSentence } from './jobs.ts';

/** One job that should run, for people; `--json` shows it as it is. */
export interface ExpectedView {
  host: string;
  tag: string;
  schedule: string;
  timezone: string | null;
  source: ExpectationSource;
  /** When it last started; null where it never did. */
  last: Date | null;
  /** When it is due next; null where that cannot be told. */
  due: Date | null;
  level: Level;
  text: string;
}

/** @param now milliseconds since 1970 */
export function expectedView(row: ExpectedRow, now: number): ExpectedView {
  const { expectation, run, finding } = row;
  const { host, tag, schedule, timezone, source } = expectation;
  const next = scheduleOf(schedule, timezone)?.nextDue(now) ?? null;
  const last = run && jobView(run, now);
  const said = finding?.watched ? finding : last && { level: last.level, text: outcomeSentence(last) };
  return {
    host,
    tag,
    schedule,
    timezone,
    source,
    last: last?.start ?? null,
    due: next === null ? null : new Date(next),
    level: said?.level ?? 'ok',
    text: said?.text ?? 'has not run yet',
  };
}
