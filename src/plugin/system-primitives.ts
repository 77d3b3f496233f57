import { Fault } from '../model/fault.ts';
import {
  arrayToList,
  Condition,
  internData,
  Keyword,
  list,
  listToArray,
  Pair,
  type Primitive,
  raise,
  SchemeSymbol,
  toPlain,
  type Value,
  waiting,
} from '../scheme/index.ts';
import { type CommandResult, run, shell } from '../system/command.ts';
import type { Machine } from '../system/machine.ts';
import { type Primitive as SystemPrimitive, schemeName, signature } from '../system/primitive.ts';
import { PRIMITIVES } from '../system/primitives.ts';
import { askedMachine } from './hooks.ts';

/**
 * What a monitor hook can ask of its machine. Each waits without holding up others; what it returns is plain data:
 * alists with symbol keys, lists, #f for what is missing.
 */
export const systemPrimitives: Primitive[] = [
  ...[...PRIMITIVES.values()].map(asked),
  output(
    'command-output',
    Number.POSITIVE_INFINITY,
    (machine, [program, ...args]) => run(machine, program!, args),
    'What a program prints, run without a shell: a string. An error where it fails.',
  ),
  output(
    'shell-output',
    1,
    (machine, [line]) => shell(machine, line!),
    'What a line prints that /bin/sh runs: a string. An error where it fails.',
  ),
];

function asked(primitive: SystemPrimitive): Primitive {
  const doc = `${signature(primitive)}\n${primitive.doc}\nReturns ${primitive.returns}`;
  const ask = async (machine: Machine, given: Value[]): Promise<Value> => {
    const first = given.findIndex(value => value instanceof Keyword);
    const positional = first < 0 ? given : given.slice(0, first);
    const keywords = keywordsOf(first < 0 ? [] : given.slice(first), primitive.name);
    try {
      return shownToScheme(await primitive.call(machine, positional.map(shownToSystem), keywords));
    } catch (error) {
      if (error instanceof Fault) return raise(new Condition('error', error.message, undefined, error.hint));
      throw error;
    }
  };
  // The machine is asked for before anything waits: it belongs to the hook that is running now.
  return waiting(
    primitive.name,
    [0, Number.POSITIVE_INFINITY],
    (...given: Value[]) => ask(askedMachine(primitive.name), given),
    doc,
  );
}

function output(
  name: string,
  most: number,
  ask: (machine: Machine, words: string[]) => Promise<CommandResult>,
  doc: string,
): Primitive {
  const answer = async (machine: Machine, words: string[]) => printedBy(words[0]!, await ask(machine, words));
  const wordsOf = (given: Value[]) =>
    given.map(value => (typeof value === 'number' ? String(value) : value) as string);
  return waiting(name, [1, most], (...given: Value[]) => answer(askedMachine(name), wordsOf(given)), doc);
}

function printedBy(what: string, { exit, signal, stdout, stderr, failure }: CommandResult): string {
  if (exit === 0) return stdout;
  const how = failure ?? (signal === null ? `exit ${exit}` : signal);
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return raise(new Condition('error', `${what} failed: ${how}${said === '' ? '' : `, ${said}`}`));
}

function keywordsOf(given: Value[], who: string): Record<string, unknown> {
  const keywords: Record<string, unknown> = {};
  for (let i = 0; i < given.length; i += 2) {
    const key = given[i];
    if (!(key instanceof Keyword) || given[i + 1] === undefined)
      return raise(
        new Condition('error', `${who}: after the arguments come keywords, each with a value:`, list(key!)),
      );
    keywords[key.name] = shownToSystem(given[i + 1]!);
  }
  return keywords;
}

/** An argument as plain data; a symbol is its name, an alist an object. */
function shownToSystem(value: Value): unknown {
  if (value instanceof SchemeSymbol) return value.name;
  return value instanceof Pair || listToArray(value) !== undefined ? toPlain(value) : value;
}

/** Plain data as Scheme data: `usedRatio` is the symbol used-ratio, null and undefined are #f. */
function shownToScheme(data: unknown): Value {
  if (data === null || data === undefined) return false;
  if (Array.isArray(data)) return arrayToList(data.map(shownToScheme));
  if (typeof data !== 'object') return data as Value;
  return arrayToList(
    Object.entries(data).map(([key, value]) => new Pair(internData(schemeName(key)), shownToScheme(value))),
  );
}
