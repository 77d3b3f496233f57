import {
  arrayToList,
  Condition,
  intern,
  Keyword,
  list,
  Pair,
  type Primitive,
  raise,
  type Value,
  waiting,
  wrongType,
} from '../scheme/index.ts';
import { blockDevices } from '../system/block-devices.ts';
import { clockSync } from '../system/clock-sync.ts';
import { type CommandResult, run, shell } from '../system/command.ts';
import { dnsLookup } from '../system/dns.ts';
import { fileSystems } from '../system/file-systems.ts';
import { newestFile, readFileText } from '../system/files.ts';
import { httpGet } from '../system/http.ts';
import { load } from '../system/load.ts';
import { type Machine, thisMachine } from '../system/machine.ts';
import { memory } from '../system/memory.ts';
import { listeningPorts } from '../system/ports.ts';
import { pressure } from '../system/pressure.ts';
import { processCounts } from '../system/processes.ts';
import { sensors } from '../system/sensors.ts';
import { tcpConnect } from '../system/tcp.ts';
import { uptime } from '../system/uptime.ts';
import { logins } from '../system/users.ts';
import { refuseInReceiver } from './hooks.ts';

type Answer = (machine: Machine, args: string[], options: Record<string, never>) => Promise<unknown>;

/**
 * What a monitor hook can ask of its machine. Each waits without holding up others; what it returns is plain data:
 * alists with symbol keys, lists, #f for what is missing.
 */
export const systemPrimitives: Primitive[] = [
  asked(
    'file-systems',
    0,
    machine => fileSystems(machine),
    'The local file systems: alists of mount source type size used available used-ratio inodes inodes-used …; bytes.',
  ),
  asked(
    'memory',
    0,
    memory,
    'Memory and swap in bytes: an alist of total available used used-ratio swap-total swap-used …; #f where there is none to see.',
  ),
  asked('load', 0, load, 'The load averages: an alist of one five fifteen cpus …'),
  asked(
    'pressure',
    0,
    pressure,
    'Pressure stall information (PSI) of cpu, memory and io; #f where the kernel keeps none.',
  ),
  asked('uptime', 0, uptime, 'How long the machine has been up, in milliseconds, and when it booted.'),
  asked('sensors', 0, sensors, 'Temperatures (°C) and fans (turns a minute) of hwmon.'),
  asked('block-devices', 0, blockDevices, 'Disks and their sizes.'),
  asked('processes', 0, processCounts, 'How many processes and threads there are, by state, and the limits.'),
  asked(
    'listening-ports',
    0,
    listeningPorts,
    'Ports that are listened on, with their process where it may be seen.',
  ),
  asked(
    'clock-sync',
    0,
    clockSync,
    'Whether the clock is synchronised, and how far it is off in milliseconds.',
  ),
  asked('logged-in-users', 0, logins, 'Who is logged in.'),
  asked(
    'read-file',
    1,
    (machine, [path]) => readFileText(machine, path!),
    'The text of a file: an alist of seen text …; at most 1 MiB.',
  ),
  asked(
    'newest-file',
    1,
    (machine, [directory], options) => newestFile(machine, directory!, options),
    'The newest file of a directory: an alist of path size modified …; #:glob "*.gz" #:recursive #t.',
  ),
  asked(
    'http-get',
    1,
    (machine, [url], options) => httpGet(machine, url!, options),
    'Fetches a URL: an alist of status text elapsed certificate failure …; #:timeout milliseconds.',
  ),
  asked(
    'tcp-connect',
    2,
    (machine, [host, port], options) => tcpConnect(machine, host!, Number(port), options),
    'Connects to a port: an alist of elapsed failure …; #:timeout milliseconds.',
  ),
  asked(
    'dns-lookup',
    1,
    (machine, [name], options) => dnsLookup(machine, name!, options),
    'Looks a name up: an alist of records failure …; #:type "MX".',
  ),
  asked(
    'run-command',
    [1, Number.POSITIVE_INFINITY],
    (machine, [program, ...args], options) => run(machine, program!, args, options),
    'Runs a program without a shell: an alist of exit signal stdout stderr failure elapsed; #:timeout milliseconds.',
  ),
  asked(
    'shell',
    1,
    (machine, [line], options) => shell(machine, line!, options),
    'Runs a line by /bin/sh: an alist as of run-command.',
  ),
  asked(
    'command-output',
    [1, Number.POSITIVE_INFINITY],
    async (machine, [program, ...args], options) =>
      outputOf(program!, await run(machine, program!, args, options)),
    'What a program prints, a string; an error where it fails.',
  ),
  asked(
    'shell-output',
    1,
    async (machine, [line], options) => outputOf(line!, await shell(machine, line!, options)),
    'What a line prints that /bin/sh runs, a string; an error where it fails.',
  ),
];

/** A primitive that asks the machine; arguments are strings and numbers, then keywords with values. */
function asked(
  name: string,
  arity: number | readonly [number, number],
  answer: Answer,
  doc: string,
): Primitive {
  const [least, most] = typeof arity === 'number' ? [arity, arity] : arity;
  const ask = (...given: Value[]): Promise<Value> => {
    refuseInReceiver(name);
    const first = given.findIndex(value => value instanceof Keyword);
    const args = (first < 0 ? given : given.slice(0, first)).map((value, i) => text(value, name, i + 1));
    if (args.length < least || args.length > most)
      raise(new Condition('error', `${name}: wrong number of arguments`, list(args.length)));
    return answer(thisMachine(), args, optionsOf(first < 0 ? [] : given.slice(first), name)).then(fromPlain);
  };
  return waiting(name, [least, Number.POSITIVE_INFINITY], ask, doc);
}

function text(value: Value, who: string, position: number): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : wrongType(who, position, value, 'a string or a number');
}

function optionsOf(given: Value[], who: string): Record<string, never> {
  const options: Record<string, Value> = {};
  for (let i = 0; i < given.length; i += 2) {
    const key = given[i];
    if (!(key instanceof Keyword) || given[i + 1] === undefined)
      return raise(new Condition('error', `${who}: options are pairs of a keyword and a value`));
    options[key.name] = given[i + 1]!;
  }
  return options as Record<string, never>;
}

/** Plain data as Scheme data: `usedRatio` is the symbol used-ratio, null and undefined are #f. */
function fromPlain(data: unknown): Value {
  if (data === null || data === undefined) return false;
  if (Array.isArray(data)) return arrayToList(data.map(fromPlain));
  if (data instanceof Date) return data.getTime();
  if (typeof data !== 'object') return data as Value;
  return arrayToList(
    Object.entries(data).map(([key, value]) => new Pair(intern(kebab(key)), fromPlain(value))),
  );
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

function outputOf(what: string, { exit, signal, stdout, stderr, failure }: CommandResult): string {
  if (exit === 0) return stdout;
  const how = failure ?? (signal === null ? `exit ${exit}` : signal);
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return raise(new Condition('error', `${what} failed: ${how}${said === '' ? '' : `, ${said}`}`));
}
