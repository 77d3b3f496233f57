import type { NamePattern } from './names.ts';

/** Regular times in which nothing is told of some subjects. */
export interface QuietTime {
  subjects: NamePattern[];
  /** When it begins, and how long it lasts: milliseconds since 1970, milliseconds. */
  lastBegin(now: number): number | null;
  duration: number;
  reason: string;
}

/** Some subjects cannot be well while others are not. */
export interface Dependency {
  subjects: NamePattern;
  on: NamePattern;
}

/** What the configuration says of telling. Durations are milliseconds. */
export interface AlertPlan {
  /** How long what goes bad is gathered: what does so together is one notice. */
  window: number;
  /** After how long what is still bad is told again; null: never. */
  remindEvery: number | null;
  /** How long a machine may be silent after it was missed. */
  silentFor: number;
  quietTimes: QuietTime[];
  dependencies: Dependency[];
  /** The name of the machine this runs on: it hears itself whatever happens to the network. */
  self: string;
}

export const DEFAULT_PLAN: AlertPlan = {
  window: 60_000,
  remindEvery: null,
  silentFor: 300_000,
  quietTimes: [],
  dependencies: [],
  self: '',
};
