import { formatDuration } from '../clock/duration.ts';
import { type JobState, succeeded } from '../model/job.ts';
import type { Level } from '../model/level.ts';
import type { JobRunRow } from '../store/job-runs.ts';

/** One run of a job for people; `--json` shows it as it is. */
export interface JobView {
  run: string;
  host: string;
  tag: string;
  level: Level;
  state: JobState;
  exit: number | null;
  signal: string | null;
  start: Date;
  /** Milliseconds; so far, for one that is running. */
  elapsed: number | null;
  attempt: number;
  user: string;
  command: string;
  note: string | null;
}

/** @param now milliseconds since 1970 */
export function jobView(row: JobRunRow, now: number): JobView {
  const { run, host, tag, state, exit, signal, attempt, user, command, note } = row;
  const elapsed = state === 'running' ? Math.max(0, now - row.start) : row.elapsed;
  const start = new Date(row.start);
  return {
    run,
    host,
    tag,
    level: levelOf(row),
    state,
    exit,
    signal,
    start,
    elapsed,
    attempt,
    user,
    command,
    note,
  };
}

/** How a run ended, in a word or two: `ok`, `exit 2`, `SIGKILL`, `timed out`. */
export function outcomeWords({ state, exit, signal }: Pick<JobRunRow, 'state' | 'exit' | 'signal'>): string {
  switch (state) {
    case 'running':
      return 'running';
    case 'exited':
      return exit === 0 ? 'ok' : `exit ${exit ?? '?'}`;
    case 'killed':
      return signal ?? 'killed';
    case 'timeout':
      return 'timed out';
    case 'unstartable':
      return `cannot run (${exit ?? '?'})`;
    case 'lost':
      return 'lost';
  }
}

/** What a person reads in a line about a run: `exit 2 after 0.4 s`, `running for 3 min`. */
export function outcomeSentence(view: JobView): string {
  const { state, elapsed, attempt } = view;
  const tries = attempt > 1 ? `, tried ${attempt} times` : '';
  if (state === 'running') return `running for ${formatDuration(elapsed ?? 0)}${tries}`;
  if (state === 'lost') return `lost: its wrapper died, so nobody knows how it ended${tries}`;
  const after = elapsed === null ? '' : ` after ${formatDuration(elapsed)}`;
  return `${outcomeWords(view)}${after}${tries}`;
}

function levelOf(row: JobRunRow): Level {
  return row.state === 'running' || succeeded(row) ? 'ok' : 'bark';
}
