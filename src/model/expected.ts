import type { Relation } from './relation.ts';

/** A job that should run, as the configuration says it or the wrapper announced it. */
export interface Expectation {
  host: string;
  tag: string;
  /** A cron expression of five fields. */
  schedule: string;
  /** Of the schedule, as Europe/Berlin; null: the server's. */
  timezone: string | null;
  /** Milliseconds it may start late. */
  grace: number;
  /** Milliseconds it may run; null: four times as long as usual, and a day. */
  longest: number | null;
  source: ExpectationSource;
}

export type ExpectationSource = 'configuration' | 'wrapper';

/** How late a job may start of which nobody said it: an hour. */
export const DEFAULT_GRACE = 3_600_000;

/** What should run, as a relation: since when it is expected is when it was first said so. */
export const EXPECTED_RELATION: Relation = {
  name: 'expected',
  kind: 'state',
  key: [
    { name: 'host', type: 'text', doc: 'The machine it should run on.' },
    { name: 'tag', type: 'text', doc: 'The tag its runs are recorded under.' },
  ],
  columns: [
    { name: 'schedule', type: 'text', doc: 'When it starts: a cron expression.' },
    { name: 'timezone', type: 'text', doc: "The time zone of the schedule; none: the server's." },
    { name: 'grace', type: 'duration', doc: 'How late it may start.' },
    {
      name: 'longest',
      type: 'duration',
      doc: 'How long it may run; none: four times as long as usual, and a day.',
    },
    { name: 'source', type: 'text', doc: 'configuration or wrapper: who says so.' },
  ],
  plugin: 'core',
  doc: 'The jobs that should run.',
};
