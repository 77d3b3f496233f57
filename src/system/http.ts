import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type PeerCertificate, peerCertificate } from './certificate.ts';
import { connectionFailure, openSocket, openTls } from './connection.ts';
import { type Deadline, deadline } from './deadline.ts';
import type { Machine } from './machine.ts';
import { BoundedOutput } from './output.ts';
import { NETWORK_TIME_LIMIT } from './tcp.ts';

export interface HttpOptions {
  /** Milliseconds for everything, redirects included; 10 s. */
  timeout?: number | undefined;
  headers?: Record<string, string> | undefined;
  /** How many redirects to follow; none. Headers are sent along only to the same origin. */
  follow?: number | undefined;
  /** Bytes kept of the answer's body; 1 MiB. */
  maxBytes?: number | undefined;
  /** Speak also to whom one cannot trust. */
  insecure?: boolean | undefined;
  /** PEM of those to trust instead of the well-known. */
  ca?: string | undefined;
}

export interface HttpResult {
  /** Where the answer came from: another URL than asked for after a redirect. */
  url: string;
  /** Null where no answer came. */
  status: number | null;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string;
  /** Was there more than is kept? */
  cut: boolean;
  /** Milliseconds until the whole answer was there. */
  elapsed: number;
  certificate: PeerCertificate | null;
  /**
   * Null when an answer came, whatever its status: `refused`, `timed-out`, `untrusted: CERT_HAS_EXPIRED` …
   */
  failure: string | null;
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: BoundedOutput;
  certificate: PeerCertificate | null;
}

const MAX_BYTES = 1024 * 1024;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Gets a URL by HTTP/1.1 (RFC 9112), without a proxy. Never throws. */
export async function httpGet(machine: Machine, url: string, options: HttpOptions = {}): Promise<HttpResult> {
  const time = deadline(machine, options.timeout ?? NETWORK_TIME_LIMIT);
  const began = machine.clock.monotonic();
  const journey = { url, certificate: null as PeerCertificate | null };
  const rest = () => ({
    url: withoutPassword(journey.url),
    certificate: journey.certificate,
    elapsed: machine.clock.monotonic() - began,
  });
  try {
    const answer = await travel(journey, options, time);
    const { status, headers, body } = answer;
    return { ...rest(), status, headers, text: body.text(), cut: body.cut, failure: null };
  } catch (error) {
    const failure = connectionFailure(error, time);
    return { ...rest(), status: null, headers: {}, text: '', cut: false, failure };
  } finally {
    time.release();
  }
}

/** Goes from redirect to redirect, noting where it is. */
async function travel(
  journey: { url: string; certificate: PeerCertificate | null },
  options: HttpOptions,
  time: Deadline,
): Promise<Answer> {
  const origin = parseUrl(journey.url).origin;
  for (let left = options.follow ?? 0; ; left--) {
    const url = parseUrl(journey.url);
    const headers = url.origin === origin ? options.headers : {};
    const answer = await getOnce(url, { ...options, headers }, time, found => {
      journey.certificate = found;
    });
    const next = REDIRECTS.includes(answer.status) && answer.headers.location;
    if (!next || left <= 0) return answer;
    journey.url = new URL(next, url).href;
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Error('not an http or https URL');
}

const withoutPassword = (url: string) => url.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');

async function getOnce(
  url: URL,
  options: HttpOptions,
  time: Deadline,
  shown: (certificate: PeerCertificate | null) => void,
): Promise<Answer> {
  const socket = await open(url, options, time);
  try {
    const certificate = 'authorized' in socket ? peerCertificate(socket) : null;
    shown(certificate);
    if (certificate && !certificate.trusted && !options.insecure)
      throw new Error(`untrusted: ${certificate.reason}`);
    const response = await ask(url, options, socket, time);
    const body = await readBody(response, options.maxBytes ?? MAX_BYTES, time);
    return { status: response.statusCode ?? 0, headers: headersOf(response), body, certificate };
  } finally {
    socket.destroy();
  }
}

function open(url: URL, { ca }: HttpOptions, time: Deadline): Promise<Socket | TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'http:') return openSocket({ host, port: Number(url.port || 80) }, time);
  return openTls({ host, port: Number(url.port || 443) }, time, { ca });
}

function ask(url: URL, options: HttpOptions, socket: Socket, { signal }: Deadline): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      protocol: 'http:', // the socket speaks TLS by itself where it is asked to
      createConnection: () => socket,
      headers: {
        'user-agent': 'sheepdog',
        accept: '*/*',
        connection: 'close',
        host: url.host,
        ...options.headers,
      },
      signal,
    });
    asked.once('response', resolve);
    asked.on('error', reject);
    asked.end();
  });
}

/** Reads to the end, or until there is more than is kept. */
function readBody(response: IncomingMessage, maxBytes: number, { signal }: Deadline): Promise<BoundedOutput> {
  const body = new BoundedOutput(maxBytes);
  return new Promise((resolve, reject) => {
    const broken = () => reject(new Error('the answer broke off'));
    response.on('data', chunk => {
      body.add(chunk);
      if (body.cut) resolve(body);
    });
    response.once('end', () => resolve(body));
    response.once('error', broken);
    response.once('close', broken);
    if (signal.aborted) broken();
    signal.addEventListener('abort', broken, { once: true });
  });
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return Object.fromEntries(pairs) as Record<string, string>;
}
