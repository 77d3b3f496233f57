;;; Runs conformance files in Debian's Guile 3.0, to prove that their expectations are right:
;;;
;;;     guile --no-auto-compile -s guile-shim.scm FILE...
;;;
;;; A file is a sequence of definitions and tests:
;;;
;;;   (test NAME EXPRESSION => DATUM)                    both give DATUM
;;;   (test/differs NAME EXPRESSION => OURS guile THEIRS) a stated difference
;;;   (test/ours NAME EXPRESSION => DATUM)               Guile 3.0.8 has not got it, or has it wrong
;;;   (ours-only FORM ...)                             definitions that Guile 3.0.8 refuses
;;;   (test-error/ours NAME EXPRESSION TEXT ...)         an error with us, none in Guile
;;;   (test-error NAME EXPRESSION TEXT ...)              an error; our report contains each TEXT
;;;   (test-syntax-error NAME FORM TEXT ...)             the same, before anything is run
(use-modules (ice-9 textual-ports))

(read-enable 'r7rs-symbols)
(read-enable 'r6rs-hex-escapes)
(read-enable 'hungry-eol-escapes)
(define failures 0)
(define count 0)

(define (fail! name what . more)
  (set! failures (+ failures 1))
  (display "BAD  ") (display name) (display ": ") (display what)
  (for-each (lambda (x) (display " ") (write x)) more)
  (newline))

(define (check name expected actual)
  (set! count (+ count 1))
  (unless (or (equal? expected actual)
              (and (number? expected) (number? actual) (nan? expected) (nan? actual)))
    (fail! name "expected" expected 'got actual)))

(define (check-error name thunk)
  (set! count (+ count 1))
  (catch #t
    (lambda () (fail! name "no error, but" (thunk)))
    (lambda (key . args) #t)))

(define world (make-fresh-user-module))
(module-define! world '%check check)
(module-define! world '%check-error check-error)
(set-module-duplicates-handlers! world (lookup-duplicates-handlers 'last))
(define (in-world form) (save-module-excursion (lambda () (set-current-module world) (primitive-eval form))))

(for-each in-world
 '((use-modules (srfi srfi-1) (srfi srfi-2) (srfi srfi-8) (srfi srfi-9) (srfi srfi-11) (srfi srfi-13) (srfi srfi-19)
                 (srfi srfi-26) (srfi srfi-39)
                 (ice-9 match) (ice-9 regex) (ice-9 format) (ice-9 receive) (ice-9 optargs) (ice-9 control)
                 (ice-9 string-fun) (ice-9 pretty-print) (ice-9 hash-table) (ice-9 textual-ports) (ice-9 exceptions)
                 (rnrs bytevectors))
    (import (scheme base) (scheme case-lambda) (scheme char) (scheme complex) (scheme cxr) (scheme eval) (scheme file)
            (scheme inexact) (scheme lazy) (scheme load) (scheme process-context) (scheme read) (scheme repl)
            (scheme time) (scheme write))
    (define-syntax test
      (syntax-rules (=>) ((_ name expression => expected) (%check name 'expected expression))))
    (define-syntax test/differs
      (syntax-rules (=> guile) ((_ name expression => ours guile theirs) (%check name 'theirs expression))))
    (define-syntax test-error
      (syntax-rules () ((_ name expression text ...) (%check-error name (lambda () expression)))))
    (define-syntax test-syntax-error
      (syntax-rules ()
        ((_ name form text ...)
         (%check-error name (lambda () (eval 'form (interaction-environment)))))))))

(define (run-file file)
  (call-with-input-file file
    (lambda (port)
      (let loop ()
        (let ((form (read port)))
          (unless (eof-object? form)
            (catch #t
              (lambda () (unless (and (pair? form) (memq (car form) '(test/ours test-error/ours ours-only))) (in-world form)))
              (lambda (key . args) (fail! (if (and (pair? form) (pair? (cdr form))) (cadr form) form) key args)))
            (loop)))))))

(for-each run-file (cdr (command-line)))
(display count) (display " checked, ") (display failures) (display " bad") (newline)
(exit (if (zero? failures) 0 1))
