import type { NotifierFields } from '../../model/notifier.ts';
import { run } from '../../system/command.ts';
import { thisMachine } from '../../system/machine.ts';
import { asJson } from '../as-json.ts';
import type { MakeNotifier } from '../notifier.ts';
import { programOutcome } from '../program-outcome.ts';

interface Fields {
  command: string[];
  timeout: number;
}

const KEPT_BYTES = 4096;

/** Gives JSON to a program on its standard input. */
export const make: MakeNotifier = given => {
  const { command, timeout } = given as NotifierFields & Fields;
  const [program, ...args] = command as [string, ...string[]];
  return {
    addresses: null,
    async deliver(letter, signal) {
      const options = { stdin: `${asJson(letter)}\n`, timeout, maxBytes: KEPT_BYTES };
      return programOutcome(program, await run(thisMachine(undefined, signal), program, args, options));
    },
    /** By the shell's own look into PATH: running it would tell somebody something. */
    async probe(signal) {
      const machine = thisMachine(undefined, signal);
      const { exit } = await run(machine, '/bin/sh', ['-c', 'command -v -- "$0"', program]);
      return exit === 0 ? null : `${program}: not-found`;
    },
  };
};
