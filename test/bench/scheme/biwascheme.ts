// Our Scheme beside BiwaScheme, in one process: fib 25, and what it takes to load either.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import Table from 'cli-table3';
import { evaluateNow, makeEnvironment, printed } from '../../../src/scheme/index.ts';
import { biwaAnswer, loadBiwaScheme } from '../../scheme/conformance/biwascheme.ts';
import { best } from './best.ts';

const FIB = '(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 25)';
const ANSWER = '75025';
const ROOT = path.join(import.meta.dirname, '../../..');

function right(answer: string): void {
  if (answer !== ANSWER) throw new Error(`fib 25 is ${ANSWER}, not ${answer}`);
}

/** Milliseconds Node takes for these arguments, less those of Node alone. */
function aboveNode(...args: string[]): string {
  const start = (words: string[]) =>
    best(() => void spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'ignore' }), 20);
  return `${(start(args) - start(['-e', '0'])).toFixed(0)} ms`;
}

export function measureBiwaScheme(): string {
  const biwa = loadBiwaScheme();
  const theirs = best(() => right(biwaAnswer(biwa, FIB)), 2);
  const ours = best(() => right(printed(evaluateNow(FIB, makeEnvironment('fib.scm')))), 20);
  const table = new Table({ head: ['beside BiwaScheme', 'ours', 'BiwaScheme', ''] });
  table.push(
    [
      'fib 25, compiling included',
      `${ours.toFixed(2)} ms`,
      `${theirs.toFixed(0)} ms`,
      `${(theirs / ours).toFixed(0)} ×`,
    ],
    [
      'loading, above bare Node (ours: the built program)',
      aboveNode('dist/sheepdog.cjs', 'scheme', '-e', '1'),
      aboveNode('-e', 'require("biwascheme")'),
      '',
    ],
  );
  return table.toString();
}
