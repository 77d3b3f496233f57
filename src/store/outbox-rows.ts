import type { Notice, NoticeKind } from '../model/notice.ts';

/**
 * How a delivery stands. `waiting`: to be tried, or tried again. `sent`: the other side has it. `failed`: for good.
 * `refused`: an address that nobody may ask for. `covered`: the fallback told of it, and a summary stands for it.
 */
export const DELIVERY_STATES = ['waiting', 'sent', 'failed', 'refused', 'covered'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What one notifier is to tell of one notice. Times are milliseconds since 1970. */
export interface NewLetter {
  notice: Notice;
  notifier: string;
  /** The machine whose jobs asked for it by --inform; null for what the configuration says. */
  asked: string | null;
  subject: string;
  body: string;
  receivers: NewDelivery[];
}

/** Whom a letter is for. */
export interface NewDelivery {
  /** Null where the notifier has no addresses. */
  address: string | null;
  message: string;
  earlier: string[];
  /** Why it is not sent; null where it is. */
  refusal: string | null;
}

/** A letter to one receiver, as it is sent. */
export interface DeliveryRow {
  id: number;
  letter: number;
  notifier: string;
  address: string | null;
  message: string;
  earlier: string[];
  subject: string;
  body: string;
  notice: Notice;
  created: number;
  tries: number;
}

/** A delivery as people look at it. */
export interface DeliveryView {
  id: number;
  notice: string;
  kind: NoticeKind;
  notifier: string;
  address: string | null;
  message: string;
  subject: string;
  state: DeliveryState;
  created: number;
  due: number;
  tries: number;
  tried: number | null;
  error: string | null;
}

/** What somebody was told in a thread. */
export interface Told {
  notifier: string;
  address: string | null;
  message: string;
  asked: string | null;
  state: DeliveryState;
}

/** A letter that could not be delivered in time, or not at all. */
export interface Stuck {
  letter: number;
  notifier: string;
  asked: string | null;
  subject: string;
  body: string;
  notice: Notice;
  /** Since when: milliseconds since 1970. */
  created: number;
  failed: boolean;
  error: string | null;
}

/** Ids of notices that are summaries of what a fallback told begin so. */
export const SUMMARY = 'summary-';

/** What waits though its fallback told of it, or a summary of such. */
export interface Covered {
  id: number;
  address: string | null;
  /** Id of its notice. */
  notice: string;
  subject: string;
  body: string;
  created: number;
}
