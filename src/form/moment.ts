import { parseMoment } from '../clock/moment.ts';
import { errorText } from '../model/fault.ts';
import { FOREVER } from '../model/relation.ts';
import { Condition, list, type Primitive, plain, raise, services, type Value } from '../scheme/index.ts';

/** The moment that a text names: milliseconds since 1970. Raises where it names none. */
export function momentOf(who: string, text: string): number {
  try {
    return parseMoment(text, services.now());
  } catch (error) {
    const hint = 'write it as "2026-11-21", "2026-11-21 01:00" or "2026-11-21T01:00:00Z"';
    return raise(new Condition('error', `${who}: ${errorText(error)}`, undefined, hint));
  }
}

/** Moments in questions. */
export const momentPrimitives: Primitive[] = [
  plain('now', 0, () => services.now(), 'The present moment: milliseconds since 1970.'),
  plain(
    'date',
    1,
    (text: Value) =>
      typeof text === 'string'
        ? momentOf('date', text)
        : raise(new Condition('wrong-type', 'date: this must be a string, but is', list(text))),
    'The moment that a text names: "2026-11-21", "2026-11-21 01:00", or with a zone "2026-11-21T01:00:00Z".',
  ),
];

/** The end of what is still so: later than every time. */
export const momentConstants: [string, Value][] = [['forever', FOREVER]];
