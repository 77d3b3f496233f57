import { formatDuration } from '../clock/duration.ts';
import type { Verdict } from './verdict.ts';

/**
 * How a plugin's word on a machine comes about. `watched`: its monitor looks there so often. `told`: it speaks when
 * there is something to tell, as of jobs. `asked`: a rule of the server asks the store. `dropped`: the configuration had
 * such a service, and has none any more; others of its plugin look so often.
 */
export type Source =
  | { kind: 'watched'; interval: number }
  | { kind: 'told' }
  | { kind: 'asked' }
  | { kind: 'dropped'; interval: number };

/** When a subject was found last: milliseconds since then or, where that is less, since there is somebody who listens. */
export interface Renewal {
  age: number;
  /** How much of that its machine was heard: it looks at nothing while it sleeps. */
  waited: number;
  /** Was it found since there is somebody who listens? */
  found: boolean;
}

/** Looks that may be missed, and what one may take. */
const LOOKS_MISSED = 3;
const ONE_LOOK = 90_000;
/** A machine whose configuration is older goes on telling of a service: milliseconds. */
const DROPPED_FOR = 900_000;

/** How long nothing may be heard of what is looked for so often: milliseconds. */
const patience = (interval: number) => LOOKS_MISSED * interval + ONE_LOOK;

/** What is to be said of a subject of a machine that is heard. */
export function judgeSubject(source: Source, { age, waited, found }: Renewal): Verdict {
  switch (source.kind) {
    case 'told':
    case 'asked':
      return 'well';
    case 'dropped':
      return waited > Math.max(DROPPED_FOR, patience(source.interval)) ? 'gone' : 'undecided';
    case 'watched': {
      if (waited > patience(source.interval))
        return {
          level: 'unknown',
          text: `not found again: looked for every ${formatDuration(source.interval)}`,
        };
      // After a long silence it is neither missed yet nor taken for well: it stays as it was.
      return found && age <= patience(source.interval) ? 'well' : 'undecided';
    }
  }
}
