import { spawn } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The ends of one pipe; the reading end is non-blocking. */
export interface Pipe {
  read: number;
  write: number;
}

/**
 * Makes real pipes for the job's outputs. Node's own `stdio: 'pipe'` makes sockets, on which `echo x > /dev/stdout`
 * and `cat > /dev/stderr` fail (ENXIO). Node cannot make a pipe; a FIFO that has lost its name is one.
 * @returns a function that gives them once they are there: null where there can be none (no mkfifo, no place)
 */
export function beginPipes(count: number): () => Promise<Pipe[] | null> {
  const directory = tmpdir();
  // Nobody else can take these away again or open them; a name that is taken only costs us the pipes.
  const name = `sheepdog-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const paths = Array.from({ length: count }, (_, i) => join(directory, `${name}.${i}`));
  const made = new Promise<boolean>(resolve => {
    const mkfifo = spawn('mkfifo', ['-m', '600', ...paths], { stdio: 'ignore' });
    mkfifo.on('error', () => resolve(false));
    mkfifo.on('exit', status => resolve(status === 0));
  });
  return async () => {
    const there = await made;
    const pipes: Pipe[] = [];
    try {
      if (!there) return null;
      for (const path of paths) pipes.push(openPipe(path));
      return pipes;
    } catch {
      for (const pipe of pipes) closePipe(pipe);
      return null;
    } finally {
      for (const path of paths) rmSync(path, { force: true });
    }
  };
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
