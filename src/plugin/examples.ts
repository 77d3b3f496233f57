import type { FormRecord } from '../form/record.ts';
import { callProcedureNow, isEqual, type Place, printed, SchemeError, type Value } from '../scheme/index.ts';
import { effectValues } from './effects.ts';
import { receiverValue } from './hooks.ts';
import { type Example, type Plugin, Service } from './plugin.ts';
import type { MessageValue } from './values.ts';

/** An effect that should have come, one that came, or one that did both; printed. */
export interface ComparedEffect {
  how: 'same' | 'expected' | 'got';
  effect: string;
}

/** How an example went. */
export interface ExampleResult {
  title: string;
  place: Place | undefined;
  passed: boolean;
  effects: ComparedEffect[];
  /** Why it could not be run to its end, in GNU form; null where it could. */
  error: string | null;
}

/** Runs the examples of a plugin: each a configuration, a message and the effects it should have, in order. */
export function runExamples(plugin: Plugin): ExampleResult[] {
  return plugin.examples.map(example => runExample(plugin, example));
}

function runExample(plugin: Plugin, example: Example): ExampleResult {
  const { title, place } = example;
  try {
    const effects = compare(expectedOf(example), gotOf(plugin, example));
    return { title, place, passed: effects.every(({ how }) => how === 'same'), effects, error: null };
  } catch (error) {
    if (!(error instanceof SchemeError)) throw error;
    return { title, place, passed: false, effects: [], error: error.report() };
  }
}

const expectedOf = ({ effects }: Example): Value[] => effectValues(callProcedureNow(effects, []));

function gotOf(plugin: Plugin, { configuration, message }: Example): Value[] {
  const service = new Service(plugin, callProcedureNow(configuration, []) as FormRecord);
  return effectValues(receiverValue(service, callProcedureNow(message, []) as MessageValue));
}

/** Effect by effect, by the longest common subsequence: one that is missing does not make the rest look wrong. */
function compare(expected: Value[], got: Value[]): ComparedEffect[] {
  const lengths = commonLengths(expected, got);
  const compared: ComparedEffect[] = [];
  const add = (how: ComparedEffect['how'], effect: Value) =>
    compared.push({ how, effect: printed(effect, 'write') });
  let [i, j] = [0, 0];
  while (i < expected.length || j < got.length) {
    const both = i < expected.length && j < got.length;
    if (both && isEqual(expected[i]!, got[j]!)) {
      add('same', expected[i++]!);
      j++;
    } else if (j >= got.length || (both && lengths[i + 1]![j]! >= lengths[i]![j + 1]!))
      add('expected', expected[i++]!);
    else add('got', got[j++]!);
  }
  return compared;
}

/** Of every pair of ends of two lists, how many effects they have in common. */
function commonLengths(a: Value[], b: Value[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] = isEqual(a[i]!, b[j]!)
        ? lengths[i + 1]![j + 1]! + 1
        : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  return lengths;
}
