import { Fault } from '../model/fault.ts';

/** Where a Redis is, and as whom to speak to it. The password is in a file, never in the address. */
export interface QueueAddress {
  host: string;
  port: number;
  tls: boolean;
  user: string | null;
  passwordFile: string | null;
}

const HINT =
  'write it as host, host:port, redis://[user@]host[:port][?password-file=FILE] or rediss://… for TLS';
const DEFAULT_PORT = 6379;

/**
 * Reads `host`, `host:port`, `[::1]:port` or a redis:// or rediss:// URL.
 * @throws Fault where it is none of these, or holds a password
 */
export function parseQueueAddress(text: string): QueueAddress {
  const url = toUrl(text.trim());
  // Before all else: the other complaints repeat what was given, and end in a log.
  if (url?.password || /:[^?]*@/.test(text.replace(/^\s*\w+:\/\//, '')))
    throw new Fault(
      'a password does not belong into an address',
      'put it into a file and add ?password-file=FILE',
    );
  if (
    !url?.hostname ||
    !['redis:', 'rediss:'].includes(url.protocol) ||
    (url.pathname !== '' && url.pathname !== '/')
  )
    throw new Fault(`'${text}' is not the address of a queue`, HINT);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || DEFAULT_PORT),
    tls: url.protocol === 'rediss:',
    user: decodeURIComponent(url.username) || null,
    passwordFile: url.searchParams.get('password-file'),
  };
}

/** One spelling for each address, so that two spellings of one queue are not two queues. */
export function formatQueueAddress(address: QueueAddress): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const user = address.user ? `${encodeURIComponent(address.user)}@` : '';
  const query = address.passwordFile ? `?password-file=${encodeURIComponent(address.passwordFile)}` : '';
  return `${address.tls ? 'rediss' : 'redis'}://${user}${host}:${address.port}${query}`;
}

function toUrl(text: string): URL | null {
  try {
    return new URL(text.includes('://') ? text : `redis://${text}`);
  } catch {
    return null;
  }
}
