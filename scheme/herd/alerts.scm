;;; When something is told, and when not: what docs/alerts.md is about.

(define (list-of-subjects? value)
  "Is it a list of subjects as printed, \"HOST [PLUGIN [SUBJECT]]\", globs allowed?"
  (every-item? (lambda (item) (and (string? item) (string-match "[^ ]" item) #t)) value))

(define (list-of-quiet-times? value)
  "Is it a list of quiet times?"
  (every-item? quiet-time? value))

(define (list-of-dependencies? value)
  "Is it a list of dependencies?"
  (every-item? dependency? value))

(define-form quiet-time
  (subjects (list-of-subjects) "What nothing is told of then: \"HOST [PLUGIN [SUBJECT]]\", globs allowed.")
  (times (list-of-times) "When, as '(\"sun 02:00-04:00\" \"22:00-06:00\").")
  (timezone (maybe-timezone #f) "The time zone of the times, as \"Europe/Berlin\"; the server's if #f.")
  (reason (string "quiet as always at this time") "Why."))

(define-form dependency
  (subjects (list-of-subjects) "What cannot be well: \"HOST [PLUGIN [SUBJECT]]\", globs allowed.")
  (on (list-of-subjects) "Without what: a machine, or \"HOST PLUGIN [SUBJECT]\"."))

(define (quiet-time? value) "Is it a quiet time?" (%of-form? value 'quiet-time))
(define (dependency? value) "Is it a dependency?" (%of-form? value 'dependency))
