import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { errorText, Fault } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import type { QueueAddress } from '../address.ts';
import { connectRedis, redisFault, whenSettled } from './client.ts';
import { storedOf, streamOf } from './keys.ts';

/** Where Redis keeps its users over a restart; `memory` is nowhere. */
export type UsersKept = 'aclfile' | 'redis.conf' | 'memory';

/** A user of Redis that stands for a machine. */
export interface Enrolment {
  /** The line that makes this user, for an aclfile or redis.conf; it holds the hash of the password. */
  line: string;
  kept: UsersKept;
}

/** What was there to forget. */
export interface Dismissal {
  user: boolean;
  /** Messages of its stream that were not stored. */
  waiting: number;
  kept: UsersKept;
}

const MACHINE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Users that are no machine's. */
const TAKEN = ['default', 'receiver'];

/**
 * Gives a machine its own user: it may add to its own stream and read its own marks, and nothing else.
 * An enrolled machine gets the new password where `renew` is said.
 * @throws Fault where Redis refuses, or a user of that name is there already
 */
export function enrolMachine(
  address: QueueAddress,
  host: string,
  { password, renew }: { password: string; renew: boolean },
  log: Log,
): Promise<Enrolment> {
  const rules = rulesOf(host, password);
  return withRedis(address, log, async redis => {
    const present = await userOf(redis, host);
    if (present && !present.includes(streamOf(host)))
      throw new Fault(`Redis has a user '${host}' that is not a machine's`, 'rename one of the two');
    if (present && !renew)
      throw new Fault(`${host} is enrolled already`, 'a new secret for it: --renew; the old one ends then');
    await redis.call('ACL', 'SETUSER', host, ...rules);
    return { line: `user ${host} ${rules.join(' ')}`, kept: await keepUsers(redis) };
  });
}

/** Takes a machine's user away, with its stream and its marks. Its connections end at once. */
export function dismissMachine(address: QueueAddress, host: string, log: Log): Promise<Dismissal> {
  refuseName(host);
  return withRedis(address, log, async redis => {
    const present = await userOf(redis, host);
    if (present && !present.includes(streamOf(host)))
      throw new Fault(`the Redis user '${host}' is not a machine's`, 'see its rules: redis-cli ACL GETUSER');
    if (present) await redis.call('ACL', 'DELUSER', host); // first: what it adds after is not counted
    const waiting = await redis.xlen(streamOf(host));
    await redis.del(streamOf(host), storedOf(host));
    return { user: present !== null, waiting, kept: await keepUsers(redis) };
  });
}

/** The rules of ACL SETUSER for a machine; Redis is given the hash, so that no log of its commands has the password. */
function rulesOf(host: string, password: string): string[] {
  refuseName(host);
  const hash = createHash('sha256').update(password).digest('hex');
  const keys = [`%W~${streamOf(host)}`, `%R~${storedOf(host)}`];
  return ['reset', 'on', `#${hash}`, '-@all', ...keys, '+xadd', '+hget', '+ping'];
}

/** A name with a star in it would be a pattern of keys: all machines' streams. */
function refuseName(host: string): void {
  if (TAKEN.includes(host))
    throw new Fault(
      `'${host}' is a user of its own in Redis, not a machine's`,
      'name the machine as `hostname` does there',
    );
  if (!MACHINE_NAME.test(host))
    throw new Fault(
      `'${host}' is not the name of a machine`,
      'letters, digits, dots and dashes, as `hostname` says it',
    );
}

/** The rules of a user as Redis tells them, in one text; null where there is none. */
async function userOf(redis: Redis, user: string): Promise<string | null> {
  const lines = (await redis.call('ACL', 'LIST')) as string[];
  return lines.find(line => line.startsWith(`user ${user} `)) ?? null;
}

/** Writes the users to where Redis reads them when it starts. */
async function keepUsers(redis: Redis): Promise<UsersKept> {
  try {
    await redis.call('ACL', 'SAVE');
    return 'aclfile';
  } catch (error) {
    if (!/not configured to use an ACL file/.test(errorText(error))) throw error;
  }
  try {
    await redis.call('CONFIG', 'REWRITE');
    return 'redis.conf';
  } catch {
    return 'memory'; // started without a file, or one it may not write
  }
}

async function withRedis<T>(address: QueueAddress, log: Log, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = connectRedis(address, log);
  try {
    await whenSettled(redis);
    return await work(redis);
  } catch (error) {
    throw error instanceof Fault ? error : redisFault(redis, error);
  } finally {
    redis.disconnect();
  }
}
