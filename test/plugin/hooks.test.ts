import { describe, expect, it } from 'vitest';
import { runMonitor, runReceiver } from '../../src/plugin/hooks.ts';
import { serviceOf } from './plugin-text.ts';

const message = {
  version: 1,
  id: 'm',
  machine: null,
  boot: null,
  plugin: 'p',
  hash: null,
  time: 1000,
  body: 1,
};

const monitor = (body: string, timeLimit = 5_000) =>
  runMonitor(serviceOf(`(define-plugin p (synopsis "x") (monitor (lambda () ${body})))`), { timeLimit });

const receiver = (body: string, relations = '') =>
  runReceiver(
    serviceOf(
      `(define-plugin p (synopsis "x") (relations ${relations}) (receiver (lambda (message) ${body})))`,
    ),
    'tux01',
    message,
  );

const ENDLESS: [what: string, body: string, told: RegExp][] = [
  ['loops', '(let loop () (loop))', /still running after \d+ ms/],
  [
    'loops in two procedures',
    '(letrec ((f (lambda () (g))) (g (lambda () (f)))) (f))',
    /still running after \d+ ms/,
  ],
  ['recurses without end', '(let loop ((n 0)) (+ 1 (loop (+ n 1))))', /memory|MiB|still running/],
  [
    'allocates without end',
    "(let loop ((all '())) (loop (cons (make-vector 1000 0) all)))",
    /needs more than 256 MiB of memory/,
  ],
  [
    'makes a string without end',
    '(let loop ((s "x")) (loop (string-append s s)))',
    /memory|MiB|too long|large|Invalid string length/,
  ],
  ['asks for a vector of absurd size', '(make-vector 1000000000000 0)', /make-vector/],
];

describe('a monitor hook that', () => {
  it.each(ENDLESS)(
    '%s is ended and says so',
    async (_, body, told) => {
      await expect(monitor(body, told.source.includes('memory') ? 30_000 : 1_000)).rejects.toThrow(told);
    },
    60_000,
  );

  it('never resolves is ended and says so', async () => {
    await expect(monitor('(shell "sleep 600")', 300)).rejects.toThrow(/still (running|waiting) after 300 ms/);
  }, 60_000);

  it.each([
    ['a circular list', '(let ((x (list 1 2))) (set-cdr! (cdr x) x) x)', /a list that does not end/],
    ['a list that holds itself', '(let ((x (list 1 2))) (set-car! x x) x)', /circular|deep/],
    ['a procedure', '(list 1 car)', /this value is no data at \[1\]/],
    ['NaN', "'((ratio . +nan.0))", /a number that is not finite at .ratio/],
    ['infinity', '(list 1 -inf.0)', /a number that is not finite at \[1\]/],
    ['an improper list', "'(1 2 . 3)", /improper|list/],
    [
      'a record of its own',
      '(begin (define-record-type thing (make-thing) thing?) (make-thing))',
      /this value is no data/,
    ],
    ['nothing that JSON has', '#\\x', /this value is no data/],
  ])('returns %s is told of it', async (_, body, told) => {
    await expect(monitor(body)).rejects.toThrow(told);
  });

  it('returns a string of 10 MiB, or a deep list, ends well or is told of it', async () => {
    const long = await monitor('(make-string (* 10 1024 1024) #\\x)');
    expect((long as string).length).toBe(10 * 1024 * 1024);
    await expect(
      monitor("(let loop ((n 0) (x '())) (if (< n 100000) (loop (+ n 1) (list x)) x))"),
    ).rejects.toThrow(/deep/);
  });

  it('fails costs nothing but itself, and tells its place', async () => {
    const results = await Promise.allSettled([
      monitor('(car (quote ()))'),
      monitor('(let loop () (loop))', 500),
      monitor('(string->number (string-trim-both (shell-output "echo 42")))'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect((results[2] as PromiseFulfilledResult<unknown>).value).toBe(42);
    expect((results[0] as PromiseRejectedResult).reason.report()).toMatch(
      /p\.scm:1:53: error: car: argument 1/,
    );
  });
});

describe('a receiver hook that', () => {
  it.each(ENDLESS)(
    '%s is ended and says so',
    (_, body, told) => {
      // It has two seconds: on a slow machine they may be over before the memory is, which a monitor's test waits for.
      const either = told.source.includes('memory') ? new RegExp(`${told.source}|still running`) : told;
      expect(() => receiver(body)).toThrow(either);
    },
    60_000,
  );

  it('asks the machine is refused', () => {
    expect(() => receiver('(shell "id")')).toThrow('shell cannot be used in a receiver hook');
    expect(() => receiver('(file-systems)')).toThrow('file-systems cannot be used in a receiver hook');
  });

  it.each([
    ['7', /a receiver hook returns facts, findings/],
    ['"text"', /a receiver hook returns facts, findings/],
    ['car', /a receiver hook returns facts, findings/],
    ['(list (finding "x" (quote ok) "") 7)', /a receiver hook returns facts, findings/],
    ['(let ((x (list #f))) (set-cdr! x x) x)', /circular/],
    ['(seen "tux01")', /a fact needs a value in every column/],
    ['(seen "tux01" #:n 1.5)', /column 'n' must be an exact integer, but is 1.5/],
    ['(seen "tux01" +nan.0)', /column 'n' must be an exact integer/],
    ['(seen "tux01" 1 2)', /seen has 2 columns/],
    ['(heat "tux01" +nan.0)', /column 'celsius' must be a finite number/],
    ['(retract (heat "tux01"))', /retract: 'heat' is no state/],
    ['(retract 7)', /retract: argument 1 must be a goal/],
    ['(snapshot heat (list))', /snapshot: 'heat' is no state/],
    ['(snapshot seen 7)', /snapshot: argument 2 must be a list of facts/],
    ['(snapshot seen (list (heat "tux01" 1)))', /a list of facts of 'seen'/],
    ['(snapshot car (list))', /snapshot: argument 1 must be a relation/],
    ['(finding 7 (quote ok) "")', /finding: argument 1 must be a string/],
    ['(finding "x" (quote awful) "")', /there is no level awful/],
    ['(finding "x" 7 "")', /finding: argument 2 must be a level/],
    ['(finding "x" (quote ok) 7)', /format|string/],
  ])('returns %s is refused', (body, told) => {
    const relations = '(state (seen host) (n integer "N.")) (metric (heat host) (celsius number "C."))';
    expect(() => receiver(body, relations)).toThrow(told);
  });

  it('has nothing to put into a column writes #f, or what JSON has for it', () => {
    const effects = receiver(
      '(list (seen "tux01" #f (quote null) #f) (seen #:host "tux02" #:name (quote null) #:n #f #:well (quote null)))',
      '(state (seen host) (name text "Its.") (n integer "N.") (well boolean "Is it?"))',
    );
    expect(effects).toMatchObject([
      { fact: { values: ['tux01', null, null, false] } },
      { fact: { values: ['tux02', null, null, null] } },
    ]);
  });

  it('returns lists in lists and #f is taken for what is in them', () => {
    const effects = receiver(
      `(list #f '() (list (list (seen "tux01" 1)) #f) (snapshot seen (list)) (retract (seen)) (finding "x" (above 9 #:warn 5 #:bark 8) "~a" 9)
         (snapshot finding (list #f (list (seen "tux01" 1) (finding "y" 'ok)) (as-it-was "z"))))`,
      '(state (seen host) (n integer "N."))',
    );
    expect(effects.map(({ kind }) => kind)).toEqual([
      ...['fact', 'snapshot', 'retract', 'finding'],
      ...['fact', 'finding', 'as-it-was', 'no-others'],
    ]);
    expect(effects.at(-1)).toEqual({ kind: 'no-others', subjects: new Set(['y', 'z']) });
    expect(effects[3]).toEqual({
      kind: 'finding',
      finding: { subject: 'x', level: 'bark', text: '9', value: 9, limit: 8 },
    });
  });
});
