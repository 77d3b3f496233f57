import type { Server, Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { errorText, Fault } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import type { Attachable } from './room.ts';
import { listenPrivately } from './socket.ts';

/** The prompt of a running daemon: what `sheepdog repl --attach` speaks to. */
export class PromptSocket {
  readonly #attachable: Attachable;
  readonly #log: Log;
  readonly #clients = new Set<Socket>();
  #server: Server | null = null;

  constructor(attachable: Attachable, log: Log) {
    this.#attachable = attachable;
    this.#log = log;
  }

  /** A daemon that nobody can speak to does its work all the same. */
  async open(path: string): Promise<void> {
    try {
      this.#server = await listenPrivately(path, socket => void this.#serve(socket));
    } catch (error) {
      const hint = error instanceof Fault ? error.hint : undefined;
      this.#log.warn({ error: errorText(error), hint }, 'there is no prompt to attach to');
    }
  }

  /** Ends all conversations; the socket is gone then. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    for (const socket of this.#clients) socket.destroy();
    await new Promise(resolve => server.close(resolve));
  }

  async #serve(socket: Socket): Promise<void> {
    this.#clients.add(socket);
    socket.on('error', error => this.#log.warn({ error: errorText(error) }, 'a prompt was cut off'));
    this.#log.info({}, 'a prompt was attached');
    setFlagsFromString('--opt'); // a person waits for what is typed: no more sparing of memory (small-heap.ts)
    try {
      // Loaded when somebody comes: all else the daemon does without.
      const [{ Room }, { Conversation }] = await Promise.all([
        import('./room.ts'),
        import('./conversation.ts'),
      ]);
      await new Conversation(socket, await Room.open(this.#attachable)).run();
    } catch (error) {
      this.#log.error({ error: errorText(error) }, 'a prompt failed');
      socket.destroy();
    }
    this.#clients.delete(socket);
    this.#log.info({}, 'a prompt was left');
  }
}
