import type { Socket } from 'node:net';
import { type Endpoint, openSocket } from './connection.ts';
import type { Deadline } from './deadline.ts';

/** Protocols that begin in plain text and turn to TLS when asked. */
export const START_TLS = ['smtp', 'imap', 'pop3'] as const;
export type StartTls = (typeof START_TLS)[number];

interface Dialogue {
  /** What the server says before it listens. */
  greeting: RegExp;
  /** What is said, and the answer that lets us go on. */
  steps: [say: string, answer: RegExp][];
}

const DIALOGUES: Record<StartTls, Dialogue> = {
  // RFC 3207; an answer's last line has a blank behind its number.
  smtp: {
    greeting: /^220 .*\r?\n/m,
    steps: [
      ['EHLO sheepdog.invalid\r\n', /^250 .*\r?\n/m],
      ['STARTTLS\r\n', /^220[ -].*\r?\n/m],
    ],
  },
  // RFC 2595
  imap: { greeting: /^\* OK.*\r?\n/m, steps: [['a STARTTLS\r\n', /^a OK.*\r?\n/m]] },
  pop3: { greeting: /^\+OK.*\r?\n/m, steps: [['STLS\r\n', /^\+OK.*\r?\n/m]] },
};

const MOST = 16 * 1024;

/** Connects and asks for TLS; resolves to a socket on which the handshake may begin. */
export async function startTls(endpoint: Endpoint, protocol: StartTls, time: Deadline): Promise<Socket> {
  const socket = await openSocket(endpoint, time);
  try {
    const { greeting, steps } = DIALOGUES[protocol];
    await answer(socket, greeting, time);
    for (const [say, expected] of steps) {
      socket.write(say);
      await answer(socket, expected, time);
    }
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function answer(socket: Socket, expected: RegExp, { signal }: Deadline): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const settle = (act: () => void) => {
      socket.off('data', hear);
      socket.off('close', closed);
      signal.removeEventListener('abort', closed);
      act();
    };
    const hear = (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      if (expected.test(heard)) settle(resolve);
      else if (heard.length > MOST) closed();
    };
    const closed = () => settle(() => reject(new Error('does not speak STARTTLS')));
    socket.on('data', hear);
    socket.once('close', closed);
    if (signal.aborted) closed();
    signal.addEventListener('abort', closed, { once: true });
  });
}
