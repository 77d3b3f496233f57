import type { Socket } from 'node:net';
import { connectionFailure, openSocket } from './connection.ts';
import { type Deadline, deadline } from './deadline.ts';
import type { Machine } from './machine.ts';
import { BoundedOutput } from './output.ts';

export interface TcpOptions {
  /** Milliseconds for everything; 10 s. */
  timeout?: number | undefined;
  /** Said as soon as the connection stands. */
  send?: string | undefined;
  /** Waits until what is heard holds this; '': for nothing, as most servers do not speak first. */
  expect?: string | undefined;
}

export interface TcpResult {
  connected: boolean;
  /** The address that answered. */
  address: string | null;
  /** Milliseconds until the connection stood, or all was over where it never did. */
  elapsed: number;
  /** What was heard, where something was expected; at most 64 KiB. */
  text: string;
  /** Null when it connected and, where something was expected, heard that. */
  failure: string | null;
}

export const NETWORK_TIME_LIMIT = 10_000;
const MAX_BYTES = 64 * 1024;

/** Connects to a port, and listens for an answer where one is expected. Never throws. */
export async function tcpConnect(
  machine: Machine,
  host: string,
  port: number,
  options: TcpOptions = {},
): Promise<TcpResult> {
  const time = deadline(machine, options.timeout ?? NETWORK_TIME_LIMIT);
  const began = machine.clock.monotonic();
  const elapsed = () => machine.clock.monotonic() - began;
  let socket: Socket | null = null;
  try {
    socket = await openSocket({ host, port }, time);
    const connected = { connected: true, address: socket.remoteAddress ?? null, elapsed: elapsed() };
    if (options.send) socket.write(options.send);
    if (!options.expect) return { ...connected, text: '', failure: null };
    const text = await hear(socket, options.expect, time);
    return {
      ...connected,
      text,
      failure: text.includes(options.expect) ? null : (time.failure() ?? 'unexpected'),
    };
  } catch (error) {
    const failure = connectionFailure(error, time);
    return { connected: false, address: null, elapsed: elapsed(), text: '', failure };
  } finally {
    socket?.destroy();
    time.release();
  }
}

/** What comes until `expected` is in it, the other side closes, it is too much, or time is over. */
function hear(socket: Socket, expected: string, { signal }: Deadline): Promise<string> {
  const heard = new BoundedOutput(MAX_BYTES);
  return new Promise(resolve => {
    const done = () => resolve(heard.text());
    socket.on('data', chunk => {
      heard.add(chunk);
      if (heard.cut || heard.text().includes(expected)) done();
    });
    socket.once('close', done);
    if (signal.aborted) done();
    signal.addEventListener('abort', done, { once: true });
  });
}
