// Evaluating a file form by form, so that all that is wrong with it is told at once.
import { compile } from '../compile/compile.ts';
import { Condition } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { SchemeSymbol } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import { expandTop } from '../expand/body.ts';
import type { Environment } from '../expand/environment.ts';
import { readForms } from '../read/forms.ts';
import { evaluateSync, type Limits } from '../run/evaluation.ts';
import { registers } from '../run/machine.ts';
import { outside, SchemeError } from './error.ts';

/** The value of the last form, if it had one, and every error, in the order of the text. */
export interface FileResult {
  readonly value: Value | undefined;
  readonly errors: SchemeError[];
}

type Form = ReturnType<typeof readForms>[number];

/**
 * Evaluates a file, going on after a form that fails. A name whose definition failed is not complained of again where
 * it is used.
 */
export function evaluateFile(text: string, environment: Environment, limits: Limits = {}): FileResult {
  const errors: SchemeError[] = [];
  const failed = new Set<string>();
  let value: Value | undefined;
  const attempt = <T>(work: () => T, form?: Form): T | undefined => {
    try {
      return work();
    } catch (thrown) {
      const error = outside(thrown);
      if (!(error instanceof SchemeError)) throw error;
      if (!follows(error, failed)) errors.push(error);
      for (const name of namesOf(form?.x)) failed.add(name);
      return undefined;
    }
  };
  for (const form of attempt(() => readForms(text, environment.file)) ?? [])
    value = attempt(() => evaluateForm(form, environment, limits), form);
  return { value, errors };
}

function evaluateForm(form: Form, environment: Environment, limits: Limits): Value {
  const context = { scope: environment, environment, place: undefined, name: undefined };
  const top = compile(expandTop([form], context));
  return evaluateSync(() => top(registers.base), limits);
}

/** Is it only that a name is missing whose definition failed? */
function follows(error: SchemeError, failed: Set<string>): boolean {
  const { payload } = error;
  if (!(payload instanceof Condition) || payload.kind !== 'unbound-variable') return false;
  return failed.has(payload.message.replace(/^unbound variable: /, ''));
}

/** What a form may have been meant to define: the name after define, define-record-type and the like. */
function namesOf(form: Value | undefined): string[] {
  if (!(form instanceof Pair) || !(form.car instanceof SchemeSymbol) || !form.car.name.startsWith('define'))
    return [];
  let name = form.cdr instanceof Pair ? form.cdr.car : undefined;
  while (name instanceof Pair) name = name.car;
  return name instanceof SchemeSymbol ? [name.name] : [];
}
