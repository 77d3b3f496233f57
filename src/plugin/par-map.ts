import {
  aList,
  aProcedure,
  arrayToList,
  mapSideBySide,
  type Primitive,
  type Value,
  waiting,
} from '../scheme/index.ts';
import { askedMachine } from './hooks.ts';

/** As many as can be expected to be away together: each round of them takes a time limit of its own. */
const AT_ONCE = 64;

/** What is said of par-map to those who write plugins. */
export const PAR_MAP = {
  name: 'par-map',
  signature: '(par-map procedure list)',
  doc: `Calls the procedure with each item, up to ${AT_ONCE} side by side, so that what waits for several places takes as long as the slowest, and not as all of them. An error in one is raised when the others under way have ended.`,
  returns: 'the list of results, in the order of the items',
};

const { name, signature, doc, returns } = PAR_MAP;

/** Only for monitor hooks: nothing else may wait. */
export const parMap: Primitive = waiting(
  name,
  2,
  (procedure: Value, items: Value) => {
    askedMachine(name);
    return mapped(aProcedure(procedure, name, 1), aList(items, name, 2));
  },
  `${signature}\n${doc}\nReturns ${returns}`,
);

const mapped = async (procedure: Value, items: Value[]): Promise<Value> =>
  arrayToList(await mapSideBySide(procedure, items, AT_ONCE));
