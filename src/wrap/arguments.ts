import { parseDuration } from '../clock/duration.ts';
import { Fault } from '../model/fault.ts';
import { formatQueueAddress, parseQueueAddress } from '../queue/address.ts';
import { type OptionTable, readOptions } from './option-reader.ts';
import type { WrapCommand, WrapOptions } from './options.ts';

const OPTIONS = {
  command: { short: 'e', value: true },
  queue: { short: 'H', value: true },
  tag: { value: true },
  timeout: { value: true },
  lock: { value: true },
  'lock-wait': { value: true },
  retries: { value: true },
  'retry-wait': { value: true },
  quiet: { short: 'q', value: false },
  'no-record': { value: false },
  'on-error': { value: false },
  inform: { value: true },
  expect: { value: true },
  help: { short: 'h', value: false },
} as const satisfies OptionTable;

const HELP_HINT = 'sheepdog run --help shows every option, with examples';
const MAX_RETRIES = 1000;
const MAX_INFORM = 10;
const MAX_TAG_BYTES = 100;
const MAX_EXPECT = 100;
// setTimeout(3) of Node counts in 31 bits: what is longer would be over at once.
const MAX_DURATION = 24 * 86_400_000;

/**
 * Reads the wrapper's command line: options, then `-e TEXT` or `-- PROGRAM ARGUMENT…`.
 * @returns 'help' where that was asked for
 * @throws Fault with a hint for whatever cannot be meant
 */
export function parseWrapArguments(argv: string[]): WrapOptions | 'help' {
  const end = argv.indexOf('--');
  const given = readOptions(end < 0 ? argv : argv.slice(0, end), OPTIONS);
  const all = (name: keyof typeof OPTIONS) => given.get(name) ?? [];
  // Given twice, the last one counts: a line can be put in front of what is there.
  const last = (name: keyof typeof OPTIONS) => all(name).at(-1);
  const checked = <T>(name: keyof typeof OPTIONS, check: (text: string) => T): T | null => {
    const text = last(name);
    return text === undefined ? null : check(text);
  };
  if (given.has('help')) return 'help';
  if (given.has('quiet') && given.has('no-record'))
    throw new Fault('--quiet needs to see the output, --no-record lets it go by', HELP_HINT);
  return {
    command: commandOf(all('command'), end < 0 ? null : argv.slice(end + 1)),
    queue: checked('queue', text => formatQueueAddress(parseQueueAddress(text))),
    tag: checked('tag', checkTag),
    timeout: duration('timeout', last('timeout'), 0) || null,
    lock: checked('lock', checkLock),
    lockWait: duration('lock-wait', last('lock-wait'), 0),
    retries: checkRetries(last('retries') ?? '0'),
    retryWait: duration('retry-wait', last('retry-wait'), 5_000),
    quiet: given.has('quiet'),
    record: !given.has('no-record'),
    onError: given.has('on-error'),
    inform: checkInform(all('inform')),
    expect: checked('expect', checkExpect),
  };
}

function commandOf(texts: string[], words: string[] | null): WrapCommand {
  const [text, ...more] = texts;
  const [program, ...args] = words ?? [];
  if (text !== undefined && words !== null) throw new Fault('both -e and -- name a command', HELP_HINT);
  if (more.length > 0) throw new Fault('-e stands there more than once', 'join the commands with && or ;');
  if (text?.trim()) return { kind: 'shell', text };
  if (program) return { kind: 'program', program, args };
  throw new Fault('no command to run', 'as in: sheepdog -e "borg create …", sheepdog -- borg create …');
}

function duration(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = parseDuration(text);
  if (value > MAX_DURATION) throw new Fault(`--${option} ${text} is longer than 24 days`);
  return value;
}

function checkTag(tag: string): string {
  if (tag.trim() === '' || Buffer.byteLength(tag) > MAX_TAG_BYTES || /\p{C}/u.test(tag))
    throw new Fault('--tag must be a short name', `at most ${MAX_TAG_BYTES} bytes, no control characters`);
  return tag;
}

function checkLock(name: string): string {
  if (!/^[A-Za-z0-9_][\w.-]{0,99}$/.test(name))
    throw new Fault(`'${name}' cannot be the name of a lock`, 'letters, digits and . _ - only, no path');
  return name;
}

function checkRetries(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) > MAX_RETRIES)
    throw new Fault(`--retries ${text} is not a number from 0 to ${MAX_RETRIES}`);
  return Number(text);
}

function checkInform(addresses: string[]): string[] {
  if (addresses.length > MAX_INFORM) throw new Fault(`more than ${MAX_INFORM} addresses to inform`);
  for (const address of addresses)
    if (
      address.length > 254 ||
      !/^mailto:[^\s@,;:?&<>"()[\]\\%\p{C}]+@[^\s@,;:?&<>"()\\%\p{C}]+$/u.test(address)
    )
      throw new Fault(
        `'${address}' is not one mail address`,
        'write it as mailto:admin@myhost.eu; repeatable',
      );
  return addresses;
}

function checkExpect(text: string): string {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5 || text.length > MAX_EXPECT || !fields.every(field => /^[\w*/,#-]+$/.test(field)))
    throw new Fault(`'${text}' is not a cron expression of five fields`, 'as in: --expect "0 1 * * *"');
  return fields.join(' ');
}
