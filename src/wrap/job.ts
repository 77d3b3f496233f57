import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Clock } from '../clock/clock.ts';
import { errorCode } from '../model/fault.ts';
import type { OutputCapture } from './capture.ts';
import type { WrapCommand } from './options.ts';
import { type Ending, unstartableText } from './outcome.ts';
import type { JobPipes } from './pipes.ts';
import { type JobProcesses, processGroup, processTree } from './processes.ts';
import { Relay } from './relay.ts';
import type { SignalForwarding } from './signals.ts';
import { type Sink, writeAll } from './sink.ts';

/** Where the outputs of a job go, and what takes note of them. */
export interface Outputs {
  /** Real pipes; null where only Node's sockets can be had. */
  pipes: JobPipes | null;
  sinks: [stdout: Sink, stderr: Sink];
  captures: [stdout: OutputCapture, stderr: OutputCapture];
}

/** What one start of a job needs. */
export interface Start {
  command: WrapCommand;
  /** Null: the job has our own outputs. */
  outputs: Outputs | null;
  timeout: number | null;
  onTerminal: boolean;
  signals: SignalForwarding;
  clock: Clock;
}

export interface Ended {
  ending: Ending;
  /** Did we end it, because it took too long? */
  timedOut: boolean;
}

/** What a job that is over by then wrote is read when it is: milliseconds. */
const SHORT = 10;
/** How long a process that a job left behind may keep its output open and us waiting. */
const GRACE = 50;
/** From TERM to KILL. */
const KILL_AFTER = 10_000;
const LOOK_EVERY = 50;
/** A job that was ended does not wait until a sleeping reader has read its output. */
const FLUSH_AFTER_END = 1_000;

/** Runs the job once, to its end and to the end of its output. */
export async function runJob(start: Start): Promise<Ended> {
  const { outputs, signals } = start;
  const job = launch(start.command, stdio(outputs), !start.onTerminal);
  const relays = outputs ? relay(outputs, job.child) : [];
  void start.clock.sleep(SHORT).then(() => {
    for (const each of relays) each.start();
  });
  const processes = job.child ? processesOf(job.child.pid!, start.onTerminal) : null;
  signals.direct(processes);
  const watch =
    processes && start.timeout !== null ? new TimeoutWatch(processes, start.timeout, start.clock) : null;
  const ending = await job.ended;
  await watch?.finish();
  signals.direct(null);
  const timedOut = watch?.fired ?? false;
  const toTheEnd = await flush(relays, start, ending.kind === 'killed' || timedOut);
  outputs?.pipes?.release(toTheEnd);
  if (ending.kind === 'unstartable') await complain(start.command, ending.code, outputs);
  return { ending, timedOut };
}

interface Launched {
  /** Null where it could not be started. */
  child: ChildProcess | null;
  ended: Promise<Ending>;
}

function launch(command: WrapCommand, stdio: StdioOptions, detached: boolean): Launched {
  const [program, args] =
    command.kind === 'shell' ? ['/bin/sh', ['-c', command.text]] : [command.program, command.args];
  let child: ChildProcess;
  try {
    child = spawn(program, args, { stdio, detached });
  } catch (error) {
    return { child: null, ended: Promise.resolve(unstartable(error)) };
  }
  const ended = new Promise<Ending>(resolve => {
    child.on('error', error => resolve(unstartable(error)));
    child.on('exit', (status, signal) =>
      resolve(signal === null ? { kind: 'exited', status: status! } : { kind: 'killed', signal }),
    );
  });
  return { child: child.pid === undefined ? null : child, ended };
}

function unstartable(error: unknown): Ending {
  return { kind: 'unstartable', code: errorCode(error) ?? 'EIO' };
}

function stdio(outputs: Outputs | null): StdioOptions {
  if (!outputs) return 'inherit';
  const { pipes } = outputs;
  return ['inherit', pipes?.stdout.write ?? 'pipe', pipes?.stderr.write ?? 'pipe'];
}

function relay({ pipes, captures, sinks }: Outputs, child: ChildProcess | null): Relay[] {
  let sources: (number | Readable)[] = [];
  if (pipes) {
    sources = [pipes.stdout.read, pipes.stderr.read];
    // The job has these now; with ours open there would never be an end of file.
    for (const { write } of [pipes.stdout, pipes.stderr]) closeSync(write);
  } else if (child) sources = [child.stdout!, child.stderr!];
  return sources.map((source, i) => new Relay(source, captures[i]!, sinks[i]!));
}

function processesOf(pid: number, onTerminal: boolean): JobProcesses {
  return onTerminal ? processTree(pid) : processGroup(pid);
}

/** Returns whether all outputs came to their end: nobody is left who could write. */
async function flush(relays: Relay[], { clock, signals }: Start, ended: boolean): Promise<boolean> {
  const flushed = Promise.all(relays.map(relay => relay.finish(clock, GRACE)));
  const hurry = new Promise<boolean[]>(resolve => {
    const giveUp = () => resolve([false]);
    if (ended || signals.ended) void clock.sleep(FLUSH_AFTER_END).then(giveUp);
    else signals.onEnd(giveUp);
  });
  return (await Promise.race([flushed, hurry])).every(Boolean);
}

async function complain(command: WrapCommand, code: string, outputs: Outputs | null): Promise<void> {
  const program = command.kind === 'shell' ? '/bin/sh' : command.program;
  const line = Buffer.from(`sheepdog: ${unstartableText(program, code)}\n`);
  if (!outputs) return void process.stderr.write(line);
  outputs.captures[1].add(line);
  await writeAll(outputs.sinks[1], line);
}

/** Ends a job that takes too long: TERM, and KILL for what is still there ten seconds later. */
class TimeoutWatch {
  fired = false;
  readonly #over = new AbortController();
  readonly #done: Promise<void>;

  constructor(processes: JobProcesses, timeout: number, clock: Clock) {
    this.#done = this.#run(processes, timeout, clock);
  }

  /** The job's own process has ended; after a timeout, waits for those it left behind. */
  finish(): Promise<void> {
    this.#over.abort();
    return this.#done;
  }

  async #run(processes: JobProcesses, timeout: number, clock: Clock): Promise<void> {
    await clock.sleep(timeout, this.#over.signal);
    if (this.#over.signal.aborted) return;
    this.fired = true;
    processes.signal('SIGTERM');
    processes.signal('SIGCONT'); // a stopped process does not die of TERM
    const kill = clock.monotonic() + KILL_AFTER;
    while (processes.remain() && clock.monotonic() < kill) await clock.sleep(LOOK_EVERY);
    if (processes.remain()) processes.signal('SIGKILL');
  }
}
