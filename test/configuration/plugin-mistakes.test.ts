import { describe, expect, it } from 'vitest';
import { loadText, said } from './herd-file.ts';

/** A plugin's file, and all that is said of it. */
type Mistake = [text: string, said: string[]];

const HERD = '(use-plugins p)\n(herd (services (list (service p-service-type))))';

const MISTAKES: Mistake[] = [
  [
    '(define-plugin p (synopsys "x"))',
    [
      `plugins/p.scm:1:18: error: plugin p: synopsys is no clause of define-plugin\nhint: did you mean 'synopsis'?`,
    ],
  ],
  [
    '(define-plugin)',
    [
      `plugins/p.scm:1:1: error: no rule of define-plugin matches (define-plugin)\nhint: expected (define-plugin name clause ...)`,
    ],
  ],
  ['(define-plugin "p")', [`plugins/p.scm:1:16: error: a name is expected, not "p"`]],
  [
    '(define-plugin p (synopsis "x") (synopsis "y"))',
    [`plugins/p.scm:1:33: error: plugin p: there are two clauses 'synopsis'\nhint: make one of them`],
  ],
  ['(define-plugin p (synopsis 7))', [`plugins/p.scm:1:16: error: plugin p: the synopsis must be a string`]],
  [
    '(define-plugin p (synopsis "x") (interval "5m"))',
    [`plugins/p.scm:1:43: error: the default of 'interval' must be a duration, but is "5m"`],
  ],
  [
    '(define-plugin p (synopsis "x") (interval))',
    [
      `plugins/p.scm:1:33: error: plugin p: this is not how a clause 'interval' is written\nhint: (synopsis "…") (interval DURATION) (options …) (relations …) (monitor PROCEDURE) (needs-root "…") (receiver PROCEDURE) (examples …)`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (options (x (nosuch 7) "X.")))',
    [
      `plugins/p.scm:1:46: error: 'nosuch' is not the type of an option\nhint: define the predicate nosuch? above, or take one of string, symbol, number, integer, boolean, list, any, count, percent, duration, list-of-strings, list-of-symbols, list-of-numbers, maybe-string, maybe-number, maybe-integer, maybe-duration`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (options (x (count "7") "X.")))',
    [`plugins/p.scm:1:52: error: the default of 'x' must be a count, but is "7"`],
  ],
  [
    '(define-plugin p (synopsis "x") (options (x 7)))',
    [`plugins/p.scm:1:42: error: an option is written (NAME (TYPE DEFAULT) "What it means.")`],
  ],
  [
    '(define-plugin p (synopsis "x") (options x))',
    [`plugins/p.scm:1:42: error: an option is written (NAME (TYPE DEFAULT) "What it means.")`],
  ],
  [
    '(define-plugin p (synopsis "x") (options (x (count 7) "X.") (x (count 8) "Y.")))',
    [`plugins/p.scm:1:62: error: p-configuration: there are two options 'x'`],
  ],
  [
    '(define-plugin p (synopsis "x") (options (interval (count 7) "X.")))',
    [
      `plugins/p.scm:1:43: error: p-configuration: there are two options 'interval'\nhint: every plugin has an interval by itself`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (thing (r host))))',
    [`plugins/p.scm:1:52: error: a relation is a state, an event or a metric, not a 'thing'`],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (state (r hst))))',
    [
      `plugins/p.scm:1:52: error: relation 'r': its first column must be 'host'\nhint: a fact is about a machine`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (state (r host) (x txt "X."))))',
    [
      `plugins/p.scm:1:52: error: 'txt' is not the type of a column\nhint: the types are: text, integer, number, boolean, time, duration`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (state (r host) (x text "X." fleetin))))',
    [
      `plugins/p.scm:1:52: error: fleetin is said of no column\nhint: behind its sentence may stand 'fleeting'`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (state (r host) (x text "X.") (x text "X."))))',
    [`plugins/p.scm:1:52: error: relation 'r' has the column 'x' twice`],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (state (r host) (since time "X."))))',
    [
      `plugins/p.scm:1:52: error: relation 'r': a column cannot be named 'since'\nhint: every state has since and until by itself`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (state (r host) "x")))',
    [`plugins/p.scm:1:52: error: "x" is not a column\nhint: write it as (name type "What it means.")`],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (state r)))',
    [
      `plugins/p.scm:1:44: error: a relation is written (KIND (NAME host KEY …) (COLUMN TYPE "What it means.") …)`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (state (list host))))',
    [
      `plugins/p.scm:1:52: error: a relation cannot be called 'list': that is something else already\nhint: take a word that nobody uses for anything else, as scrubbed or mounted`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (state (r host))) (relations (state (q host))))',
    [`plugins/p.scm:1:62: error: plugin p: there are two clauses 'relations'\nhint: make one of them`],
  ],
  [
    '(define-plugin p (synopsis "x"))\n(define-plugin p (synopsis "y"))',
    [
      `plugins/p.scm:2:16: error: there is a plugin 'p' in this file already\nhint: it is at ./plugins/p.scm:1:16; give one of them another name`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (monitor (lambda () (comand-output "ls"))))',
    [`plugins/p.scm:1:54: error: unbound variable: comand-output\nhint: did you mean 'command-output'?`],
  ],
  [
    '(define-plugin p (synopsis "x") (relations (state (scrubbed host) (n integer "N."))) (receiver (lambda (m) (scrubed "a" 1))))',
    [`plugins/p.scm:1:109: error: unbound variable: scrubed\nhint: did you mean 'scrubbed'?`],
  ],
  [
    '(define (helper x) (nowhere-to-be-found x))\n(define-plugin p (synopsis "x") (monitor (lambda () (helper later))))\n(define later 1)',
    [`plugins/p.scm:1:21: error: unbound variable: nowhere-to-be-found`],
  ],
  [
    '(define-plugin p (synopsis "x") (monitor 7))',
    [`plugins/p.scm:1:16: error: plugin p: the monitor must be a procedure without arguments, not 7`],
  ],
  [
    '(define-plugin p (synopsis "x") (monitor (lambda (x) x)))',
    [`plugins/p.scm:1:16: error: plugin p: the monitor must be a procedure without arguments`],
  ],
  [
    '(define-plugin p (synopsis "x") (monitor))',
    [
      `plugins/p.scm:1:33: error: plugin p: this is not how a clause 'monitor' is written\nhint: (synopsis "…") (interval DURATION) (options …) (relations …) (monitor PROCEDURE) (needs-root "…") (receiver PROCEDURE) (examples …)`,
    ],
  ],
  [
    '(define-plugin p (synopsis "x") (receiver (lambda () 7)))',
    [`plugins/p.scm:1:16: error: plugin p: the receiver must be a procedure of one argument, the message`],
  ],
  [
    '(define-plugin p (synopsis "x") (examples ("t" (p-configuration) (message 1))))',
    [`plugins/p.scm:1:43: error: an example is written ("title" configuration message => effect …)`],
  ],
  [
    '(define-plugin p (synopsis "x") (examples "t"))',
    [`plugins/p.scm:1:43: error: an example is written ("title" configuration message => effect …)`],
  ],
  [
    '(define-plugin p (synopsis "x") nonsense)',
    [
      `plugins/p.scm:1:33: error: plugin p: nonsense is no clause of define-plugin\nhint: the clauses are: synopsis, interval, options, relations, monitor, needs-root, receiver, examples`,
    ],
  ],
  ['(define (f) (g)\n', [`plugins/p.scm:1:1: error: this list is not finished`]],
  ['(if)', [`plugins/p.scm:1:1: error: bad syntax: (if test then else)`]],
];

describe('a mistake in a plugin is told with its place and a hint', () => {
  it.each(MISTAKES)('%j', (text, complaints) => {
    expect(said(HERD, { p: text })).toEqual(complaints);
    expect(loadText(HERD, { p: text }).herd).toBeNull();
  });
});
