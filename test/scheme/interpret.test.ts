// Code that runs once is interpreted, all other compiled: nobody can tell which, but by the time it takes.
import { afterEach, describe, expect, it } from 'vitest';
import { expandTop } from '../../src/scheme/expand/body.ts';
import {
  callsUnderWay,
  definePrimitive,
  evaluateNow,
  listToArray,
  makeEnvironment,
  openEnvironment,
  plain,
  printed,
  readForms,
  SchemeError,
  setLevels,
} from '../../src/scheme/index.ts';
import { isBrief } from '../../src/scheme/interpret/brief.ts';
import { LEVELS } from '../../src/scheme/run/machine.ts';

afterEach(() => setLevels(LEVELS));

const HELPERS = `
  (define (twice f x) (f (f x)))
  (define (fails x)
    (car x))
  (define later #f)
  (define count 0)
  (define (next) (set! count (+ count 1)) count)
  (define (again k) (if (< (next) 3) (k count) count))
  (define (remember k) (set! later k) 1)`;

function nodesOf(text: string) {
  const environment = makeEnvironment('f.scm');
  evaluateNow(HELPERS, environment, { file: 'helpers.scm' });
  return expandTop(readForms(text, 'f.scm'), {
    scope: environment,
    environment,
    place: undefined,
    name: undefined,
  });
}

/** The value, or the report of the error with all of its backtrace. */
function outcome(text: string): string {
  const environment = makeEnvironment('f.scm');
  evaluateNow(HELPERS, environment, { file: 'helpers.scm' });
  try {
    return printed(evaluateNow(text, environment));
  } catch (error) {
    if (error instanceof SchemeError) return error.report(true);
    throw error;
  }
}

const TEXTS = [
  '(list 1 "a" #\\a (if #f #f) (+ 1 (twice (lambda (x) (* x x)) 3)))',
  '(let ((a 1) (b 2)) (let* ((c (+ a b)) (d (* c c))) (list a b c d)))',
  '(map (lambda (x) (map (lambda (y) (list x y)) (iota 20))) (iota 20))',
  '(call/cc (lambda (k) (twice (lambda (x) (k x)) 5)))',
  '(list (call/cc again) (list count (next) (call/cc again)) count)',
  '(list (+ (call/cc remember) 1) (if (< (next) 4) (later count) count))',
  '(if (call/cc (lambda (k) (twice (lambda (x) (k #f)) 5))) 1 (begin (next) (next)))',
  "(guard (e (#t (list 'caught (error-object-message e)))) (twice (lambda (x) (fails x)) 1))",
  "(with-exception-handler (lambda (e) 5) (lambda () (+ 1 (raise-continuable 'c))))",
  '(dynamic-wind (lambda () (next)) (lambda () (next)) (lambda () (next)))',
  '(parameterize ((current-output-port (open-output-string))) (write 1) (get-output-string (current-output-port)))',
  '(receive (a b) (values 1 2) (list b a))',
  '((lambda (a b c d e f g h i j k l m n o) (list o a)) 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)',
  '(apply (lambda (a b) (- a b)) (list 5 3))',
  // What is wrong, and where.
  '(list 1\n  (car 5))',
  '(list 1\n  (twice (lambda (x) (fails x))\n    1))',
  '(map (lambda (x)\n  (twice (lambda (y)\n    (fails y)) x)) (list 1 2))',
  '(list (no-such-name 1))',
  '(list no-such-name)',
  '(list (count 1))',
  '((twice (lambda (x) (list x)) 1) 2)',
  '((lambda (x) x))',
  '(twice (lambda () 1) 1)',
  '(list (raise (list 1 2)))',
  '(error "told:" (twice (lambda (x) (+ x 1)) 1))',
  '(guard (e ((string? e) e)) (vector-ref (vector) 0))',
];

describe.each([1, 2, 5, LEVELS])('with %i levels of the stack', levels => {
  it.each(TEXTS)('%s', text => {
    const [interpreted, compiled] = [`\n${text}`, `(define unused 1)\n${text}`];
    expect([interpreted, compiled].map(each => isBrief(nodesOf(each)))).toEqual([true, false]);
    setLevels(levels);
    expect(outcome(interpreted)).toBe(outcome(compiled));
  });
});

it('a procedure that is called often is compiled, with the variables it has', () => {
  const text =
    '(let ((k 2)) (map (lambda (x) (map (lambda (y) (list k x y (%where))) (iota 20))) (iota 20)))';
  const environment = makeEnvironment('f.scm');
  const stacks: string[] = [];
  const where = () => {
    stacks.push(new Error().stack!.split('\n')[2]!);
    return stacks.length;
  };
  definePrimitive(environment, plain('%where', 0, where));
  const rows = listToArray(evaluateNow(text, environment))!.flatMap(row => listToArray(row)!);
  expect(rows.map(row => printed(row))).toEqual(
    Array.from({ length: 400 }, (_, i) => `(2 ${Math.floor(i / 20)} ${i % 20} ${i + 1})`),
  );
  expect(stacks.filter(line => line.includes('interpretedCall')).length).toBe(16);
  expect(stacks.filter(line => line.includes('scheme:')).length).toBe(384);
});

it('an endless recursion of interpreted procedures is stopped when its time is up', () => {
  const text = '((lambda (f) (f f)) (lambda (f) (f f)))';
  expect(isBrief(nodesOf(text))).toBe(true);
  expect(() => evaluateNow(text, makeEnvironment('f.scm'), { timeLimit: 50 })).toThrow(
    'still running after 50 ms',
  );
});

it('code too deep for the stack is compiled', () => {
  const deep = `${'(list '.repeat(500)}1${')'.repeat(500)}`;
  expect(isBrief(nodesOf(deep))).toBe(false);
  expect(printed(evaluateNow(deep, makeEnvironment('f.scm')))).toBe(`${'('.repeat(500)}1${')'.repeat(500)}`);
});

it('a primitive that was redefined is called anew by what was interpreted before, and by what is compiled after', () => {
  const environment = makeEnvironment('prompt');
  openEnvironment(environment);
  const run = (text: string) => printed(evaluateNow(text, environment));
  const kept = evaluateNow('(lambda (l) (map (lambda (x) (vector-length x)) l))', environment);
  definePrimitive(
    environment,
    plain('kept', 0, () => kept),
  );
  expect(run('((kept) (list #(1) #(1 2)))')).toBe('(1 2)');
  run('(define (vector-length v) 7)');
  expect(run('((kept) (list #(1) #(1 2)))')).toBe('(7 7)');
  expect(run('((kept) (make-list 20 #()))')).toBe(`(${'7 '.repeat(20).trim()})`);
});

it('the calls under way are known before anything is raised', () => {
  const environment = makeEnvironment('f.scm');
  const seen: string[] = [];
  const look = () =>
    seen.push(...callsUnderWay().map(({ place }) => (place ? `${place.line}:${place.column}` : '?')));
  definePrimitive(environment, plain('%look', 0, look));
  evaluateNow('(list\n (map (lambda (x)\n  (%look)) (list 1)))', environment);
  expect(seen).toEqual(['3:3', '2:2']);
});
