import type { SpoolNumber } from '../model/message.ts';

/** One entry as a queue hands it over: untrusted text, and where it came from. */
export interface Delivery {
  /** The machine it came from: the stream's name, or this machine for its own spool. */
  host: string;
  /** Null for an entry that somebody added without numbering it. */
  number: SpoolNumber | null;
  /** When the sender handed it over, milliseconds since 1970 by the sender's clock; null if it did not say. */
  sent: number | null;
  /** The envelope, not yet looked at; null when the sender had lost what it had numbered. */
  text: string | null;
  /** Why the sender knows it to be unfit, as "12345678 bytes long"; else null. */
  unfit: string | null;
  /** The queue's own name for the entry. */
  entry: string;
}

/** What tells a delivery from others where it is settled. */
export type DeliveredEntry = Pick<Delivery, 'host' | 'entry'>;

/** How far the receiver has stored one spool of one host: its numbers up to `stored` are in the store. */
export interface StoredMark {
  host: string;
  spool: string;
  stored: number;
}

/** The receiver's side of a queue. One receiver per queue. */
export interface Inbox {
  /** Tells one inbox of a receiver from another: a word. */
  readonly name: string;
  /**
   * Called once, before anything is taken.
   * @param stored how far the store has the spool of a host; 0 where it has nothing of it
   */
  begin(stored: (host: string, spool: string) => number): void;
  /**
   * At most about `limit` entries that wait, each spool's in order; empty when none do. What was taken is to be
   * settled, or again() called, before more is taken. An entry may come more than once: the numbers tell.
   */
  take(limit: number): Promise<Delivery[]>;
  /**
   * After the commit: these will not be handed over again, and their senders may forget up to the marks.
   * When it fails the same entries come again; the numbers tell.
   */
  settle(deliveries: DeliveredEntry[], marks: StoredMark[]): Promise<void>;
  /** What was taken and not settled is to be handed over again, first. */
  again(): void;
  /** Resolves when there may be something to take, at the latest after `ms`. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** How many entries wait; null where the queue cannot tell now. */
  waiting(): Promise<number | null>;
  close(): Promise<void>;
}

/** One numbered entry on its way to a queue. */
export interface OutgoingEntry extends SpoolNumber {
  sent: number;
  text: string | null;
  unfit: string | null;
}

/** The sender's side of a queue on another machine. */
export interface Link {
  /** Hands entries over in order; stops at the first that is refused. Returns how many were taken. */
  send(entries: OutgoingEntry[]): Promise<number>;
  /** How far the receiver has stored this spool; null when it never said. */
  stored(spool: string): Promise<number | null>;
  /** How often the connection was made anew: what was handed over before may be gone. */
  connections(): number;
  close(): void;
}
