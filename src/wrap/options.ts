/** What is to be run: a line for /bin/sh, or a program with its arguments. */
export type WrapCommand =
  | { kind: 'shell'; text: string }
  | { kind: 'program'; program: string; args: string[] };

/** What the command line of the wrapper says. Durations are milliseconds. */
export interface WrapOptions {
  command: WrapCommand;
  /** The queue named with -H, in its one spelling; null where none was. */
  queue: string | null;
  tag: string | null;
  /** Null: as long as it likes. */
  timeout: number | null;
  lock: string | null;
  lockWait: number;
  retries: number;
  retryWait: number;
  /** Show the output of a failed job only. */
  quiet: boolean;
  /** Look at the job's outputs? Without, it gets those of the wrapper itself. */
  record: boolean;
  /** Send failures, and the first success after one, only. */
  onError: boolean;
  inform: string[];
  expect: string | null;
}
