import type { Level } from './level.ts';

/** What a notifier is told of: a trouble must fit every line of it. Lists of globs fit where one of them does. */
export interface Route {
  hosts: string[];
  plugins: string[];
  subjects: string[];
  levels: Level[];
  /** When: `22:00-06:00`, `mon-fri 08:00-18:00`; always where there is none. */
  times: string[];
}

/** The fields of a notifier's own form, as plain data: null for #f, symbols as strings. */
export type NotifierFields = Readonly<Record<string, unknown>>;

/** One way to tell people, as the configuration has it. */
export interface NotifierSettings {
  /** Which one it is: its form is KIND-notifier. */
  kind: string;
  /** What people and other notifiers call it; unique in a herd. */
  name: string;
  route: Route;
  /** Time zone of its times, as `Europe/Berlin`; null for the server's. */
  timezone: string | null;
  /** Who is told instead while this one cannot be reached. */
  fallback: string | null;
  /** Milliseconds that something waits before the fallback is told of it. */
  fallbackAfter: number;
  /** When it gets the daily digest, as `07:00`; null for never. */
  digestTime: string | null;
  fields: NotifierFields;
}
