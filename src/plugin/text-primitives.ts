import { type Primitive, predicate, type Value, wrongType } from '../scheme/index.ts';
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
];
