// Several evaluations in one process: turns, time limits, waiting, memory.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { definePrimitive } from '../../../src/scheme/host/layer.ts';
import { plain, waiting } from '../../../src/scheme/host/primitive.ts';
import {
  evaluate,
  evaluateNow,
  makeEnvironment,
  printed,
  SchemeError,
  setLevels,
  UNSPECIFIED,
  type Value,
} from '../../../src/scheme/index.ts';
import { LEVELS } from '../../../src/scheme/run/machine.ts';

const later = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds));

function environment() {
  const result = makeEnvironment('test.scm');
  definePrimitive(
    result,
    waiting('later', 1, async (x: Value) => {
      await later(1);
      return x;
    }),
  );
  definePrimitive(
    result,
    waiting('fail-later', 1, async (text: Value) => {
      await later(1);
      throw new Error(String(text));
    }),
  );
  definePrimitive(
    result,
    plain('now-fails', 0, () => {
      throw new Error('a bug in a primitive');
    }),
  );
  return result;
}

const run = async (text: string): Promise<string> => printed(await evaluate(text, environment()));

describe.each([1, 3, LEVELS])('a primitive that waits, with %d levels', levels => {
  const at = async (text: string): Promise<string> => {
    setLevels(levels);
    try {
      return await run(text);
    } finally {
      setLevels(LEVELS);
    }
  };

  test('looks like a call', async () => {
    expect(await at('(+ 1 (later 2))')).toBe('3');
    expect(await at('(let ((a (later 1)) (b (later 2))) (list a b))')).toBe('(1 2)');
  });
  test('works inside map, for-each, fold, sort, vector-map, hash-for-each', async () => {
    expect(await at("(map later '(1 2 3))")).toBe('(1 2 3)');
    expect(await at("(map (lambda (x y) (+ (later x) (later y))) '(1 2) '(10 20))")).toBe('(11 22)');
    expect(await at("(let ((l '())) (for-each (lambda (x) (set! l (cons (later x) l))) '(1 2)) l)")).toBe(
      '(2 1)',
    );
    expect(await at("(fold (lambda (x s) (+ s (later x))) 0 '(1 2 3))")).toBe('6');
    expect(await at("(sort '(3 1 2) (lambda (a b) (later (< a b))))")).toBe('(1 2 3)');
    expect(await at('(vector-map (lambda (x) (later (* x x))) #(1 2 3))')).toBe('#(1 4 9)');
    expect(
      await at(
        "(let ((h (make-hash-table)) (s 0)) (hash-set! h 'a 1) (hash-for-each (lambda (k v) (set! s (later v))) h) s)",
      ),
    ).toBe('1');
  });
  test('works inside guard, and its rejection is a condition', async () => {
    expect(await at("(guard (e (#t 'no)) (later 1))")).toBe('1');
    expect(await at('(guard (e ((error-object? e) (error-object-message e))) (fail-later "lost"))')).toBe(
      '"lost"',
    );
    expect(await at("(guard (e (#t (list 'caught e))) (later 1) (raise 'x))")).toBe('(caught x)');
    expect(await at('(guard (e (#t (later \'handled))) (fail-later "lost"))')).toBe('handled');
    expect(await at('(catch #t (lambda () (fail-later "x")) (lambda (key . args) (later \'caught)))')).toBe(
      'caught',
    );
  });
  test('works inside dynamic-wind and parameterize', async () => {
    expect(
      await at(
        "(let ((l '())) (dynamic-wind (lambda () (set! l (cons (later 'in) l))) (lambda () (later 1)) (lambda () (set! l (cons (later 'out) l)))) l)",
      ),
    ).toBe('(out in)');
    expect(await at('(let ((p (make-parameter 1))) (parameterize ((p 2)) (later 0) (p)))')).toBe('2');
    expect(
      await at(
        '(let ((l \'())) (guard (e (#t l)) (dynamic-wind (lambda () #f) (lambda () (fail-later "x")) (lambda () (set! l (cons \'out l))))))',
      ),
    ).toBe('(out)');
  });
  test('works deep in a recursion, and beside call/cc', async () => {
    expect(await at('(let deep ((n 5000)) (if (= n 0) (later 0) (+ 1 (deep (- n 1)))))')).toBe('5000');
    expect(
      await at(
        '(let ((k #f) (n 0)) (call/cc (lambda (c) (set! k c))) (set! n (+ n (later 1))) (if (< n 3) (k #f) n))',
      ),
    ).toBe('3');
    expect(
      await at('(call/cc (lambda (k) (map (lambda (x) (if (later (= x 2)) (k x) x)) (list 1 2 3))))'),
    ).toBe('2');
  });
});

describe('evaluations', () => {
  test('take turns, and none sees the parameters of another', async () => {
    const text = (name: string) => `
      (define p (make-parameter 'none))
      (parameterize ((p '${name}))
        (let loop ((i 0) (seen '()))
          (if (< i 20) (begin (later i) (loop (+ i 1) (if (memq (p) seen) seen (cons (p) seen)))) seen)))`;
    const shared = environment();
    evaluateNow('(define p (make-parameter (quote none)))', shared);
    const body = (name: string) => text(name).replace(/\(define p[^\n]*\n/, '');
    const results = await Promise.all(['a', 'b', 'c'].map(name => evaluate(body(name), shared)));
    expect(results.map(x => printed(x))).toEqual(['(a)', '(b)', '(c)']);
    expect(printed(evaluateNow('(p)', shared))).toBe('none');
  });

  test('keep their handlers and their output ports apart', async () => {
    const shared = environment();
    const text = (name: string) => `
      (list (with-output-to-string (lambda () (display '${name}) (later 1) (display '${name})))
            (guard (e (#t (list '${name} e))) (later 1) (raise '${name})))`;
    const results = await Promise.all(['a', 'b'].map(name => evaluate(text(name), shared)));
    expect(results.map(x => printed(x))).toEqual(['("aa" (a a))', '("bb" (b b))']);
  });

  test('that never end are stopped, and a timer keeps ticking', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    try {
      for (const text of [
        '(let loop () (loop))',
        '(define (f) (g)) (define (g) (f)) (f)',
        '(define (f . l) (apply f l)) (f 1 2)',
        '(define (leaf x) x) (let loop () (leaf 1) (loop))',
        '(define f (case-lambda ((x) x))) (let loop () (f 1) (loop))',
        '(define p (make-parameter 1)) (let loop () (p) (loop))',
        '(let loop ((f car)) (f (list 1)) (loop f))',
        '(define (turns) (let loop ((i 0)) (if (< i 90) (loop (+ i 1))))) (let loop () (turns) (loop))',
        '(define (tree n) (if (= n 0) 1 (+ (tree (- n 1)) (tree (- n 1))))) (tree 60)',
        '(define (a n) (if (= n 0) 1 (+ (b (- n 1)) (b (- n 1))))) (define (b n) (a n)) (a 60)',
        '(let tree ((n 60) (sum 0)) (if (= n 0) (+ sum 1) (tree (- n 1) (tree (- n 1) sum))))',
        '(let loop ((l (quote ()))) (loop (list l)))',
        '(let loop () (guard (e (#t #f)) (raise 1)) (loop))',
        '(let loop () (call/cc (lambda (k) (k 1))) (loop))',
        '(for-each (lambda (x) x) (circular-list 1 2))',
        '(while #t 1)',
        '(let loop () (later 0) (loop))',
        '(guard (e (#t (let loop () (loop)))) (let loop () (loop)))',
        '(dynamic-wind (lambda () #f) (lambda () (let loop () (loop))) (lambda () (let loop () (loop))))',
      ]) {
        ticks = 0;
        const error = await evaluate(text, environment(), { timeLimit: 250 }).catch(e => e);
        expect([text, error]).toEqual([text, expect.any(SchemeError)]);
        expect([text, error.kind]).toEqual([text, 'time-limit']);
        expect(error.report()).toMatch(/error: .*250 ms/);
        expect([text, ticks > 0]).toEqual([text, true]);
      }
    } finally {
      clearInterval(timer);
    }
  });

  test('(let loop () (loop)) ends after 50 ms with its place', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    // A busy machine may not run this process at all for 50 ms, so the timer has more than one chance.
    for (let i = 0; i < 5 && ticks === 0; i++) {
      const error = await evaluate('(let loop () (loop))', environment(), { timeLimit: 50 }).catch(e => e);
      expect(error.report()).toMatch(/^test\.scm:1:\d+: error: stopped: still running after 50 ms/);
    }
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
  });

  test('that never end are stopped where nothing may wait, too', () => {
    for (const text of ['(let loop () (loop))', '(let loop ((i 0)) (if (< i 1e18) (loop (+ i 1))))']) {
      expect(() => evaluateNow(text, environment(), { timeLimit: 20 })).toThrow(/20 ms/);
    }
  });

  test('that were stopped say where', async () => {
    const error = await evaluate('(define (spin n)\n  (spin (+ n 1)))\n(spin 0)', environment(), {
      timeLimit: 30,
    }).catch(e => e);
    expect(error.report()).toMatch(/^test\.scm:\d+:\d+: error: /);
  });

  test('can be interrupted', async () => {
    const controller = new AbortController();
    const running = evaluate('(let loop () (loop))', environment(), { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(running).rejects.toMatchObject({ kind: 'interrupted' });
  });

  test("an error of a primitive's own is a condition, and the next evaluation is none the worse", async () => {
    const shared = environment();
    expect(printed(evaluateNow("(guard (e (#t 'caught)) (now-fails))", shared))).toBe('caught');
    expect(() => evaluateNow('(now-fails)', shared)).toThrow();
    expect(evaluateNow('(+ 1 2)', shared)).toBe(3);
  });

  test('where nothing may wait, waiting is an error', () => {
    expect(() => evaluateNow('(later 1)', environment())).toThrow(/wait/);
  });

  test('ten thousand of them leave the heap where it was', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const text = `
      (define-record-type point (make-point x y) point? (x point-x) (y point-y))
      (define-syntax twice (syntax-rules () ((_ e) (begin e e))))
      (define (f n) (if (= n 0) '() (cons n (f (- n 1)))))
      (define table (make-hash-table))
      (hash-set! table 'a (f 10))
      (guard (e (#t (twice (length (f 5))))) (raise (string->symbol "some-symbol")))
      (point-x (make-point (call/cc (lambda (k) (k 1))) 2))`;
    const once = (): void => expect(evaluateNow(text, makeEnvironment('small.scm'))).toBe(1);
    const heap = async (): Promise<number> => {
      await later(10);
      collect();
      collect();
      return process.memoryUsage().heapUsed;
    };
    for (let i = 0; i < 2000; i++) once();
    const before = await heap();
    for (let i = 0; i < 10_000; i++) {
      once();
      if (i % 100 === 0) await later(0);
    }
    const grown = ((await heap()) - before) / 1024 / 1024;
    expect(grown).toBeLessThan(4);
    expect(UNSPECIFIED).toBeDefined();
  }, 300_000);
});
