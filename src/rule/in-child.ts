import { spawn } from 'node:child_process';
import type { RuleAnswer } from './ask-rule.ts';

const MEMORY_MIB = 256;
/** For one rule, and for all that are asked together. */
export const RULE_TIME_LIMIT = 10_000;
const ALL_TIME_LIMIT = 120_000;

/**
 * Asks rules in a process of their own, so that a question that takes long, or all memory there is, holds up nobody.
 * @param program the program that asks, and its arguments; it answers with a line of JSON for each rule
 * @returns what came; of a rule that ended the process there is none
 */
export function askInChild(
  program: string[],
  rules: readonly string[],
  signal: AbortSignal,
): Promise<RuleAnswer[]> {
  const child = spawn(process.execPath, [`--max-old-space-size=${MEMORY_MIB}`, ...program], {
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: ALL_TIME_LIMIT,
    killSignal: 'SIGKILL',
    signal,
  });
  child.stdin.on('error', () => {}); // it may die before it has read everything
  child.stdin.end(JSON.stringify(rules));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', chunk => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', error => (signal.aborted ? resolve([]) : reject(error)));
    child.once('close', () => resolve(answersOf(text)));
  });
}

/** The whole lines: the last may have been cut off. */
function answersOf(text: string): RuleAnswer[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line) as RuleAnswer);
}
