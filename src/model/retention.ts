const DAY = 86_400_000;

/** How long what of each kind is kept: milliseconds. */
export interface Retention {
  /** States that ended. What is so now stays as long as it is so. */
  history: number;
  events: number;
  /** Samples of a metric as they came; then they are rolled up by hour, and the hours by day. */
  samples: number;
  byHour: number;
  byDay: number;
  /** Runs of jobs, but for those that `spentRuns` leaves. */
  runs: number;
  /** Messages as they came, with what jobs wrote; of the last outcome of each job it stays. */
  messages: number;
  /** What somebody was told, for as long as one may ask why. */
  letters: number;
  /** What could not be received: dead letters, and numbers that never came. */
  refusals: number;
}

/** What holds without a configuration, and of which one need not speak. A question about last month finds every sample of the week and every hour of the quarter. */
export const DEFAULT_RETENTION: Retention = {
  history: 365 * DAY,
  events: 365 * DAY,
  samples: 7 * DAY,
  byHour: 90 * DAY,
  byDay: 5 * 365 * DAY,
  runs: 365 * DAY,
  messages: 90 * DAY,
  letters: 90 * DAY,
  refusals: 365 * DAY,
};
