import { constants } from 'node:os';
import type { JobState } from '../model/job.ts';

/** How one start of the job ended, as the system tells it. */
export type Ending =
  | { kind: 'exited'; status: number }
  | { kind: 'killed'; signal: NodeJS.Signals }
  /** It could not be started; `code` as ENOENT. */
  | { kind: 'unstartable'; code: string };

/** How it ended, as a person and the caller of the wrapper are told. */
export interface Outcome {
  state: Exclude<JobState, 'running' | 'lost'>;
  /** What the wrapper exits with. */
  exit: number;
  signal: NodeJS.Signals | null;
}

/**
 * The exit status a shell would give (POSIX.1-2017, XCU 2.8.2): the job's own, 128+n for signal n, 127 where there is
 * no such program, 126 where it cannot be run. A job that we ended keeps its status; its state tells.
 */
export function outcomeOf(ending: Ending, timedOut: boolean): Outcome {
  switch (ending.kind) {
    case 'unstartable':
      return { state: 'unstartable', exit: ending.code === 'ENOENT' ? 127 : 126, signal: null };
    case 'killed':
      return {
        state: timedOut ? 'timeout' : 'killed',
        exit: 128 + constants.signals[ending.signal],
        signal: ending.signal,
      };
    case 'exited':
      return { state: timedOut ? 'timeout' : 'exited', exit: ending.status, signal: null };
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'not found',
  EACCES: 'Permission denied',
  ENOTDIR: 'Not a directory',
  E2BIG: 'Argument list too long',
  ENOEXEC: 'Exec format error',
};

/** Why a program could not be started, in the words of a shell. */
export function unstartableText(program: string, code: string): string {
  return `${program}: ${REASONS[code] ?? code}`;
}
