import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JobReport } from '../../src/model/job.ts';
import type { Message } from '../../src/model/message.ts';
import { type EntryName, parseEntryName } from '../../src/queue/spool/entry-name.ts';
import { type SpoolLayout, spoolLayout } from '../../src/queue/spool/layout.ts';
import { inOrder } from '../../src/queue/spool/order.ts';
import { testDirectory } from './directory.ts';
import { until } from './waiting.ts';

export const SHEEPDOG = join(import.meta.dirname, '../../dist/sheepdog.cjs');

/** How a program ended. */
export interface Result {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: Buffer;
  stderr: string;
}

/** The report of a message of the spool, and what its name says. */
export type Entry = JobReport & { message: Message; name: EntryName };

/** The wrapper as it was built, with a spool and a configuration of the test's own. */
export class WrapperBench {
  readonly directory = testDirectory();
  readonly spool: SpoolLayout = spoolLayout(join(this.directory, 'spool'));
  readonly env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv = {}) {
    const temporary = join(this.directory, 'tmp');
    mkdirSync(temporary);
    this.env = {
      ...process.env,
      SHEEPDOG_SPOOL: this.spool.root,
      SHEEPDOG_QUEUE: '',
      XDG_STATE_HOME: this.directory,
      XDG_CONFIG_HOME: this.directory,
      TMPDIR: temporary,
      ...env,
    };
  }

  /** Starts the wrapper in a session of its own (no terminal); ended with the test at the latest. */
  start(args: string[], options: SpawnOptions = {}): ChildProcess {
    const child = spawn(SHEEPDOG, args, { env: this.env, detached: true, ...options });
    onTestFinished(() => endGroup(child));
    return child;
  }

  /** Runs the wrapper to its end. */
  run(args: string[], options: SpawnOptions & { input?: string | Buffer } = {}): Promise<Result> {
    const child = this.start(args, options);
    child.stdin?.on('error', () => {}); // a job need not read
    child.stdin?.end(options.input ?? '');
    return ended(child);
  }

  /** What lies in the spool, in order. */
  entries(): Entry[] {
    return inOrder(readdirSync(this.spool.new), () => 0).map(name => {
      const message = JSON.parse(readFileSync(join(this.spool.new, name), 'utf8')) as Message;
      return { ...(message.body as unknown as JobReport), message, name: parseEntryName(name)! };
    });
  }

  /** The one message of the spool. */
  only(): Entry {
    const [entry, ...more] = this.entries();
    if (!entry || more.length > 0) throw new Error(`${more.length + (entry ? 1 : 0)} messages in the spool`);
    return entry;
  }

  /** A file of the test. */
  file(name: string): string {
    return join(this.directory, name);
  }
}

/** Waits for the end of a program and of its output. */
export function ended(child: ChildProcess): Promise<Result> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', chunk => stdout.push(chunk));
  child.stderr?.on('data', chunk => stderr.push(chunk));
  return new Promise(resolve => {
    child.on('close', (status, signal) =>
      resolve({ status, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}

/** Waits until a program has written this to its standard output. */
export async function says(child: ChildProcess, text: string): Promise<void> {
  let said = '';
  child.stdout!.on('data', chunk => {
    said += chunk;
  });
  await until(() => said.includes(text), `the job to say '${text}'; it said '${said.slice(0, 500)}'`);
}

/** Is the program here? Says so loudly where it is not; CI installs it. */
export function have(program: string, hint: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    console.warn(`NOT TESTED: ${program} is not here (${hint})`);
    return false;
  }
}

/** May we mount, and become other users? Says so loudly where not; CI may. */
export function mayMount(): boolean {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return process.getuid!() === 0;
  } catch {
    console.warn('NOT TESTED: what needs root and unshare(1)');
    return false;
  }
}

function endGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
