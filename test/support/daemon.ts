import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from './waiting.ts';

const DIST = join(import.meta.dirname, '../../dist');

/** One line of a daemon's log. */
export interface LogLine {
  level: string;
  msg: string;
  [field: string]: unknown;
}

/** A daemon as it was built, running for a test. */
export interface Daemon {
  process: ChildProcess;
  log: LogLine[];
  /** Waits until a line of the log says this. */
  says(text: string | RegExp): Promise<LogLine>;
  /** Sends the signal and waits for the end; returns the exit status, null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts a daemon of dist/; it is ended with the test at the latest.
 * @param as the user that runs it, if not the one that runs the test
 * @param dist where it was built
 */
export function startDaemon(
  name: 'sheepdog-daemon' | 'sheepdog-queue-daemon',
  env: NodeJS.ProcessEnv,
  args: string[] = [],
  as: { uid?: number; gid?: number } = {},
  dist = DIST,
): Daemon {
  const child = spawn(process.execPath, [join(dist, `${name}.cjs`), ...args], {
    env: { ...process.env, SHEEPDOG_QUEUE: '', ...env },
    stdio: ['ignore', 'inherit', 'pipe'],
    ...as,
  });
  const log: LogLine[] = [];
  let rest = '';
  child.stderr.on('data', chunk => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) log.push(readLine(line));
  });
  const gone = new Promise<number | null>(resolve => child.once('close', code => resolve(code)));
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return gone;
  };
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await stop('SIGKILL');
  });
  const says = async (text: string | RegExp) => {
    const found = () => log.find(line => line.msg.match(text));
    await until(
      () => found() !== undefined,
      `${name} to say '${text}'; it said:\n${JSON.stringify(log, null, 1)}`.slice(0, 2000),
    );
    return found()!;
  };
  return { process: child, log, says, stop };
}

function readLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { level: 'none', msg: line };
  }
}
