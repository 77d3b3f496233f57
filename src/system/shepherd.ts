import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { errorCode, errorText } from '../model/fault.ts';
import { deadline } from './deadline.ts';
import { type Machine, pathOn } from './machine.ts';
import { datumEnd } from './s-expression.ts';
import { notSeen, type Seen } from './seen.ts';

export interface ShepherdReply {
  /** The S-expression `(reply (version 0) (result …) (error …) (messages …))`, as text. */
  reply: string;
}

export const SYSTEM_SHEPHERD = '/var/run/shepherd/socket';
const TIME_LIMIT = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Asks GNU Shepherd (0.9 to 1.0) over its socket, as herd(8) does: by default for the state of all services.
 * The system's own answers root only; a user's is `/run/user/UID/shepherd/socket`.
 */
export async function shepherdStatus(
  machine: Machine,
  options: { socket?: string | undefined; service?: string | undefined; timeout?: number | undefined } = {},
): Promise<Seen<ShepherdReply>> {
  const service = options.service ?? 'root';
  if (!/^[^\s()"';#|,`\\]+$/.test(service)) return notSeen(`'${service}' is no service's name`);
  const time = deadline(machine, options.timeout ?? TIME_LIMIT);
  const socket = connect(pathOn(machine, options.socket ?? SYSTEM_SHEPHERD));
  time.signal.addEventListener('abort', () => socket.destroy(new Error('aborted')), { once: true });
  try {
    await once(socket, 'connect');
    socket.write(
      `(shepherd-command (version 0) (action status) (service ${service}) (arguments ()) (directory "/"))\n`,
    );
    return { seen: true, reply: await readReply(socket) };
  } catch (error) {
    return notSeen(time.failure() ?? reasonOf(error));
  } finally {
    time.release();
    socket.destroy();
  }
}

/** Older versions keep the connection open: the reply is over when its last parenthesis is closed. */
async function readReply(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error('the reply is too long');
    if (!chunk.includes(')')) continue;
    const text = Buffer.concat(chunks).toString();
    const end = datumEnd(text);
    if (end !== null) return text.slice(0, end).trim();
  }
  throw new Error('the connection was closed within the reply');
}

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'Shepherd does not run here';
  return code === 'EACCES' ? 'needs root' : errorText(error);
}
