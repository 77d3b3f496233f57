import { isIP } from 'node:net';
import { Redis } from 'ioredis';
import { errorText, Fault } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import { readSecret } from '../../platform/secret.ts';
import { formatQueueAddress, type QueueAddress } from '../address.ts';

const CONNECT_TIMEOUT = 5_000;
const COMMAND_TIMEOUT = 10_000;
/** As long a server has to close its side: Shepherd kills what has not stopped after 5 seconds. */
const DISCONNECT_TIMEOUT = 500;
const LONGEST_PAUSE = 5_000;

/**
 * A connection that tells the truth: a command fails at once where there is no connection, and after some seconds
 * where the server accepts and never answers; nothing is kept and sent later behind the caller's back.
 */
export function connectRedis(address: QueueAddress, log: Log): Redis {
  const redis = new Redis({
    host: address.host,
    port: address.port,
    ...(address.user ? { username: address.user } : {}),
    ...(address.passwordFile ? { password: readSecret(address.passwordFile) } : {}),
    // TLS knows no name for an address: the certificate is held against the address itself.
    ...(address.tls ? { tls: isIP(address.host) ? {} : { servername: address.host } } : {}),
    connectTimeout: CONNECT_TIMEOUT,
    commandTimeout: COMMAND_TIMEOUT,
    disconnectTimeout: DISCONNECT_TIMEOUT,
    retryStrategy: attempt => Math.min(attempt * 100, LONGEST_PAUSE),
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    enableReadyCheck: false, // asks INFO, which a machine's user may not
    disableClientInfo: true,
    lazyConnect: true,
  });
  let told = '';
  redis.on('error', error => {
    const text = errorText(error);
    lastTrouble.set(redis, text);
    if (text !== told)
      log.warn(
        { queue: formatQueueAddress(address), error: text, hint: hintFor(text) },
        'the queue cannot be reached',
      );
    told = text;
  });
  redis.on('ready', () => {
    if (told) log.info({ queue: formatQueueAddress(address) }, 'the queue can be reached again');
    told = '';
  });
  redis.connect().catch(() => {}); // told by the event, tried again by the strategy
  return redis;
}

/** Why a connection was last refused or lost: a command that fails for want of one does not say. */
const lastTrouble = new WeakMap<Redis, string>();

/** Waits for the outcome of an attempt to connect that is under way; commands fail at once before it. */
export function whenSettled(redis: Redis): Promise<void> {
  if (redis.status !== 'connecting' && redis.status !== 'connect') return Promise.resolve();
  return new Promise(resolve => {
    const settled = () => {
      redis.off('ready', settled).off('close', settled).off('end', settled);
      resolve();
    };
    redis.on('ready', settled).on('close', settled).on('end', settled); // only 'end' when closed before it began
  });
}

/** A failed command as a Fault that says why, with a hint where Redis wants something of us. */
export function redisFault(redis: Redis, error: unknown): Error {
  const text = errorText(error);
  const trouble = lastTrouble.get(redis);
  if (/Stream isn't writeable|Connection is closed|max retries per request/.test(text))
    return new Fault(
      trouble ? `not connected to the queue: ${trouble}` : 'not connected to the queue',
      trouble && hintFor(trouble),
    );
  const hint = hintFor(text);
  return hint ? new Fault(text, hint) : error instanceof Error ? error : new Error(text);
}

function hintFor(text: string): string | undefined {
  if (/NOAUTH|WRONGPASS/.test(text))
    return 'the queue wants a password: write it into a file and add ?password-file=FILE to its address';
  if (/NOPERM/.test(text))
    return "the Redis user may not do this; 'sheepdog enroll HOST' on the server makes one that may";
  if (/certificate|altnames/i.test(text))
    return "its certificate is not trusted: for an authority of your own, put NODE_EXTRA_CA_CERTS=FILE into the daemon's environment";
  if (/timed out/.test(text)) return 'something listens there and does not answer as Redis does';
  if (/OOM|MISCONF/.test(text)) return 'Redis has no room left; messages wait in the spool';
  return undefined;
}
