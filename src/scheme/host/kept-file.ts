// Files of Scheme that are compiled when the project is built, and kept.
import { compileText } from '../compile/compile.ts';
import type { Value } from '../data/value.ts';
import { expandTop } from '../expand/body.ts';
import type { Environment } from '../expand/environment.ts';
import { readForms } from '../read/forms.ts';
import { evaluateSync, type Limits } from '../run/evaluation.ts';
import { registers } from '../run/machine.ts';
import { now } from './evaluate.ts';
import { restore } from './restore.ts';
import { takeSnapshot } from './snapshot.ts';

/**
 * The text of a file's snapshot, for a build to write; the environment is used up by it. Of a file that redefines what it
 * inherits none can be taken: what it inherits is called directly.
 */
export function fileSnapshot(text: string, environment: Environment): string {
  const context = { scope: environment, environment, place: undefined, name: undefined };
  environment.borrows = false;
  const unit = compileText(expandTop(readForms(text, environment.file), context));
  for (const [name] of environment.own())
    if (environment.inherited?.exported(name) !== undefined)
      throw new Error(`${environment.file} redefines ${name.name}, and cannot be kept`);
  return takeSnapshot(unit, environment);
}

/** Evaluates a file of which this is the snapshot, in an environment like that of the build. Throws SchemeError. */
export function evaluateKept(snapshot: string, environment: Environment, limits: Limits = {}): Value {
  environment.borrows = false;
  return now(() => evaluateSync(() => restore(snapshot, environment, false)(registers.base), limits));
}
