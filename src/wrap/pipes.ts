import { spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePrivateDirectory } from '../platform/private-directory.ts';
import { pidExists } from '../platform/process.ts';

/** The ends of one pipe; the reading end is non-blocking. */
export interface Pipe {
  read: number;
  write: number;
}

/** The pipes of one job. */
export interface JobPipes {
  stdout: Pipe;
  stderr: Pipe;
  /** Their use is over. Kept for the next run if nobody holds a writing end any more. */
  release(unused: boolean): void;
}

const NAMES = ['stdout', 'stderr'] as const;

/**
 * Makes real pipes for the job's outputs. Node's own `stdio: 'pipe'` makes sockets, on which `echo x > /dev/stdout`
 * and `cat > /dev/stderr` fail (ENXIO). Node cannot make a pipe, but it can open a FIFO; making one takes a process
 * and 3 ms, so each run leaves its pair behind for the next one, which takes it by renaming its folder.
 * @returns null where there can be none (no mkfifo, no place)
 */
export async function beginPipes(): Promise<JobPipes | null> {
  const place = ownDirectory();
  if (place === null) return null;
  const mine = join(place, `${process.pid}-${Math.random().toString(36).slice(2)}`);
  const spare = join(place, 'spare');
  return rename(spare, mine) || (await makePair(place, mine)) ? openPair(mine, spare) : null;
}

/** A folder that is ours and nobody else's: whatever stands there under that name is not trusted. */
function ownDirectory(): string | null {
  const path = join(tmpdir(), `sheepdog-${process.getuid?.()}`);
  try {
    makePrivateDirectory(path);
    return path;
  } catch {
    return null; // somebody else's, or a $TMPDIR that is
  }
}

async function makePair(place: string, mine: string): Promise<boolean> {
  try {
    removeLeftovers(place);
    mkdirSync(mine, { mode: 0o700 });
  } catch {
    return false;
  }
  return new Promise(resolve => {
    const mkfifo = spawn('mkfifo', ['-m', '600', ...NAMES.map(name => join(mine, name))], {
      stdio: 'ignore',
    });
    mkfifo.on('error', () => resolve(false));
    mkfifo.on('exit', status => resolve(status === 0));
  });
}

/** What wrappers that were killed have left. */
function removeLeftovers(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = Number.parseInt(name, 10);
    if (pid > 0 && !pidExists(pid)) rmSync(join(place, name), { recursive: true, force: true });
  }
}

function openPair(mine: string, spare: string): JobPipes | null {
  const release = (unused: boolean) => {
    // Somebody who still writes would write into the output of the next job.
    if (!unused || !rename(mine, spare)) rmSync(mine, { recursive: true, force: true });
  };
  const opened: Pipe[] = [];
  try {
    for (const name of NAMES) opened.push(openPipe(join(mine, name)));
    const [stdout, stderr] = opened as [Pipe, Pipe];
    return { stdout, stderr, release };
  } catch {
    for (const pipe of opened) closePipe(pipe);
    release(false);
    return null;
  }
}

function openPipe(path: string): Pipe {
  const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  if (!fstatSync(read).isFIFO()) {
    closeSync(read);
    throw new Error('not a FIFO');
  }
  return { read, write: openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW) };
}

function closePipe(pipe: Pipe): void {
  closeSync(pipe.read);
  closeSync(pipe.write);
}

/** False where there is nothing to rename, or something in the way. */
function rename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}
