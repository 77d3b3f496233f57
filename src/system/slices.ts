import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../clock/clock.ts';

/** How long a monitor may keep the event loop to itself, in milliseconds. */
const SLICE_MS = 5;

/**
 * Calls `visit` for each item, letting others have their turn every few milliseconds: reading /proc of a
 * thousand processes is cheap done synchronously (a tenth of what promises cost), but not in one go. A
 * generator of items is interrupted, too.
 */
export async function inSlices<T>(clock: Clock, items: Iterable<T>, visit: (item: T) => void): Promise<void> {
  let began = clock.monotonic();
  for (const item of items) {
    visit(item);
    if (clock.monotonic() - began < SLICE_MS) continue;
    await turn();
    began = clock.monotonic();
  }
}
