/** What could not be looked at, and why: that is data, too. A monitor says so once and no more. */
export interface NotSeen {
  seen: false;
  /** For people: `needs root`, `smartctl is not installed` … */
  reason: string;
}

/** What was looked at, or why not. */
export type Seen<T> = ({ seen: true } & T) | NotSeen;

export const notSeen = (reason: string): NotSeen => ({ seen: false, reason });
