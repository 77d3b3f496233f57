// Ports. A textual input port is a text and a position in it; an output port collects, or hands on what it is given.
// Files are read whole when they are opened, and written when they are flushed or closed.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Condition, fail, raise, wrongType } from '../data/condition.ts';
import { list } from '../data/pair.ts';
import type { Printable, Value } from '../data/value.ts';
import { TextBuffer } from './text-buffer.ts';

export abstract class Port implements Printable {
  readonly name: string;
  isOpen = true;

  constructor(name: string) {
    this.name = name;
  }

  close(): void {
    this.isOpen = false;
  }

  printed(): string {
    return `#<port ${this.name}${this.isOpen ? '' : ' (closed)'}>`;
  }
}

/** Text to be read: all of it, or, from a console, as it comes. */
export class TextInput extends Port {
  text: string;
  /** In code units. */
  position = 0;
  #line = 1;
  #counted = 0;

  constructor(name: string, text: string) {
    super(name);
    this.text = text;
  }

  /** Makes more text available; false when there is none (a console asks for a line). */
  more(): boolean {
    return false;
  }

  /** The line, from 1, on which the position is. */
  get line(): number {
    for (; this.#counted < this.position; this.#counted++)
      if (this.text[this.#counted] === '\n') this.#line++;
    return this.#line;
  }

  /** The next code point without taking it; undefined at the end. */
  peek(): number | undefined {
    if (this.position >= this.text.length && !this.more()) return undefined;
    return this.text.codePointAt(this.position);
  }

  /** Takes what was peeked at. */
  skip(codePoint: number): void {
    this.position += codePoint > 0xffff ? 2 : 1;
  }
}

/** A console's input: lines come from a function, which may wait (undefined: the end). */
export class ConsoleInput extends TextInput {
  readonly #readLine: () => string | undefined;

  constructor(readLine: () => string | undefined) {
    super('standard input', '');
    this.#readLine = readLine;
  }

  override more(): boolean {
    const line = this.#readLine();
    if (line === undefined) return false;
    this.text += line;
    return true;
  }
}

export class BytesInput extends Port {
  readonly bytes: Uint8Array;
  position = 0;

  constructor(name: string, bytes: Uint8Array) {
    super(name);
    this.bytes = bytes;
  }
}

/** Output of text. `column` serves ~& and ~t of format. */
export class TextOutput extends Port {
  column = 0;
  readonly #write: (text: string) => void;

  constructor(name: string, write: (text: string) => void) {
    super(name);
    this.#write = write;
  }

  write(text: string): void {
    if (text === '') return;
    const newline = text.lastIndexOf('\n');
    this.column = newline < 0 ? this.column + text.length : text.length - newline - 1;
    this.#write(text);
  }

  flush(): void {}
}

export class StringOutput extends TextOutput {
  readonly #buffer = new TextBuffer();

  constructor() {
    super('string', text => this.#buffer.append(text));
  }

  get content(): string {
    return this.#buffer.text;
  }
}

export class BytesOutput extends Port {
  protected chunks: Uint8Array[] = [];

  write(bytes: Uint8Array): void {
    this.chunks.push(bytes);
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.chunks);
  }

  flush(): void {}
}

const FLUSH_AT = 1 << 16;

/** Runs a file operation; its failure is a condition of kind file-error with the name. */
export function withFile<T>(name: string, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return raise(new Condition('file-error', `${what}: ${REASONS[code] ?? code}:`, list(name)));
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  EEXIST: 'exists already',
  ENOSPC: 'no space left',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
};

/** A file written in pieces of FLUSH_AT. */
class FileWriter {
  readonly #name: string;
  readonly #descriptor: number;

  constructor(name: string, append: boolean, who: string) {
    this.#name = name;
    this.#descriptor = withFile(name, who, () => openSync(name, append ? 'a' : 'w'));
  }

  write(bytes: Uint8Array): void {
    withFile(this.#name, 'write', () => {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    });
  }

  close(): void {
    withFile(this.#name, 'close-port', () => closeSync(this.#descriptor));
  }
}

export class FileOutput extends TextOutput {
  readonly #file: FileWriter;
  #pending: string;

  constructor(name: string, append: boolean, who: string) {
    super(name, text => {
      this.#pending += text;
      if (this.#pending.length >= FLUSH_AT) this.flush();
    });
    this.#pending = '';
    this.#file = new FileWriter(name, append, who);
  }

  override flush(): void {
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') this.#file.write(Buffer.from(text));
  }

  override close(): void {
    if (!this.isOpen) return;
    super.close();
    this.flush();
    this.#file.close();
  }
}

export class BinaryFileOutput extends BytesOutput {
  readonly #file: FileWriter;

  constructor(name: string, append: boolean, who: string) {
    super(name);
    this.#file = new FileWriter(name, append, who);
  }

  override flush(): void {
    const bytes = this.bytes;
    this.chunks = [];
    this.#file.write(bytes);
  }

  override close(): void {
    if (!this.isOpen) return;
    super.close();
    this.flush();
    this.#file.close();
  }
}

export const openTextFile = (name: string, who: string): TextInput =>
  new TextInput(
    name,
    withFile(name, who, () => readFileSync(name, 'utf8')),
  );

export const openBinaryFile = (name: string, who: string): BytesInput =>
  new BytesInput(
    name,
    withFile(name, who, () => readFileSync(name)),
  );

const open = <T extends Port>(port: T, who: string): T =>
  port.isOpen ? port : fail(`${who}: the port is closed`, [port]);

export const textInput = (x: Value, who: string, position: number): TextInput =>
  x instanceof TextInput ? open(x, who) : wrongType(who, position, x, 'a textual input port');
export const bytesInput = (x: Value, who: string, position: number): BytesInput =>
  x instanceof BytesInput ? open(x, who) : wrongType(who, position, x, 'a binary input port');
export const textOutput = (x: Value, who: string, position: number): TextOutput =>
  x instanceof TextOutput ? open(x, who) : wrongType(who, position, x, 'a textual output port');
export const bytesOutput = (x: Value, who: string, position: number): BytesOutput =>
  x instanceof BytesOutput ? open(x, who) : wrongType(who, position, x, 'a binary output port');
