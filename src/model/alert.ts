import type { Level } from './level.ts';
import type { NoticeKind } from './notice.ts';

/** What a subject is called, as printed: HOST PLUGIN SUBJECT. */
export interface SubjectName {
  host: string;
  plugin: string;
  subject: string;
}

/** The same as a key of a map. */
export const subjectKey = ({ host, plugin, subject }: SubjectName): string =>
  JSON.stringify([host, plugin, subject]);

/** What somebody should be told of a subject, as soon as nothing keeps it quiet. */
export type Want = Extract<NoticeKind, 'bad' | 'well' | 'flapping' | 'reminder' | 'quiet-over'>;

/**
 * How a subject stands that is not well, or was not so lately; one that is simply well has none. `since`, `began`
 * and `changes` are times of events, by the clock of the machine; all other times are by the clock of the receiver, so that each is
 * only ever held against its own kind. All are milliseconds since 1970.
 */
export interface Standing {
  /** As decided: what #:clear keeps bad is bad. */
  level: Level;
  since: number;
  /** Findings of this level since then. */
  count: number;
  text: string;
  /** Is it well because there is no such subject any more? */
  gone: boolean;
  value: number | null;
  limit: number | null;
  /** Run or message that tells more. */
  show: string | null;
  /** Addresses that asked to be told. */
  inform: readonly string[];
  /** Is it decided that this is wrong? Not before #:for is over and no more is tolerated, and until it is well again. */
  bad: boolean;
  /** Since when it is wrong, or was until it was well again. */
  began: number;
  /** When #:for is over, while it is not. */
  due: number | null;
  /** When it went bad or well within the last hour. */
  changes: readonly number[];
  /** When the last of them was received. */
  changed: number;
  flapping: boolean;
  /** The worst that was told and was not followed by a well-again. */
  told: Level | null;
  toldAt: number;
  /** What is to be told, and since when. */
  want: Want | null;
  wantedAt: number;
  /** Why it is not told now. */
  quiet: string | null;
  /** What the notices of one trouble share; null before the first. */
  thread: string | null;
}

/**
 * What was decided of a subject. `warn` waits for the digest; `tolerated` and `held` are not yet decided; `bad`,
 * `worse`, `well`, `flapping`, `reminder` are to be told; `again`, `eased`, `cancelled`, `steady` need not be; `quiet` says
 * what keeps it from being told; `told` says in which notice it was; `forgotten`: its
 * machine left the herd.
 */
export const ALERT_EVENTS = [
  ...(['warn', 'tolerated', 'held', 'bad', 'worse', 'again', 'eased', 'well', 'cancelled'] as const),
  ...(['flapping', 'steady', 'reminder', 'quiet', 'told', 'forgotten'] as const),
] as const;
export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** A subject and how it stands. */
export interface NamedStanding {
  name: SubjectName;
  standing: Standing;
}

/** A decision and why, as it is kept. */
export interface AlertRow extends SubjectName {
  time: number;
  event: AlertEvent;
  level: Level;
  reason: string;
  /** Id of the notice, of what was told. */
  notice: string | null;
}

/** Somebody's order to tell nothing of some subjects. */
export interface Silence {
  id: number;
  /** Names, or globs. */
  host: string;
  plugin: string;
  subject: string;
  /** When it ends: milliseconds since 1970; null: as soon as all of it is well. */
  until: number | null;
  reason: string;
  author: string;
  made: number;
}

/** How the dog itself was when it last looked: milliseconds since 1970. */
export interface DogWatch {
  alive: number;
  /** Did it stop because somebody asked it to? */
  left: boolean;
  /** Since when nobody is heard at all; null where somebody is. */
  deaf: number | null;
  /** Since when what was doubted that it last told of: that is not told again. */
  told: number | null;
}
