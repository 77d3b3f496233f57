// Our Scheme beside Debian's Guile 3.0: the same programs, compiled by both, timed within (start-up and compilation do not
// count), best of several runs, the two taking turns so that a noisy machine is noisy for both.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { measureBiwaScheme } from './scheme/biwascheme.ts';
import { measureStart } from './scheme/start.ts';

const FOLDER = path.join(import.meta.dirname, 'scheme');

/** [program, what it does, the largest ratio to Guile we allow ourselves] */
const PROGRAMS: readonly [name: string, what: string, target: number][] = [
  ['fib', 'fib 30', 1.5],
  ['loop', 'named let, 10M turns', 1.5],
  ['tak', 'tak 18 12 6, 10 times', 1.5],
  ['nqueens', 'nqueens 8, 10 times', 1.5],
  ['map-filter', 'map + filter over 1M', 1.5],
  ['strings', 'string building', 1.5],
  ['tables', 'assoc and hash tables', 1.5],
  ['guard', '100k × guard', 1.5],
  ['deep-100k', 'recursion 100k deep, 20 times', 4],
  ['deep-1m', 'recursion 1M deep', 4],
  ['deep-double', 'doubly recursive, 100k deep, 5 times', 4],
  ['deep-mutual', 'mutually recursive, 200k deep, 5 times', 4],
  ['deep-list', 'list of 1M by non-tail recursion', 4],
  ['call-cc', 'call/cc × 100k', 0.5],
];
/** Processes of each kind; each takes the best of RUNS runs. */
const TURNS = 2;
const RUNS = '10';

const compileInGuile = (source: string, compiled: string): void =>
  void execFileSync(
    'guile',
    [
      '--no-auto-compile',
      '-c',
      '(use-modules (system base compile)) (compile-file (cadr (command-line)) #:output-file (caddr (command-line)) #:optimization-level 2)',
      source,
      compiled,
    ],
    { stdio: 'ignore' },
  );

/** The time a program printed last, in milliseconds. */
function timeOf(command: string, args: string[]): number {
  const printed = execFileSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, RUNS },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 300_000,
  });
  return Number(printed.trim().split('\n').at(-1));
}

/** A time in milliseconds; NaN when the program failed. */
function tried(measure: () => number): number {
  try {
    return measure();
  } catch {
    return Number.NaN;
  }
}

function compare(name: string, folder: string): { ours: number; guile: number } {
  const source = path.join(folder, `${name}.scm`);
  const compiled = path.join(folder, `${name}.go`);
  const driver = readFileSync(path.join(FOLDER, 'driver.scm'), 'utf8');
  writeFileSync(source, readFileSync(path.join(FOLDER, `${name}.scm`), 'utf8') + driver);
  compileInGuile(source, compiled);
  let [ours, guile] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < TURNS; turn++) {
    ours = Math.min(
      ours,
      tried(() => timeOf(process.execPath, ['--import', 'tsx', path.join(FOLDER, 'ours.ts'), source])),
    );
    guile = Math.min(
      guile,
      tried(() => timeOf('guile', ['-c', '(load-compiled (cadr (command-line)))', compiled])),
    );
  }
  return { ours, guile };
}

const ms = (time: number): string => (time < 10 ? time.toFixed(2) : time.toFixed(0));

export async function run(): Promise<void> {
  const chosen = process.argv.slice(3);
  const folder = mkdtempSync(path.join(tmpdir(), 'sheepdog-bench-'));
  const table = new Table({
    head: ['best of 20, ms', 'ours', 'Guile 3.0', 'ratio', 'to reach', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
  });
  try {
    for (const [name, what, target] of PROGRAMS) {
      if (chosen.length > 0 && !chosen.includes(name)) continue;
      const { ours, guile } = compare(name, folder);
      const ratio = ours / guile;
      table.push([
        what,
        ms(ours),
        ms(guile),
        ratio.toFixed(2),
        `≤ ${target}`,
        ratio <= target ? '' : 'not reached',
      ]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(table.toString());
  if (chosen.length > 0) return;
  console.log(await measureStart());
  console.log(measureBiwaScheme());
}
