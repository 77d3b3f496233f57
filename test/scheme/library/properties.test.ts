// Library procedures beside JavaScript's own, on generated data.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEqual } from '../../../src/scheme/data/equal.ts';
import { arrayToList, listToArray } from '../../../src/scheme/data/pair.ts';
import {
  callProcedureNow,
  evaluateNow,
  makeEnvironment,
  printed,
  type Value,
} from '../../../src/scheme/index.ts';
import { HashTable } from '../../../src/scheme/library/hash-tables.ts';
import { datum } from '../properties/data.ts';

const environment = makeEnvironment('test.scm');
const procedure = (text: string) => {
  const value = evaluateNow(text, environment);
  return (...args: Value[]): Value => callProcedureNow(value, args);
};
const items = (list: Value): Value[] => listToArray(list)!;
const text = fc.string({ unit: 'grapheme', maxLength: 20 });

test('sort', () => {
  const sort = procedure('(lambda (l) (sort l (lambda (a b) (< (car a) (car b)))))');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), numbers => {
      const tagged = numbers.map((n, i) => arrayToList([n, i]));
      const expected = numbers.map((n, i) => [n, i] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      return (
        printed(sort(arrayToList(tagged))) ===
        printed(arrayToList(expected.map(pair => arrayToList([...pair]))))
      );
    }),
  );
});

test('equal? keys are one entry of a hash table, others are others', () => {
  fc.assert(
    fc.property(fc.array(datum, { maxLength: 20 }), keys => {
      const table = new HashTable();
      for (const key of keys) table.at(key, 0, true).cdr = key;
      const distinct = keys.filter((key, i) => !keys.slice(0, i).some(other => isEqual(other, key)));
      return table.size === distinct.length && keys.every(key => isEqual(table.find(key, true)!.cdr, key));
    }),
  );
});

test('a hash table is what was put in and not taken out', () => {
  const key = fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.tuple(fc.integer({ min: 0, max: 3 })).map(pair => arrayToList(pair)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), key), { maxLength: 50 }), steps => {
      const table = new HashTable();
      const model = new Map<string, number>();
      steps.forEach(([put, k], i) => {
        if (put) table.at(k, 0, true).cdr = i;
        else table.remove(k, true);
        if (put) model.set(printed(k), i);
        else model.delete(printed(k));
      });
      return (
        table.size === model.size &&
        table.entries().every(entry => model.get(printed(entry.car)) === entry.cdr)
      );
    }),
  );
});

test('string procedures index by characters', () => {
  const parts = procedure('(lambda (s i j) (list (substring s i j) (string-length s) (string->list s)))');
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), (s, a, b) => {
      const points = [...s];
      const [from, to] = [a % (points.length + 1), b % (points.length + 1)].sort((x, y) => x - y) as [
        number,
        number,
      ];
      const [part, length, list] = items(parts(s, from, to));
      return (
        part === points.slice(from, to).join('') &&
        length === points.length &&
        items(list!).length === points.length
      );
    }),
  );
});

test('string-split and string-join are inverse', () => {
  const both = procedure('(lambda (s) (string-join (string-split s #\\:) ":"))');
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', ':', '😀', ' ')).map(x => x.join('')),
      s => both(s) === s,
    ),
  );
});

test('string<? is the order of code points', () => {
  const less = procedure('string<?');
  const order = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
  fc.assert(fc.property(text, text, (a, b) => less(a, b) === order(a, b)));
});

test('number->string and string->number are inverse', () => {
  const both = procedure('(lambda (n) (string->number (number->string n)))');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ noNaN: true }).map(x => x + 0),
        fc.maxSafeInteger(),
      ),
      n => Object.is(both(n), n),
    ),
  );
  const radix = procedure('(lambda (n r) (string->number (number->string n r) r))');
  fc.assert(
    fc.property(fc.bigInt(), fc.constantFrom(2, 8, 10, 16), (n, r) => BigInt(radix(n, r) as number) === n),
  );
});

test('format with two places rounds as one does by hand', () => {
  const format = procedure('(lambda (n) (format #f "~,2f" n))');
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), thousandths => {
      const digits = String(Math.abs(thousandths)).padStart(4, '0');
      const up = BigInt(digits.slice(0, -1)) + (digits.at(-1)! >= '5' ? 1n : 0n);
      const cents = up.toString().padStart(3, '0');
      const expected = `${thousandths < 0 ? '-' : ''}${cents.slice(0, -2)}.${cents.slice(-2)}`;
      return format(thousandths / 1000) === expected;
    }),
  );
});

test('floor/ and truncate/ give back the dividend', () => {
  const back = procedure(
    '(lambda (n d) (let-values (((q r) (floor/ n d)) ((s t) (truncate/ n d))) (list (+ (* q d) r) (+ (* s d) t) r t)))',
  );
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
      fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }).filter(d => d !== 0n),
      (n, d) => {
        const [a, b, r, t] = items(back(n, d)).map(x => BigInt(x as number));
        return a === n && b === n && (r === 0n || r! < 0n === d < 0n) && (t === 0n || t! < 0n === n < 0n);
      },
    ),
  );
});

test('strftime and strptime are inverse', () => {
  const both = procedure(
    '(lambda (t) (car (mktime (car (strptime "%Y-%m-%d %H:%M:%S" (strftime "%Y-%m-%d %H:%M:%S" (gmtime t)))) "UTC")))',
  );
  fc.assert(fc.property(fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }), t => both(t) === t));
});

test('dates go there and back', () => {
  const both = procedure(
    '(lambda (t zone) (time-second (date->time-utc (time-utc->date (make-time time-utc 0 t) zone))))',
  );
  fc.assert(
    fc.property(
      fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }),
      fc.integer({ min: -12, max: 14 }),
      (t, hours) => both(t, hours * 3600) === t,
    ),
  );
});

test('a quoted text matches itself, and nothing in it is special', () => {
  const matches = procedure(
    '(lambda (s) (let ((m (string-match (string-append "^" (regexp-quote s) "$") s))) (and m (match:substring m))))',
  );
  fc.assert(
    fc.property(
      fc.string({ maxLength: 12 }).filter(s => !s.includes('\n')),
      s => matches(s) === s,
    ),
  );
});

test('any regular expression compiles or is an error with a place', () => {
  const compile = procedure('(lambda (s) (guard (e ((error-object? e) #t)) (regexp? (make-regexp s))))');
  const piece = fc.constantFrom(
    '(',
    ')',
    '[',
    ']',
    '[^',
    '[:alpha:]',
    '*',
    '+',
    '?',
    '{',
    '}',
    '{2}',
    '|',
    '\\',
    '.',
    '^',
    '$',
    'a',
    '-',
    '(?',
    '\\1',
    '/',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), pieces => compile(pieces.join('')) === true),
    { numRuns: 1000 },
  );
});

test('any control string of format gives text or an error', () => {
  const format = procedure(
    '(lambda (s) (guard (e ((error-object? e) "error")) (format #f s 1 "a" (list 1 2) 2.5 #\\c)))',
  );
  const piece = fc.constantFrom(
    '~',
    'a',
    's',
    'd',
    '{',
    '}',
    '[',
    ']',
    ';',
    '(',
    ')',
    '^',
    '*',
    ':',
    '@',
    ',',
    '2',
    '%',
    '&',
    'f',
    't',
    '?',
    'p',
    'v',
    '#',
    "'",
    '\n',
    '$',
    'e',
    'c',
    'x',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), pieces => typeof format(pieces.join('')) === 'string'),
    { numRuns: 3000 },
  );
});

test('map may be left and entered again, and results handed out before stay as they were', () => {
  const code = `
    (let ((k #f) (results '()) (n 0))
      (let ((v (map (lambda (x) (call/cc (lambda (c) (if (= x 3) (set! k c)) x))) (list 1 2 3 4))))
        (set! results (cons v results))
        (set! n (+ n 1))
        (if (< n 4) (k (* n 100)))
        (reverse results)))`;
  expect(printed(evaluateNow(code, environment))).toBe('((1 2 3 4) (1 2 100 4) (1 2 200 4) (1 2 300 4))');
});
