import type { FormRecord } from '../form/record.ts';
import { callProcedureNow, isEqual, type Place, printed, type Value } from '../scheme/index.ts';
import { effectValues } from './effects.ts';
import { receiverValue } from './hooks.ts';
import { type Example, type Plugin, Service } from './plugin.ts';
import type { MessageValue } from './values.ts';

/** How an example went: what it should have given and what it gave, printed. */
export interface ExampleResult {
  title: string;
  place: Place | undefined;
  passed: boolean;
  expected: string[];
  got: string[];
}

/** Runs the examples of a plugin: each a configuration, a message and the effects it should have. Throws SchemeError. */
export function runExamples(plugin: Plugin): ExampleResult[] {
  return plugin.examples.map(example => runExample(plugin, example));
}

function runExample(
  plugin: Plugin,
  { title, place, configuration, message, effects }: Example,
): ExampleResult {
  const service = new Service(plugin, callProcedureNow(configuration, []) as FormRecord);
  const expected = effectValues(callProcedureNow(effects, []));
  const got = effectValues(receiverValue(service, callProcedureNow(message, []) as MessageValue));
  const passed = expected.length === got.length && expected.every((effect, i) => isEqual(effect, got[i]!));
  const print = (effect: Value) => printed(effect, 'write');
  return { title, place, passed, expected: expected.map(print), got: got.map(print) };
}
