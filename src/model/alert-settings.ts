/** What the configuration says of telling. Durations are milliseconds; subjects are `HOST [PLUGIN [SUBJECT]]`. */
export interface AlertSettings {
  /** How long what goes bad is gathered: what does so together is told together. */
  gatherFor: number;
  /** After how long what is still bad is told again; null: never. */
  remindEvery: number | null;
  /** How long a machine may be silent, after it was missed, before it barks. */
  silentFor: number;
  quietTimes: QuietTimeSettings[];
  dependencies: DependencySettings[];
}

/** Regular times in which nothing is told of some subjects. */
export interface QuietTimeSettings {
  subjects: string[];
  /** As `sun 02:00-04:00`. */
  times: string[];
  /** Of the times; null: the server's. */
  timezone: string | null;
  reason: string;
}

/** Some subjects cannot be well while others are not. */
export interface DependencySettings {
  subjects: string[];
  on: string[];
}

export const DEFAULT_ALERTS: AlertSettings = {
  gatherFor: 60_000,
  remindEvery: null,
  silentFor: 300_000,
  quietTimes: [],
  dependencies: [],
};
