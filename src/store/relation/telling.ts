/** Who tells something, and when. Times are milliseconds since 1970. */
export interface Telling {
  host: string;
  plugin: string;
  /** Which service of the plugin, by its name, where it has one. */
  service?: string | null;
  /** When it was so, by the clock of the machine. */
  time: number;
  /** When it was received, by the clock of the store. */
  received: number;
  /**
   * Told after what came later, as a dead letter that is tried again. What comes in turn is believed in the order in
   * which it comes, whatever the machine's clock says.
   */
  belated: boolean;
  /** Said by the server itself: it is no word of the plugin, and renews nothing. */
  ownWord?: true;
  /** Run or message that tells more, where there is one. */
  show?: string | null;
  /** Addresses that asked to be told. */
  inform?: readonly string[];
}

/** No machine knows the future: a clock that runs ahead would hide all that follows until then. */
export function momentOfTelling({ time, received }: Telling): number {
  return Math.min(time, received);
}

/**
 * When a change took place that comes after something known to have been so at `known`. A machine's clock may have
 * been set back between the two: then the order is what is sure, and the moment of receiving stands in for the time,
 * so that no two rows of a key overlap and no row that lasted is lost.
 * @param known when that began
 * @returns a time after `known`; `known` itself where both were told of the same moment
 */
export function changeAfter(known: number, telling: Telling): number {
  const moment = momentOfTelling(telling);
  return moment >= known ? moment : Math.max(telling.received, known + 1);
}
