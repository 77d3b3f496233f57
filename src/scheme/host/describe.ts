// What the prompt tells of names: completion, ,describe and ,apropos.
import { placeText } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { printed } from '../data/print.ts';
import { isProcedure, type ProcedureInfo, procedureInfo } from '../data/procedure.ts';
import { intern } from '../data/symbol.ts';
import { NIL, type Value } from '../data/value.ts';
import type { Environment } from '../expand/environment.ts';
import { descriptionOf } from '../library/descriptions.ts';
import { Cell } from '../run/cell.ts';

/** The names that can be used in an environment, sorted. */
export const namesIn = (environment: Environment): string[] =>
  [...environment.names()].map(({ name }) => name).sort();

/** How a procedure is called: (name parameter ...). */
function usage(name: string, { signature, min, max }: ProcedureInfo): string {
  if (signature instanceof Pair || signature === NIL)
    return printed(new Pair(intern(name), signature as Value));
  const count =
    min === max ? `${min}` : max === Number.POSITIVE_INFINITY ? `${min} or more` : `${min} to ${max}`;
  return `${name}, a procedure of ${count} argument${count === '1' ? '' : 's'}`;
}

function describeProcedure(name: string, info: ProcedureInfo): string {
  const place = info.place === undefined ? [] : [`defined at ${placeText(info.place)}`];
  return [usage(name, info), ...(info.doc === undefined ? [] : [info.doc]), ...place].join('\n');
}

/** What a name means, in lines of text; undefined when it means nothing. */
export function describe(name: string, environment: Environment): string | undefined {
  const binding = environment.get(intern(name));
  if (binding === undefined) return undefined;
  if (!(binding instanceof Cell)) return `${name} is syntax`;
  const value = binding.v;
  if (value === undefined) return `${name} has no value yet`;
  if (!isProcedure(value)) return `${name} is a variable: ${printed(value)}`;
  const known = binding.frozen ? descriptionOf(name) : undefined;
  if (known !== undefined) return `${known.usage}\n${known.doc}`;
  return describeProcedure(name, procedureInfo(value));
}
