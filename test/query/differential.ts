import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allAnswers, answers } from '../../src/query/answers.ts';
import { Connections } from '../../src/query/connection.ts';
import { QuestionFault } from '../../src/query/fault.ts';
import { Definition } from '../../src/query/goal.ts';
import { planQuestion, type Question } from '../../src/query/question.ts';
import { type Term, Variable } from '../../src/query/term.ts';
import { QuestionGenerator } from './generator.ts';
import { type SmallHerd, smallHerd } from './herd.ts';
import { Naive, Undecided } from './naive.ts';
import { Random } from './random.ts';

/** What a number of questions showed. */
export interface Tally {
  questions: number;
  /** How many had an answer; how many were refused, by all alike. */
  answered: number;
  refused: number;
  answers: number;
  /** How many were one SELECT. */
  whole: number;
  kinds: Record<string, number>;
  differences: Difference[];
}

export interface Difference {
  seed: number;
  who: string;
  question: string;
  expected: string;
  got: string;
}

const QUESTIONS_A_HERD = 25;

/**
 * Asks random questions of random stores, in three ways that share little: the planner (all at once and one by one),
 * goal after goal, and a scan of everything.
 */
export function differential(seed: number, count: number, mostDifferences = 5): Tally {
  const tally: Tally = {
    questions: 0,
    answered: 0,
    refused: 0,
    answers: 0,
    whole: 0,
    kinds: {},
    differences: [],
  };
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-fuzz-'));
  try {
    for (let i = 0; tally.questions < count && tally.differences.length < mostDifferences; i++) {
      const random = new Random(seed + i);
      const herd = smallHerd(directory, random);
      const connections = new Connections(herd.path);
      try {
        for (let j = 0; j < QUESTIONS_A_HERD && tally.questions < count; j++)
          compare(new QuestionGenerator(random, herd.catalog).question(), herd, connections, seed + i, tally);
        if (connections.busy > 0) throw new Error('a connection was not given back');
      } finally {
        connections.close();
        rmSync(herd.path, { force: true });
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return tally;
}

function compare(
  question: Question,
  herd: SmallHerd,
  connections: Connections,
  seed: number,
  tally: Tally,
): void {
  tally.questions++;
  const expected = outcome(question, () => new Naive(herd.rows, herd.catalog).answers(question), true);
  const plan = outcomeOf(() => planQuestion(question, herd.catalog));
  const ways: [string, () => Term[][]][] = [
    ['planned', () => [...answers(planQuestion(question, herd.catalog), connections, {})]],
    ['planned, all at once', () => allAnswers(planQuestion(question, herd.catalog), connections, {})],
    [
      'goal by goal',
      () => [...answers(planQuestion(question, herd.catalog, { reach: 'goal' }), connections, {}, 'goal')],
    ],
  ];
  for (const [who, ask] of ways) {
    const got = outcome(question, ask, false);
    if (got.join('\n') === expected.join('\n') || isMoot(got, expected)) continue;
    tally.differences.push({
      seed,
      who,
      question: show(question.goal),
      expected: brief(expected),
      got: brief(got),
    });
  }
  if (expected[0] === REFUSED) tally.refused++;
  else {
    tally.answers += expected.length;
    if (expected.length > 0) tally.answered++;
  }
  if (plan?.whole) tally.whole++;
  countKinds(question.goal, tally.kinds);
}

const REFUSED = 'refused';

/** Where some goal leaves nothing to decide, it is a matter of order whether another that cannot be decided is reached. */
function isMoot(a: string[], b: string[]): boolean {
  return (a[0] === REFUSED && b.length === 0) || (b[0] === REFUSED && a.length === 0);
}

const brief = (lines: string[]) => `${lines.length}: ${lines.slice(0, 4).join(' ')}`;

function outcomeOf<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The answers as a sorted list of texts; those of the third opinion are made distinct here, the others were before. */
function outcome(question: Question, ask: () => Term[][], plain: boolean): string[] {
  try {
    const all = ask();
    const { orderBy = [], outputs, distinct } = question;
    const keys = orderBy.map(({ variable, descending }) => [outputs.indexOf(variable), descending] as const);
    if (!plain)
      for (const key of keys)
        checkOrder(
          all.map(answer => answer[key[0]]!),
          key[1],
        );
    const texts = all.map(textOf).sort();
    return plain && distinct ? [...new Set(texts)] : texts;
  } catch (error) {
    if (error instanceof Undecided || error instanceof QuestionFault) return [REFUSED];
    return [`error: ${String(error)}`];
  }
}

function checkOrder(terms: readonly Term[], descending: boolean): void {
  for (let i = 1; i < terms.length; i++) {
    const [a, b] = descending ? [terms[i]!, terms[i - 1]!] : [terms[i - 1]!, terms[i]!];
    if (rank(a) > rank(b) || (rank(a) === rank(b) && isAbove(a, b))) throw new Error('out of order');
  }
}

const rank = (term: Term) =>
  term === null
    ? 0
    : typeof term === 'boolean'
      ? 1
      : typeof term === 'number' || typeof term === 'bigint'
        ? 2
        : typeof term === 'string'
          ? 3
          : 4;

function isAbove(a: Term, b: Term): boolean {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string)) > 0;
  return rank(a) === 4 ? false : (a as number) > (b as number);
}

function textOf(answer: readonly Term[]): string {
  const names = new Map<Variable, string>();
  const text = (term: Term): string => {
    if (term instanceof Variable) {
      if (!names.has(term)) names.set(term, `_${names.size}`);
      return names.get(term)!;
    }
    if (Array.isArray(term)) return `(${term.map(text).join(' ')})`;
    return typeof term === 'string'
      ? JSON.stringify(term)
      : typeof term === 'bigint'
        ? `${term}n`
        : String(term);
  };
  return `[${answer.map(text).join(' ')}]`;
}

function countKinds(tree: unknown, kinds: Record<string, number>): void {
  if (Array.isArray(tree)) for (const part of tree) countKinds(part, kinds);
  else if (
    typeof tree === 'object' &&
    tree !== null &&
    !(tree instanceof Variable || tree instanceof Definition)
  ) {
    const { kind } = tree as { kind?: string };
    if (kind) kinds[kind] = (kinds[kind] ?? 0) + 1;
    for (const part of Object.values(tree)) countKinds(part, kinds);
  }
}

function show(tree: unknown): string {
  if (tree instanceof Variable) return tree.name;
  if (tree instanceof Definition) return `${tree.name}(${show(tree.parameters)})`;
  if (typeof tree === 'number') return String(tree);
  if (typeof tree === 'bigint') return `${tree}n`;
  if (typeof tree === 'symbol') return tree.description ?? '';
  if (Array.isArray(tree)) return `(${tree.map(show).join(' ')})`;
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree) ?? 'undefined';
  return `{${Object.entries(tree)
    .map(([key, part]) => (key === 'kind' ? String(part) : `${key} ${show(part)}`))
    .join(', ')}}`;
}
