// One connection to a daemon's prompt.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import { complaintText, errorAt } from '../../form/complaint.ts';
import { errorText, Fault } from '../../model/fault.ts';
import {
  isUnfinished,
  MultipleValues,
  printed,
  provide,
  SchemeError,
  services,
  UNSPECIFIED,
  type Value,
} from '../../scheme/index.ts';
import { COMMAND, ERROR, EXIT, INTERRUPT, OK } from './protocol.ts';
import type { Room } from './room.ts';

/** The most characters of one text. */
const LONGEST = 2 ** 20;
/** The most characters that wait for a client to read them: one that writes for ever is stopped. */
const MOST_UNREAD = 2 ** 23;

/** Where Scheme writes to: hooks run between the turns of an evaluation, and what they write is not for its client. */
const outputs = new AsyncLocalStorage<(text: string) => void>();

const { write, writeError } = services;
provide({
  write: text => (outputs.getStore() ?? write)(text),
  writeError: text => (outputs.getStore() ?? writeError)(text),
  readLine: () => undefined, // nobody types into a daemon
});

export class Conversation {
  readonly #socket: Socket;
  readonly #room: Room;
  /** What came and was not yet looked at, and the lines of a form that goes on. */
  #unread = '';
  #typed = '';
  #line = 0;
  #isBusy = false;
  #running: AbortController | null = null;

  constructor(socket: Socket, room: Room) {
    this.#socket = socket;
    this.#room = room;
  }

  /** Answers until the client goes away. */
  async run(): Promise<void> {
    if (this.#socket.destroyed) return;
    const gone = new Promise<void>(resolve => this.#socket.once('close', () => resolve()));
    let answering = Promise.resolve();
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (text: string) => {
      this.#hear(text);
      if (!this.#isBusy) answering = this.#answer().catch(error => void this.#socket.destroy(error));
    });
    await gone;
    this.#running?.abort();
    await answering;
  }

  #hear(text: string): void {
    const interrupt = text.lastIndexOf(INTERRUPT);
    if (interrupt >= 0) {
      this.#running?.abort();
      this.#typed = '';
      this.#unread = '';
    }
    this.#unread += text.slice(interrupt + 1);
    if (this.#unread.length + this.#typed.length > LONGEST) this.#socket.destroy();
  }

  async #answer(): Promise<void> {
    this.#isBusy = true;
    for (let end = this.#unread.indexOf('\n'); end >= 0; end = this.#unread.indexOf('\n')) {
      if (this.#socket.destroyed) break;
      const line = this.#unread.slice(0, end + 1);
      this.#unread = this.#unread.slice(end + 1);
      if (this.#typed === '' && line.startsWith(COMMAND)) {
        await this.#tell(line.slice(COMMAND.length));
        continue;
      }
      this.#typed += line;
      this.#line++;
      if (isUnfinished(this.#typed)) continue;
      const text = this.#typed;
      this.#typed = '';
      if (text.trim() !== '') await this.#evaluate(text);
    }
    this.#isBusy = false;
  }

  #evaluate(text: string): Promise<void> {
    const firstLine = this.#line - text.split('\n').length + 2;
    return this.#respond((write, signal) =>
      outputs.run(write, () => this.#room.evaluate(text, firstLine, signal)),
    );
  }

  #tell(line: string): Promise<void> {
    return this.#respond(async write => {
      write(await this.#room.tell(line));
      return UNSPECIFIED;
    });
  }

  /** Does something, tells what it writes and its value or its error, and ends the answer. */
  async #respond(
    work: (write: (text: string) => void, signal: AbortSignal) => Promise<Value>,
  ): Promise<void> {
    this.#running = new AbortController();
    const { signal } = this.#running;
    let isLineOpen = false;
    const write = (some: string) => {
      if (some === '' || signal.aborted) return;
      if (this.#socket.writableLength > MOST_UNREAD) this.#running?.abort();
      this.#socket.write(some);
      isLineOpen = !some.endsWith('\n');
    };
    const writeLine = (line: string) => this.#socket.write(`${isLineOpen ? '\n' : ''}${line}\n`);
    try {
      const value = await work(write, signal);
      writeLine([...linesOf(value), OK].join('\n'));
    } catch (error) {
      if (error instanceof SchemeError && error.kind === 'quit')
        this.#socket.end(`${EXIT} ${error.exitStatus}\n`);
      else writeLine(`${reportOf(error)}\n${ERROR}`);
    } finally {
      this.#running = null;
    }
  }
}

function linesOf(value: Value): string[] {
  const values = value instanceof MultipleValues ? value.items : [value];
  return values.filter(each => each !== UNSPECIFIED).map(each => printed(each));
}

function reportOf(error: unknown): string {
  if (error instanceof SchemeError) return error.report();
  return complaintText(errorAt(undefined, errorText(error), error instanceof Fault ? error.hint : undefined));
}
