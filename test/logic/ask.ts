// Evaluates text with miniKanren, for the tests.
import {
  type Environment,
  evaluateNow,
  makeEnvironment,
  printed,
  SchemeError,
} from '../../src/scheme/index.ts';
import { logicEnvironment } from '../../src/scheme/logic/layer.ts';

/** An environment of its own, with what `definitions` defines. */
export function environment(definitions = ''): Environment {
  const made = makeEnvironment('test.scm', logicEnvironment());
  if (definitions !== '') evaluateNow(definitions, made);
  return made;
}

/** The value of the last form, as `write` prints it. */
export const ask = (text: string, where = environment()): string =>
  printed(evaluateNow(text, where, { timeLimit: 60_000 }));

/** How a question fails. */
export function faultOf(text: string, where = environment()): string {
  try {
    return `no error, but ${ask(text, where)}`;
  } catch (error) {
    if (error instanceof SchemeError) return error.report().split('\n  in ')[0]!;
    throw error;
  }
}
