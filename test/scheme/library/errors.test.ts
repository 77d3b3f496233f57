// Errors of the library: where, what, and what to do.
import { expect, test } from 'vitest';
import { evaluateNow, makeEnvironment, SchemeError } from '../../../src/scheme/index.ts';

function report(text: string): string {
  try {
    evaluateNow(text, makeEnvironment('f.scm'));
  } catch (error) {
    if (error instanceof SchemeError)
      return error
        .report()
        .split('\n')
        .filter(line => !line.startsWith('  in '))
        .join('\n');
    throw error;
  }
  return 'no error';
}

test.each([
  ['(+ 1\n   (car 5))', 'f.scm:2:4: error: car: argument 1 must be a pair, but is 5'],
  ['(string-append "a" \'b)', 'f.scm:1:1: error: string-append: argument 2 must be a string, but is b'],
  [
    '(list (vector-ref (vector 1 2) 2))',
    'f.scm:1:7: error: vector-ref: argument 2 must be from 0 to 1, but is 2',
  ],
  [
    '(define (f x)\n  (string-upcase x))\n(f 5)',
    'f.scm:2:3: error: string-upcase: argument 1 must be a string, but is 5',
  ],
  ['(hash-ref 5 1)', 'f.scm:1:1: error: hash-ref: argument 1 must be a hash table, but is 5'],
  ['(format #f "~a")', 'f.scm:1:1: error: format: too few arguments for the control string'],
  [
    '(string-set! "abc" 0 #\\x)',
    'f.scm:1:1: error: string-set!: strings are immutable\nhint: make a new string, with string-append, string-map or a string port',
  ],
  [
    '(open-input-file "/no/such/file")',
    'f.scm:1:1: error: open-input-file: no such file or directory: "/no/such/file"',
  ],
  ['(throw \'my-key 1 "two")', 'f.scm:1:1: error: throw to my-key: 1 "two"'],
  ['(match 5\n  (1 2))', 'f.scm:1:1: error: match: no clause matches 5'],
  ['(map car 5)', 'f.scm:1:1: error: map: argument 2 must be a proper list, but is 5'],
  ["(map car '(1))", 'f.scm:1:1: error: car: argument 1 must be a pair, but is 1'],
  ["(fold + 0 '(1 . 2))", 'f.scm:1:1: error: fold: argument 3 must be a proper list, but is (1 . 2)'],
  ['(sort 5 <)', 'f.scm:1:1: error: sort: argument 1 must be a proper list, but is 5'],
  [
    "(list-tail '(1 2) 3)",
    'f.scm:1:1: error: list-tail: argument 2 must be at most 2, the length of the list, but is 3',
  ],
  ['(make-regexp "(")', 'f.scm:1:1: error: make-regexp: Unterminated group: "("'],
  ['(string->symbol 5)', 'f.scm:1:1: error: string->symbol: argument 1 must be a string, but is 5'],
  ['(exact 2.5)', 'f.scm:1:1: error: exact: 2.5 is no integer, and there are no exact fractions'],
  [
    '(string-lenght "a")',
    "f.scm:1:2: error: unbound variable: string-lenght\nhint: did you mean 'string-length'?",
  ],
  ['(strftime "%Y" 5)', 'f.scm:1:1: error: strftime: argument 2 must be a vector, but is 5'],
  [
    '(read-char (let ((p (open-input-string "x"))) (close-port p) p))',
    'f.scm:1:1: error: read-char: the port is closed #<port string (closed)>',
  ],
])('%s', (text, expected) => expect(report(text)).toBe(expected));

test('an error in a procedure that a library procedure calls has the place of the call in the file', () => {
  expect(report('(define (f x)\n  (car x))\n(for-each f (list 1))')).toBe(
    'f.scm:2:3: error: car: argument 1 must be a pair, but is 1',
  );
});

test('long irritants are cut', () => {
  expect(report('(error "too long:" (iota 10000))').length).toBeLessThan(400);
});
