import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { connectionFailure } from './connection.ts';
import { type Deadline, deadline } from './deadline.ts';
import type { Machine } from './machine.ts';
import { notSeen, type Seen } from './seen.ts';

export interface ClockOffset {
  /** Milliseconds that this machine's clock is behind the server's: added to it, the time is right. */
  offset: number;
  /**
   * Milliseconds the question and the answer were on their way together: the offset is right to half of it.
   */
  delay: number;
  /** 1 has a clock of its own, 2 asks a 1, … 15. */
  stratum: number;
}

const PACKET = 48;
const NTP_TIME_LIMIT = 5_000;
/** Seconds from 1900 to 1970. */
const ERA = 2_208_988_800;

/**
 * How far this machine's clock is from a time server's, by one SNTP question (RFC 5905, section 14). Needs no
 * root.
 * @param server a name or an address; a port other than 123 may follow after a colon, an IPv6 address then in
 * brackets
 */
export async function clockOffset(
  machine: Machine,
  server: string,
  options: { timeout?: number | undefined } = {},
): Promise<Seen<ClockOffset>> {
  const time = deadline(machine, options.timeout ?? NTP_TIME_LIMIT);
  try {
    const { host, port } = parseServer(server);
    const { address } = await lookup(host);
    return { seen: true, ...(await ask(machine, { address, port }, time)) };
  } catch (error) {
    return notSeen(connectionFailure(error, time));
  } finally {
    time.release();
  }
}

function parseServer(server: string): { host: string; port: number } {
  const found = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(server);
  return found ? { host: found[1] ?? found[2]!, port: Number(found[3] ?? 123) } : { host: server, port: 123 };
}

function ask(machine: Machine, to: { address: string; port: number }, time: Deadline): Promise<ClockOffset> {
  const socket = createSocket(isIPv6(to.address) ? 'udp6' : 'udp4');
  // What we send as our time is a random number: it tells nobody our clock, and the answer must repeat it.
  const nonce = randomBytes(8);
  const question = Buffer.alloc(PACKET);
  question[0] = (4 << 3) | 3; // version 4, client
  nonce.copy(question, 40);
  return new Promise<ClockOffset>((resolve, reject) => {
    const { clock } = machine;
    let sent = { wall: 0, monotonic: 0 };
    const abort = () => reject(new Error('aborted'));
    if (time.signal.aborted) return abort();
    time.signal.addEventListener('abort', abort, { once: true });
    socket.on('error', reject);
    socket.on('message', answer => {
      // The clock may be set while we wait: the way is measured by the other one.
      const received = sent.wall + (clock.monotonic() - sent.monotonic);
      if (!answer.subarray(24, 32).equals(nonce)) return;
      try {
        resolve(readAnswer(answer, sent.wall, received));
      } catch (error) {
        reject(error);
      }
    });
    // Connected, a closed port is told at once.
    socket.connect(to.port, to.address, () => {
      sent = { wall: clock.now(), monotonic: clock.monotonic() };
      socket.send(question);
    });
  }).finally(() => socket.close());
}

/** @param sent and @param received milliseconds since 1970 by this machine's clock */
export function readAnswer(answer: Buffer, sent: number, received: number): ClockOffset {
  const leap = answer[0]! >> 6;
  const mode = answer[0]! & 7;
  const stratum = answer[1]!;
  if (answer.length < PACKET || mode !== 4) throw new Error('not an answer of a time server');
  if (stratum === 0) throw new Error(`refused: ${answer.toString('latin1', 12, 16)}`);
  if (leap === 3 || stratum > 15) throw new Error('the server itself does not know the time');
  const arrived = timestamp(answer, 32, sent);
  const left = timestamp(answer, 40, sent);
  const offset = (arrived - sent + (left - received)) / 2;
  return { offset, delay: Math.max(0, received - sent - (left - arrived)), stratum };
}

/**
 * 32 bits of seconds and 32 of fractions; the seconds begin anew in 2036, so the nearest to ours are meant.
 */
function timestamp(packet: Buffer, at: number, near: number): number {
  const ms = (packet.readUInt32BE(at) - ERA) * 1000 + (packet.readUInt32BE(at + 4) / 2 ** 32) * 1000;
  const era = 2 ** 32 * 1000;
  return ms + Math.round((near - ms) / era) * era;
}
