import { afterEach, describe, expect, it } from 'vitest';
import { evaluateNow, makeEnvironment, printed, SchemeError, setLevels } from '../../src/scheme/index.ts';
import { LEVELS } from '../../src/scheme/run/machine.ts';

const LIMITS = [1, 2, 3, 7, LEVELS];

/** Text, and how its value is written. */
const ANSWERS: [text: string, answer: string][] = [
  ['(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 15)', '610'],
  ['(let loop ((i 0)) (if (< i 100000) (loop (+ i 1)) i))', '100000'],
  ['(define (down n) (if (= n 0) 0 (+ 1 (down (- n 1))))) (down 20000)', '20000'],
  [
    '(define (e? n) (if (= n 0) #t (o? (- n 1)))) (define (o? n) (if (= n 0) #f (e? (- n 1)))) (e? 10001)',
    '#f',
  ],
  ['(let ((k #f) (n 0)) (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) (if (< n 3) (k #f)) n)', '3'],
  [
    `(let ((path '()) (c #f))
       (define (add s) (set! path (cons s path)))
       (dynamic-wind (lambda () (add 'in))
                     (lambda () (add (call/cc (lambda (k) (set! c k) 'talk1))))
                     (lambda () (add 'out)))
       (if (< (length path) 4) (c 'talk2) (reverse path)))`,
    '(in talk1 out in talk2 out)',
  ],
  ["(guard (e ((symbol? e) (list 'sym e)) (else 'other)) (raise 'x))", '(sym x)'],
  ["(guard (e ((pair? e) 'pair)) (guard (f ((string? f) f)) (+ 1 (raise 'x))))", 'raises x'],
  ["(guard (e (#t 'caught)) (with-exception-handler (lambda (e) 0) (lambda () (+ 1 (car 'x)))))", 'caught'],
  ['(with-exception-handler (lambda (e) 10) (lambda () (+ 1 (raise-continuable 5))))', '11'],
  ["(with-exception-handler (lambda (e) 'in) (lambda () (guard (f (#f 1)) (raise-continuable 5))))", 'in'],
  [
    `(let ((l '()))
       (define (note x) (set! l (cons x l)))
       (guard (e (#t (note e)))
         (guard (f (#f 1))
           (dynamic-wind (lambda () (note 'in)) (lambda () (raise 'oops)) (lambda () (note 'out)))))
       (reverse l))`,
    '(in out in out oops)',
  ],
  ['(define p (make-parameter 1)) (list (p) (parameterize ((p 2)) (p)) (p))', '(1 2 1)'],
  ["(apply + '(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17))", '153'],
  ['((lambda (a b . rest) (list a b rest)) 1 2 3 4)', '(1 2 (3 4))'],
  ['(define-values (a b . c) (values 1 2 3 4)) (list a b c)', '(1 2 (3 4))'],
  [
    '(define* (f a #:optional (b 2) #:key (c (+ a b))) (list a b c)) (list (f 1) (f 1 5) (f 1 #:c 9))',
    '((1 2 3) (1 5 6) (1 2 9))',
  ],
  [
    '(let ((tmp 1) (y 2)) (define-syntax swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp))))) (swap! tmp y) (list tmp y))',
    '(2 1)',
  ],
];

function answer(text: string): string {
  try {
    return printed(evaluateNow(text, makeEnvironment('test.scm')));
  } catch (error) {
    if (error instanceof SchemeError) return `raises ${printed(error.payload)}`;
    throw error;
  }
}

afterEach(() => setLevels(LEVELS));

describe.each(LIMITS)('with %i levels of the stack', limit => {
  it.each(ANSWERS)('%s', (text, expected) => {
    setLevels(limit);
    expect(answer(text)).toBe(expected);
  });
});
