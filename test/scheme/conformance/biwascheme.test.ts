// Why BiwaScheme is not what Sheepdog stands on: programs that it gets wrong, and that are right here. (docs/scheme.md)
import { describe, expect, test } from 'vitest';
import { evaluateNow, makeEnvironment, printed } from '../../../src/scheme/index.ts';
import { biwaAnswer, loadBiwaScheme } from './biwascheme.ts';

/** [program, the answer, what BiwaScheme says] */
const PROGRAMS: readonly [program: string, answer: string, theirs: string | RegExp][] = [
  ['(let ((n 0)) (or (begin (set! n (+ n 1)) n) 2) n)', '1', '2'],
  ['(let ((n 0)) (cond ((begin (set! n (+ n 1)) n))) n)', '1', '2'],
  ['(let ((n 0)) (cond ((begin (set! n (+ n 1)) n) => list)) n)', '1', '2'],
  ["(equal? '|1| 1)", '#f', '#t'],
  ['(equal? (iota 300000) (iota 300000))', '#t', /stack/],
  ['(exact? 1)', '#t', '#f'],
  ['(+ 9007199254740993 2)', '9007199254740995', '9007199254740994'],
  ['(let ((case list) (let* +)) (case (let* 1 2) 3))', '(3 3)', /error/],
  [
    '(let ((p (make-parameter 1 (lambda (x) (* x 10))))) (list (p) (parameterize ((p 2)) (p)) (p)))',
    '(10 20 10)',
    /error/,
  ],
  ["(remove even? '(1 2 3 4))", '(1 3)', '(1 2 3 4)'],
  ['(format #f "~a~%~s~%~d" "x" "x" 5)', '"x\\n\\"x\\"\\n5"', '"x\\n\\"x\\"~%~d"'],
  ['(define-syntax m (syntax-rules () ((_ a) (+ a 1)))) (m 1)', '2', /error/],
  ['(guard (e (#t (list 1 e))) (raise 2))', '(1 2)', /error/],
  ['(define-record-type p (mp x) p? (x px)) (px (mp 1))', '1', /error/],
  ['(define-values (a b) (values 1 2)) (+ a b)', '3', /error/],
  ['(cond-expand (r7rs 1) (else 2))', '1', /error/],
  ['(guard (e (#t (error-object-message e))) (error "x"))', '"x"', /error/],
  ['(bytevector 1)', '#u8(1)', /error/],
  ["(fold + 0 '(1 2))", '3', /error/],
  ['(define* (f #:key (a 1)) a) (f #:a 2)', '2', /error/],
  ["(match '(1 2) ((a b) b))", '2', /error/],
  ["(assoc-ref '((a . 1)) 'a)", '1', /error/],
  ['(string-prefix? "a" "ab")', '#t', /error/],
];

const biwa = loadBiwaScheme();

describe.each(PROGRAMS)('%s', (program, answer, theirs) => {
  test('is right here', () => {
    expect(printed(evaluateNow(program, makeEnvironment('peer.scm')))).toBe(answer);
  });
  test('is wrong in BiwaScheme', () => {
    if (typeof theirs === 'string') expect(biwaAnswer(biwa, program)).toBe(theirs);
    else expect(biwaAnswer(biwa, program)).toMatch(theirs);
  });
});
