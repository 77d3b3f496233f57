/**
 * How a run of a wrapped job stands. `running`: announced, not over. `exited`: has an exit status.
 * `killed`: ended by a signal. `timeout`: ended by us, because it ran too long. `unstartable`: could not be run.
 * `lost`: the wrapper died, so nobody knows.
 */
export const JOB_STATES = ['running', 'exited', 'killed', 'timeout', 'unstartable', 'lost'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** The first and last part of what a job wrote to one of its outputs. */
export interface CapturedOutput {
  head: string;
  /** Empty where nothing was left out. */
  tail: string;
  /** Bytes left out between head and tail. */
  omitted: number;
}

/** The body of a message of the `job` plugin: one run of one wrapped job. */
export interface JobReport {
  /** Run id: the same in the announcement of the start and in the report of the end. */
  run: string;
  state: JobState;
  /** What people call the job. */
  tag: string;
  /** The command line, with passwords masked. */
  command: string;
  user: string;
  /** Start: milliseconds since 1970, UTC. */
  start: number;
  /** Milliseconds from start to end by a monotonic clock; null while running and where the end is not known. */
  elapsed: number | null;
  /** What the wrapper exits with: the job's own, or 128+n, 126, 127; null while running and when lost. */
  exit: number | null;
  /** Name of the signal that ended it, as SIGKILL. */
  signal: string | null;
  /** How many times it was started in this run, retries included. */
  attempt: number;
  stdout: CapturedOutput | null;
  stderr: CapturedOutput | null;
  /** mailto: addresses that asked to be told. */
  inform: string[];
  /** When it should run: a cron expression, null where nothing was promised. */
  expect: string | null;
  /** The time zone of `expect`; null where nothing was promised, or the sender did not say. */
  timezone: string | null;
  /** What a person should know besides, as "outputs dropped: disk full". */
  note: string | null;
}

/** Did the run end well? */
export function succeeded(report: Pick<JobReport, 'state' | 'exit'>): boolean {
  return report.state === 'exited' && report.exit === 0;
}
