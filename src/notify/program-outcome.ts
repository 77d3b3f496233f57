import type { CommandResult } from '../system/command.ts';
import { away, delivered, never, type Outcome } from './notifier.ts';

/** sysexits.h: these mean that the input was wrong, not that something was missing for the moment. */
const REFUSALS = [65, 67, 68];

/** What a program made of a letter: exit 0 is delivered, 65, 67 and 68 are refusals, all else is for now. */
export function programOutcome(program: string, result: CommandResult): Outcome {
  const { exit, signal, failure, stderr } = result;
  if (exit === 0 && failure === null) return delivered;
  const said = stderr.trim().split('\n').at(-1)!.slice(0, 200);
  const reason = `${program}: ${failure ?? signal ?? `exit ${exit}`}${said === '' ? '' : ` (${said})`}`;
  return exit !== null && failure === null && REFUSALS.includes(exit) ? never(reason) : away(reason);
}
