import { lookup, Resolver } from 'node:dns/promises';
import { errorCode } from '../model/fault.ts';
import { deadline } from './deadline.ts';
import type { Machine } from './machine.ts';
import { NETWORK_TIME_LIMIT } from './tcp.ts';

export const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

export interface DnsOptions {
  /** Milliseconds; 10 s. */
  timeout?: number | undefined;
  /** The kind of record; without one, what programs here would get: addresses, from /etc/hosts, too. */
  type?: RecordType | undefined;
  /** The name server to ask: an address, or address:port; those of /etc/resolv.conf. */
  server?: string | undefined;
}

export interface DnsResult {
  /** As dig(1) +short has them: `10 mail.example.org` for MX, texts without quotes; sorted. */
  answers: string[];
  /** Milliseconds. */
  elapsed: number;
  /** Null when there is an answer: `unknown-name`, `no-record`, `server-failed`, `refused`, `timed-out` … */
  failure: string | null;
}

const WORDS: Record<string, string> = {
  ENOTFOUND: 'unknown-name',
  ENODATA: 'no-record',
  ESERVFAIL: 'server-failed',
  EREFUSED: 'refused',
  ECONNREFUSED: 'refused',
  ETIMEOUT: 'timed-out',
  EAI_AGAIN: 'no-name-server',
  ECANCELLED: 'timed-out',
};

/** Looks a name up. Never throws. */
export async function dnsLookup(
  machine: Machine,
  name: string,
  options: DnsOptions = {},
): Promise<DnsResult> {
  const limit = options.timeout ?? NETWORK_TIME_LIMIT;
  const time = deadline(machine, limit);
  const began = machine.clock.monotonic();
  const elapsed = () => machine.clock.monotonic() - began;
  try {
    const ended = new Promise<never>((_, reject) => {
      if (time.signal.aborted) reject(new Error('aborted'));
      time.signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
    const answers = await Promise.race([ask(name, options, limit, time.signal), ended]);
    return { answers: answers.sort(), elapsed: elapsed(), failure: answers.length > 0 ? null : 'no-record' };
  } catch (error) {
    const code = errorCode(error) ?? '';
    return {
      answers: [],
      elapsed: elapsed(),
      failure: time.failure() ?? WORDS[code] ?? (code || String(error)),
    };
  } finally {
    time.release();
  }
}

async function ask(
  name: string,
  { type, server }: DnsOptions,
  limit: number,
  signal: AbortSignal,
): Promise<string[]> {
  if (!type && !server) return (await lookup(name, { all: true })).map(({ address }) => address);
  const resolver = new Resolver({ timeout: Math.ceil(limit / 2), tries: 2 });
  if (server) resolver.setServers([server]);
  signal.addEventListener('abort', () => resolver.cancel(), { once: true });
  return records(resolver, name, type ?? 'A');
}

async function records(resolver: Resolver, name: string, type: RecordType): Promise<string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name);
    case 'AAAA':
      return resolver.resolve6(name);
    case 'CNAME':
      return resolver.resolveCname(name);
    case 'NS':
      return resolver.resolveNs(name);
    case 'PTR':
      return /^[\d.]+$|:/.test(name) ? resolver.reverse(name) : resolver.resolvePtr(name);
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`);
    case 'TXT':
      return (await resolver.resolveTxt(name)).map(parts => parts.join(''));
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(
        ({ priority, weight, port, name: target }) => `${priority} ${weight} ${port} ${target}`,
      );
    case 'SOA': {
      const { nsname, hostmaster, serial, refresh, retry, expire, minttl } = await resolver.resolveSoa(name);
      return [[nsname, hostmaster, serial, refresh, retry, expire, minttl].join(' ')];
    }
  }
}
