import { join } from 'node:path';
import { systemClock } from '../../src/clock/clock.ts';
import { runCommand } from '../../src/program/commands.ts';
import { painter } from '../../src/terminal/paint.ts';
import { testDirectory } from './directory.ts';

/** What a command said, and its exit status. */
export interface Said {
  status: number;
  out: string;
  err: string;
}

/** When all of a person's commands are given: the clock stands still. */
export const NOW = new Date(2026, 10, 21, 12).getTime();

/** One person at one machine, with a spool of its own. */
export function person(store: { path: string }, extra: Record<string, string> = {}) {
  const spool = join(testDirectory(), 'spool');
  const home = { HOME: '/nowhere', XDG_CONFIG_HOME: '/nowhere' };
  const env = { ...home, SHEEPDOG_STORE: store.path, SHEEPDOG_SPOOL: spool, ...extra };
  const say = async (argv: string[], stdin = ''): Promise<Said> => {
    let out = '';
    let err = '';
    const status = await runCommand(argv, {
      env,
      clock: { ...systemClock, now: () => NOW },
      paint: painter(false),
      out: text => {
        out += text;
      },
      err: text => {
        err += text;
      },
      stdin: async () => Buffer.from(stdin),
    });
    return { status, out, err };
  };
  return { say, spool, env };
}

/** Lines of JSON as values. */
export const asJson = (out: string) =>
  out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
