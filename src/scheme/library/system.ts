// R7RS 6.14 and what Guile has of it: environment variables, files by name, times as numbers.
import { existsSync, statSync, unlinkSync } from 'node:fs';
import { aString } from '../data/check.ts';
import { Condition, raise } from '../data/condition.ts';
import { list, Pair } from '../data/pair.ts';
import { intern } from '../data/symbol.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';
import { withFile } from './ports.ts';
import { services } from './services.ts';

/** What (features) returns and cond-expand knows, libraries apart. */
export const FEATURES: readonly string[] = [
  'r7rs',
  'full-unicode',
  'sheepdog',
  'srfi-0',
  'srfi-1',
  'srfi-2',
  'srfi-8',
  'srfi-9',
  'srfi-11',
  'srfi-13',
  'srfi-14',
  'srfi-19',
  'srfi-26',
  'srfi-39',
];

const variable = (name: string) =>
  plain(
    name,
    1,
    (key: Value) => {
      const text = aString(key, name, 1);
      return Object.hasOwn(process.env, text) ? process.env[text]! : false;
    },
    'The value of the environment variable, or #f.',
  );

const quit = (name: string) =>
  plain(
    name,
    [0, 1],
    (code: Value = true) => raise(new Condition('quit', 'exit', list(code))),
    'Ends the program; #t or nothing is success, #f failure, an integer the exit code.',
  );

export const system: Primitive[] = [
  plain('features', 0, () => list(...FEATURES.map(intern))),
  variable('get-environment-variable'),
  variable('getenv'),
  plain('get-environment-variables', 0, () =>
    list(...Object.entries(process.env).map(([name, value]) => new Pair(name, value ?? ''))),
  ),
  plain('command-line', 0, () => list(...services.commandLine)),
  quit('exit'),
  quit('quit'),
  quit('emergency-exit'),
  plain('current-second', 0, () => services.now() / 1000, 'Seconds since the epoch, with a fraction.'),
  plain(
    'current-jiffy',
    0,
    () => Math.round(performance.now() * 1000),
    'Microseconds of a clock that never goes back.',
  ),
  plain('jiffies-per-second', 0, () => 1_000_000),
  plain('get-internal-real-time', 0, () => Math.round(performance.now() * 1000)),
  plain('get-internal-run-time', 0, () => {
    const { user, system: kernel } = process.cpuUsage();
    return user + kernel;
  }),
  plain('gettimeofday', 0, () => {
    const now = services.now();
    return new Pair(Math.floor(now / 1000), (now % 1000) * 1000);
  }),
  predicate('file-exists?', 1, (name: Value) => existsSync(aString(name, 'file-exists?', 1))),
  predicate('file-is-directory?', 1, (name: Value) => {
    const file = aString(name, 'file-is-directory?', 1);
    return existsSync(file) && statSync(file).isDirectory();
  }),
  plain('delete-file', 1, (name: Value) => {
    const file = aString(name, 'delete-file', 1);
    withFile(file, 'delete-file', () => unlinkSync(file));
    return UNSPECIFIED;
  }),
];
