import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellQuote, shellTokens } from '../../src/wrap/shell-words.ts';

const words = (line: string) =>
  shellTokens(line)
    .filter(token => token.kind === 'word')
    .map(token => token.value);

describe('a shell command line', () => {
  it('is cut into words as the shell cuts it', () => {
    expect(words(`a 'b c' "d \\" e" f\\ g h"i"'j' "k\\l"`)).toEqual([
      'a',
      'b c',
      'd " e',
      'f g',
      'hij',
      'k\\l',
    ]);
    expect(words('a&&b;c|d>e 2>&1')).toEqual(['a', 'b', 'c', 'd', 'e', '2', '1']);
    expect(words("don't stop")).toEqual(["don't", 'stop']);
  });

  it('is all there in the pieces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), line => {
        expect(
          shellTokens(line)
            .map(token => token.raw)
            .join(''),
        ).toBe(line);
      }),
    );
  });

  it('gives back what was quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), list => {
        expect(words(list.map(shellQuote).join(' '))).toEqual(list);
      }),
    );
  });
});
