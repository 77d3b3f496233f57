import { errorText } from '../model/fault.ts';
import { fail, fromPlain, type Primitive, plain, predicate, type Value, wrongType } from '../scheme/index.ts';
import { globPattern } from '../system/glob.ts';

/** What both hooks do with text. */
export const textPrimitives: Primitive[] = [
  predicate(
    'glob-match?',
    2,
    (glob: Value, text: Value) => {
      if (typeof glob !== 'string') return wrongType('glob-match?', 1, glob, 'a string');
      return typeof text === 'string' && globPattern(glob).test(text);
    },
    'Does the pattern of a shell match all of this text? * is anything, ? one character, [a-z] one of these.',
  ),
  plain(
    'json->scm',
    1,
    (text: Value) =>
      typeof text === 'string' ? readJson(text) : wrongType('json->scm', 1, text, 'a string'),
    'The data that JSON text says: an object is an alist with symbol keys, an array a list, null the symbol null.',
  ),
];

function readJson(text: string): Value {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return fail(`json->scm: this is not JSON: ${errorText(error)}`);
  }
  return fromPlain(data);
}
