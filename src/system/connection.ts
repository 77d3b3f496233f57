import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { errorCode, errorText } from '../model/fault.ts';
import type { Deadline } from './deadline.ts';

/** Where to connect to: a name or an address, and a port. */
export interface Endpoint {
  host: string;
  port: number;
}

/** Connects; rejects when that fails or time is over. The caller destroys the socket. */
export function openSocket({ host, port }: Endpoint, { signal }: Deadline): Promise<Socket> {
  const socket = connect({ host, port });
  return settled(socket, 'connect', signal);
}

/**
 * Speaks TLS, over `over` or a connection of its own. Who is not trusted is connected to nevertheless, so
 * that one can see why: the caller looks at `authorized` before it says anything.
 * @param name whom the certificate is to name; sent as SNI unless it is an address (RFC 6066)
 */
export function openTls(
  { host, port }: Endpoint,
  { signal }: Deadline,
  {
    name = host,
    ca,
    over,
  }: { name?: string | undefined; ca?: string | undefined; over?: Socket | undefined } = {},
): Promise<TLSSocket> {
  const socket = connectTls({
    ...(over ? { socket: over } : { host, port }),
    ...(isAddress(name) ? { host: name } : { servername: name, host: name }),
    ...(over ? {} : { host }),
    ...(ca !== undefined && { ca }),
    rejectUnauthorized: false,
  });
  return settled(socket, 'secureConnect', signal);
}

const isAddress = (name: string) => /^[\d.]+$|:/.test(name);

function settled<T extends Socket>(socket: T, event: string, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const abort = () => fail(new Error('aborted'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', fail);
    socket.once('close', () => reject(new Error('closed')));
    socket.once(event, () => {
      signal.removeEventListener('abort', abort);
      socket.off('error', fail);
      socket.on('error', () => {}); // whoever reads it sees its end
      resolve(socket);
    });
  });
}

/**
 * Why a connection failed, in words that stay the same: `refused`, `unreachable`, `unknown-host` …, else the
 * error's own.
 */
export function connectionFailure(error: unknown, time: Deadline): string {
  const ended = time.failure();
  if (ended) return ended;
  // Happy eyeballs (RFC 8305) fails with one error for each address.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = errorCode(first) ?? '';
  return WORDS[code] ?? errorText(first);
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timed-out',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'no-name-server',
};
