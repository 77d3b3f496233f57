import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asker } from '../../src/ask/asker.ts';
import { questionEnvironment } from '../../src/ask/environment.ts';
import type { Question } from '../../src/query/question.ts';
import { Questions } from '../../src/query/questions.ts';
import { type Term, Variable } from '../../src/query/term.ts';
import {
  listToArray,
  makeEnvironment,
  Pair,
  SchemeError,
  SchemeSymbol,
  type Value,
} from '../../src/scheme/index.ts';
import { QuestionGenerator } from '../query/generator.ts';
import { RELATIONS, smallHerd } from '../query/herd.ts';
import { Naive, Undecided } from '../query/naive.ts';
import { Random } from '../query/random.ts';
import { hasOpenWindow } from './open-windows.ts';
import { Unwritable, written } from './written.ts';

/** What a number of typed questions showed. */
export interface TypedTally {
  questions: number;
  answered: number;
  refused: number;
  /** How many were refused for what nothing binds, where a scan found nothing to decide. */
  undecidable: number;
  differences: { seed: number; text: string; expected: string; got: string }[];
}

const QUESTIONS_A_HERD = 25;
const TIME_LIMIT = 20_000;

/** Asks random questions as they would be typed, and compares with a scan of everything. */
export function typedDifferential(seed: number, count: number, mostDifferences = 5): TypedTally {
  const tally: TypedTally = { questions: 0, answered: 0, refused: 0, undecidable: 0, differences: [] };
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-fuzz-'));
  const language = questionEnvironment(RELATIONS);
  try {
    for (let i = 0; tally.questions < count && tally.differences.length < mostDifferences; i++) {
      const random = new Random(seed + i);
      const herd = smallHerd(directory, random);
      const asker = new Asker(new Questions(herd.path, herd.catalog));
      for (let j = 0; j < QUESTIONS_A_HERD && tally.questions < count; j++) {
        const question = new QuestionGenerator(random, herd.catalog).question();
        const text = textOf(question, herd.catalog);
        if (text === null) continue;
        const expected = outcome(() => scanned(new Naive(herd.rows, herd.catalog), question));
        const got = outcome(() => {
          const environment = makeEnvironment('question', language);
          const answers = asker.evaluateNow(text, environment, { timeLimit: TIME_LIMIT });
          return listToArray(answers)!.map(answer => answerText(answer, question.outputs.length));
        });
        if (got[0] === REFUSED && expected[0] !== REFUSED && hasOpenWindow(question.goal))
          tally.undecidable++;
        else note(tally, expected, got, seed + i, text);
        if (asker.questions.busy > 0) throw new Error(`a connection was not given back: ${text}`);
      }
      asker.close();
      rmSync(herd.path, { force: true });
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return tally;
}

function textOf(question: Question, catalog: Parameters<typeof written>[1]): string | null {
  try {
    return written(question, catalog);
  } catch (error) {
    if (error instanceof Unwritable) return null;
    throw error;
  }
}

function note(tally: TypedTally, expected: string[], got: string[], seed: number, text: string): void {
  tally.questions++;
  if (expected[0] === REFUSED) tally.refused++;
  else if (expected.length > 0) tally.answered++;
  if (isSame(expected, got)) return;
  tally.differences.push({ seed, text, expected: brief(expected), got: brief(got) });
}

const REFUSED = 'refused';

/**
 * What the scan refuses, the search may still answer: with a constraint on what nothing binds. And where some goal leaves
 * nothing to decide, it is a matter of order whether another that cannot be decided is reached.
 */
function isSame(expected: string[], got: string[]): boolean {
  if (expected[0] === REFUSED) return !got[0]?.startsWith('error');
  if (got[0] === REFUSED && expected.length === 0) return true;
  return expected.join('\n') === got.join('\n');
}

const brief = (lines: string[]) => `${lines.length}: ${lines.slice(0, 4).join(' ')}`;

function outcome(ask: () => string[]): string[] {
  try {
    return ask().sort();
  } catch (error) {
    if (error instanceof Undecided) return [REFUSED];
    if (error instanceof SchemeError && error.kind === 'error') return [REFUSED];
    return [`error: ${error instanceof SchemeError ? error.report() : String(error)}`];
  }
}

function scanned(naive: Naive, question: Question): string[] {
  const texts = naive.answers(question).map(answer => {
    const names = new Map<Variable, string>();
    return `[${answer.map(term => termText(term, names)).join(' ')}]`;
  });
  return question.distinct ? [...new Set(texts)] : texts;
}

function termText(term: Term, names: Map<Variable, string>): string {
  if (term instanceof Variable) {
    if (!names.has(term)) names.set(term, `_.${names.size}`);
    return names.get(term)!;
  }
  if (Array.isArray(term)) return `(${term.map(part => termText(part, names)).join(' ')})`;
  if (typeof term === 'symbol') return term.description ?? '';
  return atomText(term as string | number | bigint | boolean | null);
}

function atomText(value: string | number | bigint | boolean | null): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'bigint' && !Number.isSafeInteger(Number(value)) ? `${value}n` : String(value);
}

function answerText(answer: Value, count: number): string {
  if (count === 0) return '[]';
  const values = count === 1 ? [answer] : listToArray(answer);
  return values?.length === count ? `[${values.map(valueText).join(' ')}]` : `[constrained]`;
}

function valueText(value: Value): string {
  if (value instanceof SchemeSymbol) return value.name;
  if (value instanceof Pair) return `(${valueText(value.car)} ${valueText(value.cdr)})`;
  return atomText(value as string | number | bigint | boolean);
}
