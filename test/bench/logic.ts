// The search beside Debian's Guile 3.0: the same programs, the time of the first run in a new process, compilation by
// either left out. The peer is test/bench/logic/peer.scm, which is two to three times as fast in Guile as
// faster-miniKanren; with FASTER_MINIKANREN=DIRECTORY (one that holds faster-minikanren/mk-guile.scm) it is that.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildForBench } from './build-for-bench.ts';
import { printRows, type Row } from './table.ts';

const HERE = path.join(import.meta.dirname, 'logic');
const PROGRAMS_FOLDER = path.join(import.meta.dirname, '../logic/programs');
const LOGIC_FOLDER = path.join(import.meta.dirname, '../../scheme/logic');

const PROGRAMS: readonly [name: string, what: string][] = [
  ['splits', 'append, all splits of 300'],
  ['zebra', 'zebra'],
  ['queens', 'ten queens'],
  ['times', '*o, 255 × 255'],
  ['quines', '40 quines'],
];
/** Processes of each kind, taking turns; the best counts. */
const TURNS = 3;

const read = (folder: string, name: string): string => readFileSync(path.join(folder, name), 'utf8');

const faster = process.env.FASTER_MINIKANREN;
const GUILE_ENVIRONMENT = { ...process.env, GUILE_LOAD_PATH: faster ?? '' };

function guilePrelude(): string {
  if (faster !== undefined) return '(use-modules (faster-minikanren mk-guile))\n';
  return read(HERE, 'peer.scm') + read(LOGIC_FOLDER, 'constraints.scm') + read(LOGIC_FOLDER, 'reify.scm');
}

const COMPILE =
  '(use-modules (system base compile)) (compile-file (cadr (command-line)) #:output-file (caddr (command-line)) #:optimization-level 2)';

interface Times {
  first: number;
  best: number;
}

/** What driver.scm prints: (first best answer). */
function timesOf(command: string, args: string[]): Times & { answer: string } {
  const printed = execFileSync(command, args, {
    encoding: 'utf8',
    env: GUILE_ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 300_000,
  });
  const [, first, best, answer] = /^\((\S+) (\S+) (.*)\)$/s.exec(printed.trim()) ?? [];
  return { first: Number(first), best: Number(best), answer: answer ?? 'nothing' };
}

const better = (a: Times, b: Times): Times => ({
  first: Math.min(a.first, b.first),
  best: Math.min(a.best, b.best),
});

function compare(name: string, folder: string, runner: string): { ours: Times; peer: Times } {
  const program = read(PROGRAMS_FOLDER, `${name}.scm`) + read(HERE, 'driver.scm');
  const [source, guileSource, compiled] = ['ours.scm', 'guile.scm', 'guile.go'].map(file =>
    path.join(folder, `${name}-${file}`),
  ) as [string, string, string];
  writeFileSync(source, program);
  writeFileSync(guileSource, guilePrelude() + program);
  execFileSync('guile', ['--no-auto-compile', '-c', COMPILE, guileSource, compiled], {
    env: GUILE_ENVIRONMENT,
    stdio: 'ignore',
  });
  let ours: Times = { first: Number.POSITIVE_INFINITY, best: Number.POSITIVE_INFINITY };
  let peer = ours;
  for (let turn = 0; turn < TURNS; turn++) {
    const own = timesOf(process.execPath, [runner, source]);
    const other = timesOf('guile', ['-c', '(load-compiled (cadr (command-line)))', compiled]);
    if (Number.isNaN(own.first + other.first)) throw new Error(`${name} printed no times`);
    if (own.answer !== other.answer) throw new Error(`${name}: the answers differ`);
    ours = better(ours, own);
    peer = better(peer, other);
  }
  return { ours, peer };
}

/** The rows of the programs chosen, or of all: first runs, and best later ones. */
export async function searchRows(chosen: readonly string[] = []): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sheepdog-bench-'));
  const runner = path.join(folder, 'ours.mjs');
  const row = (what: string, ours: number, peer: number): Row => ({
    what,
    ours,
    peer,
    unit: 'ms',
    ratio: ours / peer,
    limit: '≤ 1',
  });
  try {
    await buildForBench(path.join(HERE, 'ours.ts'), runner);
    return PROGRAMS.filter(([name]) => chosen.length === 0 || chosen.includes(name)).flatMap(
      ([name, what]) => {
        const { ours, peer } = compare(name, folder, runner);
        return [row(`${what}, first`, ours.first, peer.first), row(`${what}, later`, ours.best, peer.best)];
      },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function run(chosen: string[]): Promise<void> {
  printRows(await searchRows(chosen));
}
