import { closeSync, readSync } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { Readable } from 'node:stream';
import type { Clock } from '../clock/clock.ts';
import type { OutputCapture } from './capture.ts';
import { type Sink, writeAll } from './sink.ts';

const CHUNK = 64 * 1024; // what a pipe holds (pipe(7))
// A pipe can be made to hold that much by whoever writes into it: more than this the job cannot have left in it.
const LARGEST_PIPE = 1024 * 1024;

/**
 * Reads one output of the job as it comes, takes note of it and passes it on; one chunk at a time. A pipe of ours is read
 * from `start` on, or at the end: a job that is over at once does not wait until Node has made a socket of it.
 */
export class Relay {
  readonly #capture: OutputCapture;
  readonly #sink: Sink;
  /** Null where the source is no pipe of ours but a socket that Node made. */
  readonly #fd: number | null;
  #source: Readable | null = null;
  #ended: Promise<void> | null = null;
  /** Settled while no chunk is on its way. */
  #passing: Promise<void> | null = null;
  #over = false;

  constructor(source: number | Readable, capture: OutputCapture, sink: Sink) {
    this.#capture = capture;
    this.#sink = sink;
    this.#fd = typeof source === 'number' ? source : null;
    if (typeof source !== 'number') this.#read(this.#adopt(source));
  }

  /** From now on it is read as it comes. */
  start(): void {
    if (this.#fd !== null && !this.#source && !this.#over) this.#read(this.#openSource(this.#fd));
  }

  /**
   * The job is over: waits until all it wrote has been passed on. A process it left behind that keeps the output open
   * holds us up for `grace` milliseconds only (time enough for the `tee` of a script to finish).
   * @returns whether the output came to its end: nobody is left who could write
   */
  async finish(clock: Clock, grace: number): Promise<boolean> {
    if (this.#fd !== null && !this.#source && (await this.#readWhole(this.#fd))) return true;
    await Promise.race([this.#ended, clock.sleep(grace)]);
    await this.#passing;
    const source = this.#source!;
    let end = source.readableEnded;
    if (this.#fd !== null && !end && !source.destroyed) {
      source.pause();
      end = await this.#readRest(this.#fd);
    }
    source.destroy();
    return end;
  }

  /** Reads what was not read yet. Returns whether that was all; else it is read on as it comes. */
  async #readWhole(fd: number): Promise<boolean> {
    this.#over = true;
    if (await this.#readRest(fd)) {
      closeSync(fd);
      return true;
    }
    this.#over = false;
    this.start();
    return false;
  }

  #read(source: Readable): void {
    this.#source = source;
    this.#ended = new Promise(resolve => {
      source.on('close', resolve);
      source.on('end', resolve);
      source.on('error', () => resolve());
    });
    source.resume();
  }

  #openSource(fd: number): Readable {
    // One buffer for all chunks: 'data' events would allocate each anew, and memory would not stay flat.
    const buffer = Buffer.allocUnsafe(CHUNK);
    const callback = (length: number) => this.#take(buffer.subarray(0, length));
    const options: SocketConstructorOpts & { onread: OnReadOpts } = {
      fd,
      readable: true,
      writable: false,
      onread: { buffer, callback },
    };
    return new Socket(options);
  }

  #adopt(source: Readable): Readable {
    return source.on('data', (chunk: Buffer) => {
      if (!this.#take(chunk)) source.pause();
    });
  }

  /** Returns whether the next chunk may come at once. */
  #take(chunk: Buffer): boolean {
    if (chunk.length === 0) return true;
    this.#capture.add(chunk);
    let free: (() => void) | undefined;
    const passed = this.#sink.write(chunk, () => free?.());
    if (this.#sink.trouble === 'EPIPE') {
      // Whoever read our output is gone. Without a reader the job gets the SIGPIPE it would have had.
      this.#source?.destroy();
      return false;
    }
    if (passed) return true;
    this.#passing = new Promise(resolve => {
      free = () => {
        this.#passing = null;
        resolve();
        this.#source?.resume();
      };
    });
    return false;
  }

  /** What is in the pipe now, and no more. Returns whether that was the end. */
  async #readRest(fd: number): Promise<boolean> {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let total = 0; total < LARGEST_PIPE; ) {
      const length = readNow(fd, buffer);
      if (length === null || length === 0) return length === 0;
      total += length;
      const chunk = buffer.subarray(0, length);
      this.#capture.add(chunk);
      await writeAll(this.#sink, chunk);
    }
    return false;
  }
}

/** Reads without waiting: 0 at the end, null when a writer is left that has written nothing. */
function readNow(fd: number, buffer: Buffer): number | null {
  try {
    return readSync(fd, buffer);
  } catch {
    return null;
  }
}
