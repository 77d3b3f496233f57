import type { NotifierFields } from '../../model/notifier.ts';
import { type CommandResult, run } from '../../system/command.ts';
import { thisMachine } from '../../system/machine.ts';
import { asJson } from '../as-json.ts';
import { away, delivered, type MakeNotifier, never, type Outcome } from '../notifier.ts';

interface Fields {
  command: string[];
  timeout: number;
}

/** sysexits.h: these mean that the input was wrong, not that something was missing for the moment. */
const REFUSALS = [65, 67, 68];
const KEPT_BYTES = 4096;

/** Gives JSON to a program on its standard input; exit 0 is delivered, 65, 67 and 68 are refusals, all else is for now. */
export const make: MakeNotifier = given => {
  const { command, timeout } = given as NotifierFields & Fields;
  const [program, ...args] = command as [string, ...string[]];
  return {
    addresses: null,
    async deliver(letter, signal) {
      const options = { stdin: `${asJson(letter)}\n`, timeout, maxBytes: KEPT_BYTES };
      return outcomeOf(program, await run(thisMachine(undefined, signal), program, args, options));
    },
    /** By the shell's own look into PATH: running it would tell somebody something. */
    async probe(signal) {
      const machine = thisMachine(undefined, signal);
      const { exit } = await run(machine, '/bin/sh', ['-c', 'command -v -- "$0"', program]);
      return exit === 0 ? null : `${program}: not-found`;
    },
  };
};

function outcomeOf(program: string, { exit, signal, failure, stderr }: CommandResult): Outcome {
  if (exit === 0 && failure === null) return delivered;
  const said = stderr.trim().split('\n').at(-1)!.slice(0, 200);
  const reason = `${program}: ${failure ?? signal ?? `exit ${exit}`}${said === '' ? '' : ` (${said})`}`;
  return exit !== null && failure === null && REFUSALS.includes(exit) ? never(reason) : away(reason);
}
