import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sink, writeAll } from './sink.ts';

/** Kept in memory before a temporary file is begun. */
const IN_MEMORY = 1024 * 1024;
const BLOCK = 64 * 1024;

interface Piece {
  sink: Sink;
  length: number;
}

/**
 * Holds output back until it is known whether anybody wants it. When it can be held no longer (no room for the
 * temporary file) it is let through: output is never lost.
 */
export class HeldOutput {
  #pieces: Piece[] = [];
  #chunks: Buffer[] = [];
  #inMemory = 0;
  #file: number | null = null;
  /** Set once nothing is held back any more; resolves when what was held has been written. */
  #released: Promise<void> | null = null;
  #open = false;

  /** A sink that holds back what would go to `sink`. */
  before(sink: Sink): Sink {
    const write = (chunk: Buffer, done: () => void) => this.#write(sink, chunk, done);
    return {
      write,
      get trouble() {
        return sink.trouble;
      },
    };
  }

  /** Writes all that is held, in the order in which it came; what comes later passes. */
  release(): Promise<void> {
    this.#released ??= this.#replay().then(() => {
      this.#open = true;
    });
    return this.#released;
  }

  #write(sink: Sink, chunk: Buffer, done: () => void): boolean {
    if (this.#open) return sink.write(chunk, done);
    if (!this.#released) {
      if (this.#hold(chunk)) {
        this.#note(sink, chunk.length);
        return true;
      }
      this.release();
    }
    this.#released?.then(() => {
      if (sink.write(chunk, done)) done();
    });
    return false;
  }

  #note(sink: Sink, length: number): void {
    const last = this.#pieces.at(-1);
    if (last?.sink === sink) last.length += length;
    else this.#pieces.push({ sink, length });
  }

  #hold(chunk: Buffer): boolean {
    if (this.#file === null && this.#inMemory + chunk.length <= IN_MEMORY) {
      this.#chunks.push(Buffer.from(chunk));
      this.#inMemory += chunk.length;
      return true;
    }
    try {
      this.#file ??= temporaryFile();
      let written = 0;
      while (written < chunk.length) written += writeSync(this.#file, chunk, written);
      return true;
    } catch {
      return false;
    }
  }

  async #replay(): Promise<void> {
    const read = this.#reader();
    for (const { sink, length } of this.#pieces)
      for (let left = length; left > 0; ) {
        const block = read(Math.min(left, BLOCK));
        if (block.length === 0) break;
        left -= block.length;
        await writeAll(sink, block);
      }
    if (this.#file !== null) closeSync(this.#file);
    this.#pieces = [];
    this.#chunks = [];
  }

  /** Reads from memory, then from the file. */
  #reader(): (length: number) => Buffer {
    const memory = Buffer.concat(this.#chunks);
    let at = 0;
    return length => {
      const from = at;
      if (from < memory.length) {
        at = Math.min(memory.length, from + length);
        return memory.subarray(from, at);
      }
      const block = Buffer.allocUnsafe(length);
      const got = this.#file === null ? 0 : readSync(this.#file, block, 0, length, from - memory.length);
      at += got;
      return block.subarray(0, got);
    };
  }
}

/** A file without a name: it goes when we go. */
function temporaryFile(): number {
  const path = join(tmpdir(), `sheepdog-${process.pid}-${Math.random().toString(36).slice(2)}.output`);
  const fd = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return fd;
}
