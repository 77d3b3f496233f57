import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputCapture } from '../../src/wrap/capture.ts';

const captured = (chunks: (string | Buffer)[], kept?: number) => {
  const capture = new OutputCapture(kept);
  for (const chunk of chunks) capture.add(Buffer.from(chunk as string));
  return capture.result();
};

describe('what is kept of an output', () => {
  it.each([
    [[], { head: '', tail: '', omitted: 0 }],
    [['abc', 'def'], { head: 'abcdef', tail: '', omitted: 0 }],
    [['abcd', 'efgh'], { head: 'abcdefgh', tail: '', omitted: 0 }],
    [['abcdefghi'], { head: 'abcd', tail: 'fghi', omitted: 1 }],
    [['a', 'bcdefghijklmn', 'o'], { head: 'abcd', tail: 'lmno', omitted: 7 }],
    [['abcäxxxxä123'], { head: 'abc', tail: '123', omitted: 8 }],
    [['abcd', 'xxxxx', '🐑'], { head: 'abcd', tail: '🐑', omitted: 5 }],
    [['abcd', 'xxxxx🐑1'], { head: 'abcd', tail: '1', omitted: 9 }],
  ] as const)('%j with four bytes at each end', (chunks, result) => {
    expect(captured([...chunks], 4)).toEqual(result);
  });

  it('replaces what is not UTF-8 and keeps counting bytes', () => {
    expect(captured([Buffer.from([0x61, 0xff, 0x62])])).toEqual({ head: 'a\ufffdb', tail: '', omitted: 0 });
    expect(captured([Buffer.alloc(100, 0x80)], 4).omitted).toBe(100 - 4 - 1);
  });

  it('is the same however the output was cut into chunks, and all bytes are counted', () => {
    const chunk = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 20 }), chunks => {
        const whole = chunks.join('');
        const result = captured(chunks, 16);
        expect(result).toEqual(captured([whole], 16));
        expect(Buffer.byteLength(result.head + result.tail) + result.omitted).toBe(Buffer.byteLength(whole));
        expect(whole.startsWith(result.head)).toBe(true);
        expect(whole.endsWith(result.tail)).toBe(true);
      }),
    );
  });
});
