import { mkdirSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorText, Fault } from '../model/fault.ts';
import type { Lock } from '../platform/lock.ts';
import { lockDirectory } from '../platform/paths.ts';
import { makePrivateDirectory } from '../platform/private-directory.ts';
import { parseWrapArguments } from './arguments.ts';
import { WRAP_HELP } from './help.ts';
import type { WrapOptions } from './options.ts';
import { run, type Surroundings } from './run.ts';
import { say } from './say.ts';

// sysexits.h
const EX_USAGE = 64;
const EX_TEMPFAIL = 75;

/**
 * The job wrapper: `sheepdog [run] OPTIONS -e TEXT` or `-- PROGRAM ARGUMENT…`.
 * @param argv what stands behind the program's name
 * @returns the exit status
 */
export async function wrap(argv: string[], surroundings: Surroundings): Promise<number> {
  let options: WrapOptions | 'help';
  try {
    options = parseWrapArguments(argv);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    say(`error: ${error.message}${error.hint ? `\nhint: ${error.hint}` : ''}`);
    return EX_USAGE;
  }
  if (options === 'help') {
    writeSync(1, WRAP_HELP);
    return 0;
  }
  return options.lock === null
    ? runAndTell(options, surroundings)
    : runLocked(options.lock, options, surroundings);
}

async function runAndTell(options: WrapOptions, surroundings: Surroundings): Promise<number> {
  const done = await run(options, surroundings);
  const { tellEnd } = await import('./end.ts'); // what looks for a terminal takes 3 ms to load, unless a job was started
  tellEnd(done, options.quiet);
  return done.report.exit!;
}

/** Runs the job while no other of this user holds the lock; without the lock nothing is run. */
async function runLocked(name: string, options: WrapOptions, surroundings: Surroundings): Promise<number> {
  const { takeLock } = await import('../platform/lock.ts');
  const directory = lockDirectory(surroundings.env);
  let lock: Lock | null;
  try {
    mkdirSync(dirname(directory), { recursive: true, mode: 0o700 });
    makePrivateDirectory(directory);
    lock = await takeLock(join(directory, name), options.lockWait);
  } catch (error) {
    say(`error: cannot take the lock ${name}, so nothing was run: ${errorText(error)}`);
    return EX_TEMPFAIL;
  }
  if (!lock) {
    const { tellTaken } = await import('./end.ts');
    tellTaken(name);
    return EX_TEMPFAIL;
  }
  const status = await runAndTell(options, surroundings);
  lock.release();
  return status;
}
