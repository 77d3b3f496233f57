import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeLine, escapeLines, jsonLine } from '../../src/terminal/escape.ts';

describe('a line from elsewhere', () => {
  it.each([
    ['\x1b[31mred', '\\x1b[31mred'],
    ['a\nb\r\tc\0', 'a\\nb\\r\\tc\\x00'],
    ['\x7f\x9b2J', '\\x7f\\x9b2J'],
    ['abc\u202ecba', 'abc\\u202ecba'],
    ['\u2066hidden\u2069\u200b\ufeff', '\\u2066hidden\\u2069\\u200b\\ufeff'],
    ['\u{e0041}', '\\u{e0041}'],
    ['half \ud83d pair', 'half \\ud83d pair'],
    ['\u2028\uffff', '\\u2028\\uffff'],
    ['Größe 大きさ 🐕', 'Größe 大きさ 🐕'],
  ])('%j', (text, shown) => expect(escapeLine(text)).toBe(shown));

  it('has no control character left, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(escapeLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(escapeLines(text)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});

it('outputs keep their lines and columns', () => {
  expect(escapeLines('a\r\nb\tc\n\x1b]0;title\x07')).toBe('a\nb        c\n\\x1b]0;title\\x07');
});

it('JSON is one line that a terminal may show and that reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const line = jsonLine({ text });
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      expect(JSON.parse(line)).toEqual({ text });
    }),
  );
});
