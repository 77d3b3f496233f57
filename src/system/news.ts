import type { Machine } from './machine.ts';

/** What is news of a list that mostly stays the same. */
export interface News {
  /** Is `came` all there is? So it is at the first look, and from time to time again. */
  whole: boolean;
  came: unknown[];
  /** What was there at the last look and is no longer; none of a whole. */
  gone: unknown[];
}

/** What was told last, by its JSON. */
interface Told {
  items: Map<string, unknown>;
  /** When all of it was told last: milliseconds of the monotonic clock. */
  wholeAt: number;
}

const WHOLE_AFTER = 86_400_000;

/**
 * What of these items is news since this monitor last asked. The whole list comes at the first look, and again when it
 * was not told for a day: whoever has lost what was told to him has it again then, and nobody has to notice the loss.
 * @param name which of the monitor's lists
 * @param items plain data; equal ones count as one
 */
export async function news(
  machine: Machine,
  name: string,
  items: readonly unknown[],
  { wholeAfter = WHOLE_AFTER }: { wholeAfter?: number | undefined } = {},
): Promise<News> {
  const key = `news ${name}`;
  const told = machine.memory.get(key) as Told | undefined;
  const now = machine.clock.monotonic();
  const whole = told === undefined || now - told.wholeAt >= wholeAfter;
  const current = new Map(items.map(item => [JSON.stringify(item), item]));
  machine.memory.set(key, { items: current, wholeAt: whole ? now : told.wholeAt });
  if (whole) return { whole, came: [...current.values()], gone: [] };
  return { whole, came: lacking(current, told.items), gone: lacking(told.items, current) };
}

const lacking = (these: Map<string, unknown>, others: Map<string, unknown>): unknown[] =>
  [...these].filter(([key]) => !others.has(key)).map(([, item]) => item);
