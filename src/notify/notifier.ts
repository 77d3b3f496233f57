import type { Clock } from '../clock/clock.ts';
import { Fault } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import type { Notice } from '../model/notice.ts';
import type { NotifierFields, NotifierSettings } from '../model/notifier.ts';

/** One notice as one receiver gets it: the same at every try. */
export interface Letter {
  /** Message-ID without its brackets; whoever sees it a second time may forget the second. */
  id: string;
  /** Whom it is for, where the notifier has addresses. */
  to: string | null;
  subject: string;
  /** Lines of text, each ended by a newline. */
  body: string;
  /** Ids of what the same receiver was told in the same matter, the oldest first. */
  references: string[];
  notice: Notice;
}

/** What came of one try. */
export type Outcome =
  | { kind: 'delivered' }
  /** Failed for now. `away`: the notifier as a whole, not this letter alone. */
  | { kind: 'later'; reason: string; away: boolean }
  /** Failed for good: trying again would change nothing. */
  | { kind: 'never'; reason: string };

export const delivered: Outcome = { kind: 'delivered' };
export const away = (reason: string): Outcome => ({ kind: 'later', reason, away: true });
export const never = (reason: string): Outcome => ({ kind: 'never', reason });

/** A way to tell people. It only delivers, or fails: what to do about it is the outbox's. */
export interface Notifier {
  /** Whom it tells of everything, one letter each; null where it has no addresses. */
  readonly addresses: readonly string[] | null;
  /** Tries once, within a minute. */
  deliver(letter: Letter, signal: AbortSignal): Promise<Outcome>;
  /** Is the other side there, and does it let us in, as far as can be seen without telling anybody anything? Why not, or null. */
  probe(signal: AbortSignal): Promise<string | null>;
}

/** What a file in kinds/ exports as `make`. */
export type MakeNotifier = (fields: NotifierFields, world: { clock: Clock; log: Log }) => Notifier;

/** A notifier and what the configuration says of it. */
export interface NamedNotifier extends Notifier {
  settings: NotifierSettings;
}

/** Makes the notifiers of a configuration; each kind is loaded where it is used, and not before. */
export function makeNotifiers(
  settings: readonly NotifierSettings[],
  world: { clock: Clock; log: Log },
): Promise<NamedNotifier[]> {
  return Promise.all(
    settings.map(async one => Object.assign((await load(one.kind))(one.fields, world), { settings: one })),
  );
}

async function load(kind: string): Promise<MakeNotifier> {
  try {
    return ((await import(`./kinds/${kind}.ts`)) as { make: MakeNotifier }).make;
  } catch (error) {
    throw new Fault(`there is no notifier of the kind '${kind}'`, undefined, { cause: error });
  }
}
