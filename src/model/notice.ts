import type { Level } from './level.ts';

/** One thing that is wrong, or well again, as a person is told of it. */
export interface Trouble {
  host: string;
  plugin: string;
  subject: string;
  /** How it stands now. */
  level: Level;
  /** What its receiver hook said of it last. */
  text: string;
  /** Of what is well: is it so because there is no such subject any more? */
  gone?: true;
  /** The measured value and the limit it is held against, where there are such. */
  value: number | null;
  limit: number | null;
  /** Since when it is of this level; of what is well again, since when it was not. Milliseconds since 1970, UTC. */
  since: number;
  /** Of what is well again: since when it is; it is told some minutes later. */
  until?: number;
  /** How many findings of this level there were since then. */
  count: number;
  /** Id of the run or message that `sheepdog show` tells more of; null where there is none. */
  show: string | null;
  /** Addresses that its job asked to be told, besides whom the configuration names; absent where it asked for none. */
  inform?: readonly string[];
}

/**
 * Why somebody is told: something went `bad`, is `well` again, changes too often (`flapping`), is bad still
 * (`reminder`), or was bad when what kept it quiet ended (`quiet-over`); the dog itself is cut off and cannot tell
 * (`inconclusive`); the daily `digest`; a `trial` by hand.
 */
export const NOTICE_KINDS = [
  'bad',
  'well',
  'flapping',
  'reminder',
  'quiet-over',
  'inconclusive',
  'digest',
  'trial',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What is to be told, before anybody asked whom: made by the decision, delivered by the outbox. */
export interface Notice {
  /** Unique, ordered by time of making. */
  id: string;
  kind: NoticeKind;
  /** When it was decided: milliseconds since 1970, UTC. */
  time: number;
  /** The same for what went bad and for its well-again: a mail reader shows them together. */
  thread: string;
  /** One, or several that were grouped; none in a digest. */
  troubles: Trouble[];
  /** What the several have in common, as "host tux01" or "disk /export on 12 hosts"; null for one alone. */
  cause: string | null;
  /** What is to be read in a digest; why it is inconclusive; what else is to be said before the troubles; or null. */
  text: string | null;
}
