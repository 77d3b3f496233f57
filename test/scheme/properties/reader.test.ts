import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Condition, Raised } from '../../../src/scheme/data/condition.ts';
import { isEqual } from '../../../src/scheme/data/equal.ts';
import { Pair } from '../../../src/scheme/data/pair.ts';
import { printed } from '../../../src/scheme/data/print.ts';
import { EOF, NIL, type Value } from '../../../src/scheme/data/value.ts';
import { Reader } from '../../../src/scheme/read/reader.ts';
import { datum } from './data.ts';

const read = (text: string): Value => new Reader(text, 'test.scm').read();

/** Reads all data of a text: how many, or the condition. */
function readAll(text: string): number | Condition {
  const reader = new Reader(text, 'test.scm', { places: true });
  try {
    let count = 0;
    while (reader.read() !== EOF) count++;
    return count;
  } catch (error) {
    if (error instanceof Raised && error.payload instanceof Condition) return error.payload;
    throw error;
  }
}

describe('what is written', () => {
  test('reads back as an equal datum', () => {
    fc.assert(
      fc.property(datum, x => isEqual(read(printed(x)), x)),
      { numRuns: 2000 },
    );
  });

  test('reads back as an equal datum from write-shared and write-simple', () => {
    fc.assert(
      fc.property(
        datum,
        x => isEqual(read(printed(x, 'shared')), x) && isEqual(read(printed(x, 'simple')), x),
      ),
    );
  });

  test('is one line without control characters', () => {
    fc.assert(fc.property(datum, x => !/[\p{Cc}\u2028\u2029]/u.test(printed(x))));
  });

  test('reads back with its circles', () => {
    const loop = new Pair(1, new Pair(2, NIL));
    (loop.cdr as Pair).cdr = loop;
    const vector: Value[] = [1, loop];
    vector.push(vector);
    const again = read(printed(vector)) as Value[];
    expect(again[2]).toBe(again);
    const list = again[1] as Pair;
    expect((list.cdr as Pair).cdr).toBe(list);
  });
});

describe('the reader', () => {
  test('reads any text, or gives an error with a place', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 })),
        text => {
          const result = readAll(text);
          return typeof result === 'number' || result.place !== undefined;
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('reads any bytes, or gives an error with a place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const result = readAll(Buffer.from(bytes).toString('utf8'));
        return typeof result === 'number' || result.place !== undefined;
      }),
      { numRuns: 2000 },
    );
  });

  test('reads any sequence of what syntax is made of', () => {
    const token = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      "'",
      '`',
      ',',
      ',@',
      '.',
      '#(',
      '#u8(',
      '#;',
      '#|',
      '|#',
      ';',
      '\n',
      ' ',
      '"',
      '\\',
      '|',
      '#\\',
      '#:',
      '#0=',
      '#0#',
      '#t',
      '#!',
      'a',
      '1',
      '-',
      '+',
      '...',
      '#e',
      '#x',
      '#<',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 25 }), tokens => {
        const result = readAll(tokens.join(''));
        return typeof result === 'number' || result.place !== undefined;
      }),
      { numRuns: 5000 },
    );
  });

  test('tells what is not finished from what is wrong', () => {
    fc.assert(
      fc.property(datum, fc.nat(), (x, cut) => {
        const text = printed([x, 1]);
        const result = readAll(text.slice(0, 1 + (cut % (text.length - 1))));
        // A beginning of a vector is never complete; only a cut within a token may look wrong.
        return result instanceof Condition && ['unfinished-form', 'read-error'].includes(result.kind);
      }),
    );
    for (const text of [
      '(a b',
      '"abc',
      '#| abc',
      '(a . b',
      "'",
      '#(1 2',
      '#u8(1',
      '(a "b',
      '|abc',
      '#;',
      '(let ((x 1)',
      '[a (b)',
    ])
      expect([text, (readAll(text) as Condition).kind]).toEqual([text, 'unfinished-form']);
    for (const text of [')', '(a]', '(a . b c)', '( . )', '#<x>', '#\\nonsense', '#u8(256)', '"\\q"'])
      expect([text, (readAll(text) as Condition).kind]).toEqual([text, 'read-error']);
  });

  test('gives an error, not a crash, for a million of parentheses', () => {
    for (const text of [
      '('.repeat(1e6),
      '['.repeat(1e6),
      "'".repeat(1e6),
      '#('.repeat(1e6),
      '('.repeat(1e6) + ')'.repeat(1e6),
      '#;'.repeat(1e6),
      '#|'.repeat(1e6),
    ]) {
      const result = readAll(text);
      expect(result).toBeInstanceOf(Condition);
      expect((result as Condition).place).toBeDefined();
    }
  });

  test('never evaluates', () => {
    expect(printed(read('#.(car 5)'.slice(2)))).toBe('(car 5)');
    expect(() => read('#.(car 5)')).toThrow();
  });
});
