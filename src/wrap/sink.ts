import { closeSync, constants, fstatSync, openSync, type Stats, write, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorCode } from '../model/fault.ts';

/** Where output goes. Order is kept; memory does not grow: one chunk at a time. */
export interface Sink {
  /**
   * Passes a chunk on.
   * @returns true when that is done; false when `done` will be called later, and the chunk's memory must stay until then
   */
  write(chunk: Buffer, done: () => void): boolean;
  /** Why nothing is passed on any more: EPIPE when nobody reads, ENOSPC …; null while all is well. */
  readonly trouble: string | null;
}

/**
 * A sink for one of our own outputs. None of them is switched to non-blocking, because others (the shell, the job's
 * neighbours) share it; and none of them may block us, because signals and timeouts go on while a reader sleeps.
 */
export function outputSink(fd: 1 | 2): Sink {
  const stat = fstatSync(fd);
  if (stat.isFIFO()) return pipeSink(fd) ?? new PatientSink(fd);
  return isStream(stat) ? new PatientSink(fd) : new FileSink(fd);
}

/** Writes by a callback: for two sinks that must be written in turn. */
export function writeAll(sink: Sink, chunk: Buffer): Promise<void> {
  return new Promise(resolve => {
    if (sink.write(chunk, resolve)) resolve();
  });
}

const MEMORY_DEVICES = 1; // major number of /dev/null, /dev/full … (Linux, devices.txt)

/** A terminal or a socket can make a writer wait; a file, /dev/null and the like cannot. */
function isStream(stat: Stats): boolean {
  return stat.isSocket() || (stat.isCharacterDevice() && Math.floor(stat.rdev / 256) !== MEMORY_DEVICES);
}

/** Opening a pipe anew by its name in /proc gives us a file description of our own, which may be non-blocking. */
function pipeSink(fd: number): Sink | null {
  let own: number;
  try {
    own = openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return null; // somebody else's pipe (after su), or no /proc
  }
  try {
    return new PipeSink(own);
  } catch {
    closeSync(own);
    return null;
  }
}

class PipeSink implements Sink {
  trouble: string | null = null;
  readonly #socket: Socket;
  #waiting: (() => void) | null = null;

  constructor(fd: number) {
    this.#socket = new Socket({ fd, readable: false, writable: true });
    this.#socket.on('error', error => {
      this.trouble ??= errorCode(error) ?? error.message;
    });
  }

  write(chunk: Buffer, done: () => void): boolean {
    if (this.trouble) return true;
    this.#socket.write(chunk, error => {
      if (error) this.trouble ??= errorCode(error) ?? error.message;
      this.#free();
    });
    if (this.#socket.writableLength === 0) return true; // the kernel took it at once
    this.#waiting = done;
    return false;
  }

  #free(): void {
    const done = this.#waiting;
    this.#waiting = null;
    done?.();
  }
}

class FileSink implements Sink {
  trouble: string | null = null;
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(chunk: Buffer): boolean {
    try {
      for (let written = 0; written < chunk.length; )
        written += writeSync(this.#fd, chunk, written, chunk.length - written);
      this.trouble = null;
    } catch (error) {
      this.trouble = errorCode(error) ?? 'EIO'; // a full disk may have room again for the next chunk
    }
    return true;
  }
}

const TRY_AGAIN = 5;

/** Waits in a thread of its own: for terminals and sockets, which cannot be opened anew without side effects. */
class PatientSink implements Sink {
  trouble: string | null = null;
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(chunk: Buffer, done: () => void): boolean {
    write(this.#fd, chunk, 0, chunk.length, null, (error, written) => {
      if (error && errorCode(error) === 'EAGAIN') setTimeout(() => this.write(chunk, done), TRY_AGAIN);
      else if (error) {
        this.trouble = errorCode(error) ?? 'EIO';
        done();
      } else if (written < chunk.length) this.write(chunk.subarray(written), done);
      else done();
    });
    return false;
  }
}
