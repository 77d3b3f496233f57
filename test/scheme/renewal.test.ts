// Redefinition at a prompt: what was compiled before calls the new procedure, primitives included.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Environment,
  evaluateAllNow,
  evaluateNow,
  makeEnvironment,
  openEnvironment,
  printed,
  setLevels,
} from '../../src/scheme/index.ts';
import { LEVELS } from '../../src/scheme/run/machine.ts';

afterEach(() => setLevels(LEVELS));

describe.each([1, 2, 3, 7, LEVELS])('an open environment, with %i levels of the stack', levels => {
  let environment: Environment;
  const run = (text: string): string => printed(evaluateNow(text, environment));

  beforeEach(() => {
    setLevels(levels);
    environment = makeEnvironment('prompt');
    openEnvironment(environment);
  });

  it('has the primitive that was redefined called by a procedure from before', () => {
    run('(define (first-of x) (car x))');
    expect(run("(first-of '(1 2))")).toBe('1');
    run("(define (car x) (list 'mine x))");
    expect(run("(first-of '(1 2))")).toBe('(mine (1 2))');
    run("(define (car x) 'again)");
    expect(run("(first-of '(1 2))")).toBe('again');
  });

  it('reaches procedures wherever they are kept, with the variables they have', () => {
    run('(define count (let ((n 0)) (lambda (v) (set! n (+ n 1)) (list n (vector-length v)))))');
    run('(define many (map (lambda (k) (lambda (v) (list k (vector-length v)))) (list 1 2)))');
    expect(run('(count #(a b))')).toBe('(1 2)');
    run('(set! vector-length (lambda (v) 100))');
    expect(run('(count #(a b))')).toBe('(2 100)');
    expect(run('(map (lambda (f) (f #(a))) many)')).toBe('((1 100) (2 100))');
  });

  it('reaches loops, rest arguments, procedures that call one another, and a primitive as a value', () => {
    run('(define (sum l) (let loop ((l l) (s 0)) (if (null? l) s (loop (cdr l) (+ s (car l))))))');
    run('(define (rest a . l) (list a (car l)))');
    run(`(define-values (ping pong)
           (let ((last 7))
             (define (ping n) (if (= n 0) (car (list last)) (pong (- n 1))))
             (define (pong n) (ping n))
             (values ping pong)))`);
    run('(define (cars l) (map car l))');
    const all = "(list (sum '(1 2)) (rest 1 2) (ping 3) (pong 3) (cars '((1) (2))) (apply rest 1 2 '(3)))";
    expect(run(all)).toBe('(3 (1 2) 7 7 (1 2) (1 2))');
    run('(define car (let ((car car)) (lambda (l) (* 10 (car l)))))');
    expect(run(all)).toBe('(30 (1 20) 70 70 (10 20) (1 20))');
  });

  it('may give a primitive a procedure that leaves and comes back', () => {
    run('(define (f x) (list (+ x 1) (+ x 2)))');
    run('(define k #f)');
    run('(define (+ a b) (call/cc (lambda (c) (if (not k) (set! k c)) (- a (- b)))))');
    expect(run('(let ((l (f 1))) (if (procedure? k) (let ((again k)) (set! k 0) (again 50)) l))')).toBe(
      '(50 3)',
    );
  });

  it('keeps what a macro of the base library means', () => {
    run("(define (pick x) (case x ((1) 'one) (else `(no ,x))))");
    run("(define (cons a b) 'broken)");
    run('(define (eqv? a b) #f)');
    expect(run('(list (pick 1) (pick 2))')).toBe('(one (no 2))');
  });

  it('tells arguments and places as before', () => {
    run('(define (f x) (car x))');
    run('(define (car x) (cdr x))');
    expect(() => run('(f)')).toThrow('f takes 1 argument, and was given 0');
    expect(() => run('(f 1)')).toThrow('cdr');
  });
});

describe('a file', () => {
  it('may define a name of the library after its use, also where it is evaluated form by form', () => {
    const text = `
      (define (f x) (list (car x) (iota 2)))
      (define before (f '(1)))
      (define (car x) 'mine)
      (define* (iota n #:optional m) 'counted)
      (list before (f '(1)))`;
    const { value, errors } = evaluateAllNow(text, makeEnvironment('f.scm'));
    expect([printed(value), errors]).toEqual(['((1 (0 1)) (mine counted))', []]);
  });

  it('is compiled as one, so that its own definition counts everywhere', () => {
    expect(
      printed(
        evaluateNow("(define (f x) (car x)) (define (car x) 'mine) (f '(1))", makeEnvironment('f.scm')),
      ),
    ).toBe('mine');
  });
});
