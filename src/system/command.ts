import { type ChildProcess, spawn } from 'node:child_process';
import { errorCode } from '../model/fault.ts';
import { endLeftovers, newMark, signalGroup } from './leftovers.ts';
import type { Machine } from './machine.ts';
import { BoundedOutput } from './output.ts';

/**
 * Why there is no exit status to go by: `not-found`: no such program. `not-permitted`: not ours to run.
 * `not-started`: the system refused (too many processes, arguments too long). `timed-out`; `stopped`: by us,
 * as the monitor was ended; `flooded`: it printed without end.
 */
export type CommandFailure =
  | 'not-found'
  | 'not-permitted'
  | 'not-started'
  | 'timed-out'
  | 'stopped'
  | 'flooded';

export interface CommandResult {
  /** Null when a signal ended it, or it never started. */
  exit: number | null;
  /** `SIGSEGV`; null where none did. */
  signal: string | null;
  stdout: string;
  stderr: string;
  /** Was more printed than is kept? */
  cut: boolean;
  failure: CommandFailure | null;
  /** Milliseconds. */
  elapsed: number;
}

export interface CommandOptions {
  /** Milliseconds; 30 s. */
  timeout?: number | undefined;
  /** Bytes kept of each of stdout and stderr; 1 MiB. */
  maxBytes?: number | undefined;
  stdin?: string | undefined;
  /** Added to the daemon's own. */
  environment?: Record<string, string> | undefined;
  /** Where it runs; `/`. */
  directory?: string | undefined;
}

export const COMMAND_TIME_LIMIT = 30_000;
const MAX_BYTES = 1024 * 1024;
/** Whoever prints so much more than is kept is ended: reading it away costs CPU, too. */
const FLOOD = 64 * 1024 * 1024;
/** Between SIGTERM and SIGKILL: time to remove a lock. */
const GRACE_MS = 2_000;
/** How long somebody else may hold the output after the program's own end. */
const LINGER_MS = 500;

/** Daemons' PATHs are short; these are added at its end. The last are where monitoring-plugins are. */
const MORE_PATHS = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/run/current-system/profile/bin',
  '/run/current-system/profile/sbin',
  '/run/current-system/profile/libexec',
  '/usr/lib/nagios/plugins',
  '/usr/lib64/nagios/plugins',
];

/**
 * Runs a program, without a shell, until it ends or its time is over; then nothing of it is left. Never
 * throws: whatever happens to it is in the result.
 * @param program a name to be looked up in PATH, or a path
 */
export function run(
  machine: Machine,
  program: string,
  args: readonly string[] = [],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Command(machine, options).run(program, args);
}

/** Runs a command line by /bin/sh; what stands in it must not come from outside. */
export function shell(machine: Machine, line: string, options: CommandOptions = {}): Promise<CommandResult> {
  return run(machine, '/bin/sh', ['-c', line], options);
}

class Command {
  readonly #machine: Machine;
  readonly #options: CommandOptions;
  readonly #began: number;
  readonly #mark = newMark();
  readonly #stdout: BoundedOutput;
  readonly #stderr: BoundedOutput;
  /** Ends the waiting for the time limit. */
  readonly #over = new AbortController();
  #failure: CommandFailure | null = null;
  #child: ChildProcess | null = null;
  /** Called when not even SIGKILL has ended it (a process waiting for a dead disk): it is left behind. */
  #abandon = () => {};

  constructor(machine: Machine, options: CommandOptions) {
    this.#machine = machine;
    this.#options = options;
    this.#began = machine.clock.monotonic();
    const kept = options.maxBytes ?? MAX_BYTES;
    const flooded = () => this.#stop('flooded');
    this.#stdout = new BoundedOutput(kept, kept + FLOOD, flooded);
    this.#stderr = new BoundedOutput(kept, kept + FLOOD, flooded);
  }

  async run(program: string, args: readonly string[]): Promise<CommandResult> {
    const { signal } = this.#machine;
    if (signal?.aborted) return this.#result(null, null, 'stopped');
    const stopped = () => this.#stop('stopped');
    signal?.addEventListener('abort', stopped, { once: true });
    try {
      return await this.#watch(this.#start(program, args));
    } catch (error) {
      return this.#result(null, null, startFailure(error));
    } finally {
      signal?.removeEventListener('abort', stopped);
      this.#over.abort();
    }
  }

  #start(program: string, args: readonly string[]): ChildProcess {
    const { environment = {}, directory = '/', stdin } = this.#options;
    const own = this.#machine.environment;
    const child = spawn(program, args, {
      cwd: directory,
      detached: true, // a process group of its own, which can be ended as a whole
      env: { ...own, PATH: searchPath(own.PATH), ...environment, ...this.#mark },
      stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdout?.on('data', chunk => this.#stdout.add(chunk));
    child.stderr?.on('data', chunk => this.#stderr.add(chunk));
    child.stdin?.on('error', () => {}); // it need not read what we say
    child.stdin?.end(stdin);
    return child;
  }

  async #watch(child: ChildProcess): Promise<CommandResult> {
    const closed = new Promise<void>(resolve => child.once('close', () => resolve()));
    const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exit, signal) => resolve([exit, signal]));
    });
    this.#child = child;
    void this.#limit();
    const abandoned = new Promise<[null, null]>(resolve => {
      this.#abandon = () => resolve([null, null]);
    });
    const [exit, signal] = await Promise.race([ended, abandoned]);
    this.#child = null;
    // A shell dies of SIGTERM at once, while what it had started is still putting its things in order.
    const patience = this.#failure ? GRACE_MS : LINGER_MS;
    if (!(await this.#inTime(closed, patience)) || this.#failure)
      await endLeftovers(this.#machine.clock, this.#mark);
    child.stdout?.destroy();
    child.stderr?.destroy();
    return this.#result(exit, signal, this.#failure);
  }

  async #limit(): Promise<void> {
    const limit = this.#options.timeout ?? COMMAND_TIME_LIMIT;
    await this.#machine.clock.sleep(limit, this.#over.signal);
    if (!this.#over.signal.aborted) this.#stop('timed-out');
  }

  #stop(failure: CommandFailure): void {
    if (this.#failure || !this.#child?.pid) return;
    this.#failure = failure;
    void this.#end(this.#child);
  }

  async #end(child: ChildProcess): Promise<void> {
    const { clock } = this.#machine;
    const gone = () => this.#child !== child;
    signalGroup(child.pid!, 'SIGTERM');
    await clock.sleep(GRACE_MS, this.#over.signal);
    if (gone()) return;
    signalGroup(child.pid!, 'SIGKILL');
    await clock.sleep(GRACE_MS, this.#over.signal);
    if (gone()) return;
    child.unref();
    this.#abandon();
  }

  async #inTime(done: Promise<void>, limit: number): Promise<boolean> {
    const waited = this.#machine.clock.sleep(limit, this.#over.signal).then(() => false);
    return Promise.race([done.then(() => true), waited]);
  }

  #result(exit: number | null, signal: string | null, failure: CommandFailure | null): CommandResult {
    return {
      exit,
      signal,
      stdout: this.#stdout.text(),
      stderr: this.#stderr.text(),
      cut: this.#stdout.cut || this.#stderr.cut,
      failure,
      elapsed: this.#machine.clock.monotonic() - this.#began,
    };
  }
}

function searchPath(path = ''): string {
  const given = path.split(':').filter(Boolean);
  return [...given, ...MORE_PATHS.filter(more => !given.includes(more))].join(':');
}

function startFailure(error: unknown): CommandFailure {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'not-found';
  return code === 'EACCES' || code === 'EPERM' ? 'not-permitted' : 'not-started';
}
