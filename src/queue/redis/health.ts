import type { Log } from '../../model/log.ts';
import { MAX_MESSAGE_BYTES } from '../../model/message.ts';
import type { QueueAddress } from '../address.ts';
import { connectRedis, redisFault, whenSettled } from './client.ts';

/** Something about a Redis that its keeper should know before it matters. */
export interface Concern {
  level: 'warn' | 'error';
  text: string;
  hint: string;
}

/**
 * Asks a Redis whether it is there and lets us in.
 * @throws Fault that says why not
 */
export async function pingRedis(address: QueueAddress, log: Log): Promise<void> {
  const redis = connectRedis(address, log);
  try {
    await whenSettled(redis);
    await redis.ping();
  } catch (error) {
    throw redisFault(redis, error);
  } finally {
    redis.disconnect();
  }
}

/** Looks at how a Redis is set up; what it may not see is a concern as well, and never stops the receiver. */
export async function examineRedis(address: QueueAddress, log: Log): Promise<Concern[]> {
  const redis = connectRedis(address, log);
  try {
    await whenSettled(redis);
    const info = await redis.info('cluster');
    const config = async (name: string) => ((await redis.config('GET', name)) as string[])[1] ?? '';
    return concernsOf({
      cluster: /cluster_enabled:1/.test(info),
      appendonly: await config('appendonly'),
      maxmemory: await config('maxmemory'),
      policy: await config('maxmemory-policy'),
      longest: await config('proto-max-bulk-len'),
    });
  } catch (error) {
    return [
      {
        level: 'warn',
        text: `could not look at the settings of Redis: ${redisFault(redis, error).message}`,
        hint: 'see docs/way.md',
      },
    ];
  } finally {
    redis.disconnect();
  }
}

/** More than docs/way.md says, so that who has chosen another value is left alone; what Redis has by itself is 512 MiB. */
const LONGEST_NEEDED = 16 * MAX_MESSAGE_BYTES;

/** The decision, given what Redis says of itself: '' where it has no such setting. */
export function concernsOf(redis: {
  cluster: boolean;
  appendonly: string;
  maxmemory: string;
  policy: string;
  longest: string;
}): Concern[] {
  const concerns: Concern[] = [];
  if (redis.cluster)
    concerns.push({
      level: 'error',
      text: 'this Redis is a cluster: the streams of several machines cannot be read together',
      hint: 'use a Redis of its own, with cluster-enabled no',
    });
  if (redis.policy !== 'noeviction')
    concerns.push({
      level: redis.maxmemory === '0' ? 'warn' : 'error',
      text: `maxmemory-policy is ${redis.policy}: Redis may throw messages away when memory is short`,
      hint: 'redis-cli CONFIG SET maxmemory-policy noeviction',
    });
  if (redis.appendonly !== 'yes')
    concerns.push({
      level: 'warn',
      text: 'appendonly is no: a restart of Redis forgets what waits; our senders bring it again, others do not',
      hint: 'redis-cli CONFIG SET appendonly yes',
    });
  concerns.push(...concernsOfLength(redis.longest));
  return concerns;
}

function concernsOfLength(longest: string): Concern[] {
  const hint = 'redis-cli CONFIG SET proto-max-bulk-len 2mb';
  const told = `proto-max-bulk-len is ${longest}`;
  if (longest === '') return [];
  if (Number(longest) < MAX_MESSAGE_BYTES)
    // Redis 7 refuses such a value; what only speaks as Redis does may not
    return [
      { level: 'error', text: `${told}: a message of 1 MiB would be refused, and all behind it wait`, hint },
    ];
  if (Number(longest) > LONGEST_NEEDED)
    return [
      {
        level: 'warn',
        text: `${told}: one entry could fill the memory, and no message is longer than 1 MiB`,
        hint,
      },
    ];
  return [];
}
