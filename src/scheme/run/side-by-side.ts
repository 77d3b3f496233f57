// Calls that wait side by side, where Scheme itself does one thing after the other.
import type { Value } from '../data/value.ts';
import { branching } from './evaluation.ts';
import { apply, registers } from './machine.ts';

/**
 * Calls a procedure with each item, so many at once, within the limits of the evaluation that is running: the results
 * in the order of the items. After an error no other call is begun; those under way come to their end, then the first
 * is raised. A procedure that leaves by a continuation of its caller's goes on there, in a thread of its own: it must not.
 */
export async function mapSideBySide(procedure: Value, items: Value[], atOnce: number): Promise<Value[]> {
  const branch = branching();
  if (branch === null) throw new Error('nothing may wait here'); // evaluateSync has words of its own for it
  const results: Value[] = [];
  const errors: unknown[] = [];
  let next = 0;
  const callSome = async () => {
    while (next < items.length && errors.length === 0) {
      const index = next++;
      try {
        results[index] = await branch(() => apply(procedure, registers.base, [items[index]!]));
      } catch (error) {
        errors[index] = error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, callSome));
  if (errors.length > 0) throw errors.find(error => error !== undefined);
  return results;
}
