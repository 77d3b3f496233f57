import type { Finding } from '../../../src/model/finding.ts';
import { HEARTBEAT_PLUGIN, HEARTBEAT_SUBJECT } from '../../../src/model/message.ts';
import { seededRandom } from '../../chaos/random.ts';

/** Something that goes wrong, or only looks so. Times are minutes since the start. */
export interface Fault {
  kind: string;
  hosts: string[];
  plugin: string;
  subject: string;
  from: number;
  /** When it is well again. */
  to: number;
  /** Are the machines not heard from? Else they tell what `finding` says. */
  silent: boolean;
  /** What the machines tell of it; well at `to`. */
  finding(minute: number): Finding;
  /** Within how many minutes somebody has to be told; null for what is no fault. */
  promise: number | null;
}

export const HOSTS = Array.from({ length: 60 }, (_, i) => `m${String(i).padStart(2, '0')}`);

/** Missed beats, what a machine has to come back, and what is gathered. */
const SILENCE_PROMISE = 3 + 5 + 2 + 2;
const PROMISE = 3;
/** What lies between two faults of one machine, so that each can be told from the others. */
const BETWEEN = 130;

/** What happens to a herd of 60 machines within a year, in the days there are; in the order of time. */
export function yearOfFaults(seed: number, days: number): Fault[] {
  const next = seededRandom(seed);
  const random = (below: number) => Math.floor(next() * below);
  const minutes = days * 1440 - 300;
  const share = days / 30;
  const times = (count: number) => Math.max(1, Math.round(count * share));
  const taken: { hosts: string[]; from: number; to: number }[] = [];
  const faults: Fault[] = [];
  const place = (count: number, make: () => Omit<Fault, 'from' | 'to'> & { length: number }): void => {
    for (let i = 0; i < times(count); i++) {
      const { length, ...fault } = make();
      for (let attempt = 0; attempt < 1000; attempt++) {
        const from = 10 + random(minutes - length);
        const room = { hosts: fault.hosts, from: from - BETWEEN, to: from + length + BETWEEN };
        if (taken.some(other => overlap(other, room))) continue;
        taken.push({ hosts: fault.hosts, from, to: from + length });
        const to = from + length;
        faults.push({
          ...fault,
          from,
          to,
          finding: minute => fault.finding(minute >= to ? -1 : minute - from),
        });
        break;
      }
    }
  };
  const one = () => [HOSTS[random(HOSTS.length)]!];
  place(12, () => ({ ...silence('cut', HOSTS, 15 + random(75)), promise: 15 }));
  place(6, () => ({ ...silence('switch', HOSTS.slice(0, 40), 30 + random(60)), promise: SILENCE_PROMISE }));
  place(20, () => ({
    ...trouble('upgrade', HOSTS, 'service', 'nginx', 1 + random(4), { hold: 300_000 }),
    promise: null,
  }));
  place(4, () => {
    const failed = HOSTS.slice(0, 3 + random(30));
    return {
      ...trouble('failed upgrade', failed, 'service', 'nginx', 60 + random(60), { hold: 300_000 }),
      promise: 5 + PROMISE,
    };
  });
  place(240, () => ({ ...silence('outage', one(), 20 + random(300)), promise: SILENCE_PROMISE }));
  place(600, () => ({ ...silence('reboot', one(), 2 + random(4)), promise: null }));
  place(300, () => ({ ...trouble('job', one(), 'job', 'backup', 60 + random(1380)), promise: PROMISE }));
  place(60, () => flap(one(), 40 + random(60), 3 + random(5)));
  place(100, () => ({ ...filling(one(), 120 + random(600)), promise: 60 + PROMISE }));
  return faults.sort((a, b) => a.from - b.from);
}

function silence(kind: string, hosts: string[], length: number) {
  const finding = () => found(HEARTBEAT_SUBJECT, 'ok');
  return { kind, hosts, plugin: HEARTBEAT_PLUGIN, subject: HEARTBEAT_SUBJECT, length, silent: true, finding };
}

function trouble(kind: string, hosts: string[], plugin: string, subject: string, length: number, more = {}) {
  const finding = (minute: number) => ({ ...found(subject, minute < 0 ? 'ok' : 'bark'), ...more });
  return { kind, hosts, plugin, subject, length, silent: false, finding };
}

/** A service that is well and bad in turns. */
function flap(hosts: string[], length: number, period: number) {
  const finding = (minute: number) =>
    found('link', minute >= 0 && Math.floor(minute / period) % 2 === 0 ? 'bark' : 'ok');
  return {
    kind: 'flap',
    hosts,
    plugin: 'link',
    subject: 'link',
    length,
    silent: false,
    finding,
    promise: 20,
  };
}

/** A disk that warns for an hour before it barks. */
function filling(hosts: string[], length: number) {
  const finding = (minute: number) => found('/export', minute < 0 ? 'ok' : minute < 60 ? 'warn' : 'bark');
  return { kind: 'disk', hosts, plugin: 'disk', subject: '/export', length, silent: false, finding };
}

function found(subject: string, level: Finding['level']): Finding {
  return { subject, level, text: `is ${level}`, value: null, limit: null };
}

function overlap(a: { hosts: string[]; from: number; to: number }, b: typeof a): boolean {
  return a.from < b.to && b.from < a.to && a.hosts.some(host => b.hosts.includes(host));
}
