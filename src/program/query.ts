import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Asked } from '../ask/asking.ts';
import { parseDuration } from '../clock/duration.ts';
import { complaintText } from '../form/complaint.ts';
import { watchHiding } from '../form/hiding.ts';
import { errorText, Fault } from '../model/fault.ts';
import { storePath } from '../platform/paths.ts';
import { type AnswerFormat, formatAnswers } from '../prompt/answers.ts';
import { printed, SchemeError, UNSPECIFIED, type Value } from '../scheme/index.ts';
import { escapeLine, escapeLines } from '../terminal/escape.ts';
import { painter, wantsColour } from '../terminal/paint.ts';
import type { CommandContext } from './commands/context.ts';
import { QuestionPlace } from './question-place.ts';

/** What `sheepdog query` is asked for. */
export interface QueryRun {
  text: string;
  /** What errors call the text. */
  file: string;
  format: AnswerFormat;
  timeLimit?: number;
  limit?: number;
}

/** All that it reads and writes besides the store. */
export type QueryWorld = Pick<CommandContext, 'env' | 'paint' | 'out' | 'err'>;

const ANSWERS = 0;
const NO_ANSWERS = 1;
const FAILED = 2;
const USAGE = 64; // EX_USAGE of sysexits.h

/**
 * `sheepdog query [OPTIONS] QUESTION`, by itself: a bundle of its own, for a small question should cost little over bare
 * Node. Its help is with the other verbs (commands/query.ts).
 * @returns the exit status
 */
export async function main(argv: readonly string[], world: QueryWorld = thisProcess()): Promise<number> {
  try {
    return await runQuery(queryOf(argv), world);
  } catch (error) {
    return failed(error, error instanceof UsageFault ? USAGE : FAILED, world);
  }
}

function thisProcess(): QueryWorld {
  const { stdout, stderr, env } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(); // somebody has read enough
  });
  return {
    env,
    paint: painter(wantsColour(stdout.isTTY === true, env)),
    out: text => stdout.write(text),
    err: text => stderr.write(text),
  };
}

class UsageFault extends Fault {}

function queryOf(argv: readonly string[]): QueryRun {
  const { values, positionals } = parsed(argv);
  const formats = (['table', 'json', 'csv'] as const).filter(format => values[format]);
  if (formats.length > 1) throw new UsageFault(`--${formats[0]} and --${formats[1]} exclude each other`);
  const [question, ...more] = positionals;
  if (more.length > 0) throw new UsageFault('a question is one argument', 'quote it');
  if ((question === undefined) === (values.file === undefined))
    throw new UsageFault('one question is needed, as text or by --file', 'see sheepdog query --help');
  const { timeout, limit, file } = values;
  if (limit !== undefined && !/^[1-9]\d*$/.test(limit))
    throw new UsageFault(`'${limit}' is no number of answers`);
  return {
    text: question ?? readQuestion(file!),
    file: file ?? 'question',
    format: formats[0] ?? 'table',
    ...(timeout === undefined ? {} : { timeLimit: parseDuration(timeout) }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        file: { type: 'string', short: 'f' },
        json: { type: 'boolean' },
        csv: { type: 'boolean' },
        table: { type: 'boolean' },
        timeout: { type: 'string' },
        limit: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageFault(errorText(error), 'see sheepdog query --help');
  }
}

function readQuestion(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Fault(`cannot read the question ${file}: ${errorText(error)}`);
  }
}

async function runQuery(query: QueryRun, world: QueryWorld): Promise<number> {
  const place = new QuestionPlace(storePath(world.env), world.env, query.file);
  const hiding = watchHiding(place.environment);
  try {
    const { value, asked } = await ask(query, place);
    for (const warning of hiding()) world.err(`${escapeLines(complaintText(warning))}\n`);
    return show(value, asked, query.format, world);
  } finally {
    place.close();
  }
}

async function ask(
  { text, timeLimit, limit }: QueryRun,
  place: QuestionPlace,
): Promise<{ value: Value; asked: Asked | null }> {
  let last: Asked | null = null;
  const limits = {
    answered: (asked: Asked) => {
      last = asked;
    },
    ...(timeLimit === undefined ? {} : { timeLimit }),
    ...(limit === undefined ? {} : { limit }),
  };
  const evaluate = () => place.asker.evaluate(text, place.environment, limits);
  try {
    return { value: await evaluate(), asked: last };
  } catch (error) {
    const isUnbound = error instanceof SchemeError && error.kind === 'unbound-variable';
    if (!isUnbound || !(await place.bringInAll())) throw error;
    return { value: await evaluate(), asked: last };
  }
}

function show(value: Value, asked: Asked | null, format: AnswerFormat, { out, paint }: QueryWorld): number {
  if (asked?.answers === value) {
    const text = formatAnswers(asked, format, paint);
    out(text);
    return text === '' ? NO_ANSWERS : ANSWERS;
  }
  if (value !== UNSPECIFIED) out(`${escapeLine(printed(value, 'write'))}\n`);
  return ANSWERS;
}

function failed(error: unknown, status: number, { err }: QueryWorld): number {
  if (error instanceof SchemeError) {
    if (error.kind === 'quit') return error.exitStatus;
    err(`${escapeLines(error.report().split('\n  in ')[0]!)}\n`);
    return status;
  }
  if (!(error instanceof Fault)) throw error;
  err(`sheepdog query: error: ${escapeLine(error.message)}\n`);
  if (error.hint) err(`hint: ${escapeLine(error.hint)}\n`);
  return status;
}
