import type { JobState } from '../model/job.ts';
import type { Level } from '../model/level.ts';

/** What else is known around the troubles of a notice: what a letter tells besides them. */
export interface Surroundings {
  /** Of troubles that are runs of jobs, by what their `show` says. */
  runs: ReadonlyMap<string, RunStory>;
  /** What else is wrong on the machines of the notice; of each machine the worst first. */
  others: readonly Other[];
  /** Time zone that moments are told in; null for this machine's. */
  timezone: string | null;
}

/** One run of a job, and what came before it. */
export interface RunStory {
  command: string;
  user: string;
  state: JobState;
  exit: number | null;
  signal: string | null;
  /** Milliseconds; null where nobody knows. */
  elapsed: number | null;
  /** The last of what it wrote, its errors where there are any. */
  output: string;
  /** How often it had gone well in a row before it first failed. */
  goodBefore: number;
  /** Start of the last run that went well: milliseconds since 1970; null where none did. */
  lastGood: number | null;
}

/** A trouble that the notice is not about. */
export interface Other {
  host: string;
  plugin: string;
  subject: string;
  level: Level;
  text: string;
  /** Milliseconds since 1970. */
  since: number;
  /** Is it what the server found to be missing, and not what was told of it? */
  watched: boolean;
}

export const NO_SURROUNDINGS: Surroundings = { runs: new Map(), others: [], timezone: null };
