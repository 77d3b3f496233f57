import { closeSync, constants, openSync } from 'node:fs';
import { statFields } from '../platform/process.ts';
import type { JobProcesses } from './processes.ts';

/** What we pass on to the job. SIGTSTP is not among them: it stops us and, on a terminal, the job alike. */
const FORWARDED: NodeJS.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGCONT',
  'SIGWINCH',
];
/** Whoever sends one of these wants us to end. */
const ENDING: NodeJS.Signals[] = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'];
const FROM_THE_KEYBOARD: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** Signals sent to us, from the moment we catch them: they go to the job, and we stay to tell of its end. */
export class SignalForwarding {
  /** The first signal that asked for an end. */
  ended: NodeJS.Signals | null = null;
  readonly #listeners: (() => void)[] = [];
  readonly onTerminal: boolean;
  #job: JobProcesses | null = null;

  constructor(onTerminal: boolean) {
    this.onTerminal = onTerminal;
    for (const signal of FORWARDED) process.on(signal, () => this.#take(signal));
  }

  /** Calls back at the first signal that asks for an end. (An AbortSignal would cost a millisecond of the start.) */
  onEnd(listener: () => void): void {
    if (this.ended) listener();
    else this.#listeners.push(listener);
  }

  /** From now on signals go to these processes; null: to nobody. */
  direct(job: JobProcesses | null): void {
    this.#job = job;
  }

  #take(signal: NodeJS.Signals): void {
    const fromKeyboard = this.onTerminal && FROM_THE_KEYBOARD.includes(signal) && inForeground();
    // The terminal has sent Ctrl-C to the job already; many programs take the second one for an order to drop everything.
    if (!fromKeyboard) this.#job?.signal(signal);
    if (!ENDING.includes(signal)) return;
    this.ended ??= signal;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

/** Has this process a terminal that controls it, which sends it Ctrl-C and the like? */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDWR | constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}

/** Is our process group the one that gets what is typed (proc(5), fields 5 and 8 of /proc/PID/stat)? */
function inForeground(): boolean {
  const fields = statFields('self');
  return fields === null || fields[2] === fields[5];
}
