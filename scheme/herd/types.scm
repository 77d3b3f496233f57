;;; The types of fields. An option `(mounts (list-of-strings) "…")` asks `list-of-strings?`; a file may define more.

(define (any? value)
  "True of everything."
  #t)

(define (every-item? satisfied? value)
  "Is value a proper list of which every item satisfies the predicate?"
  (and (list? value) (every satisfied? value)))

(define (list-of-strings? value)
  "Is it a list of strings?"
  (every-item? string? value))

(define (list-of-symbols? value)
  "Is it a list of symbols?"
  (every-item? symbol? value))

(define (list-of-numbers? value)
  "Is it a list of numbers?"
  (every-item? number? value))

(define (maybe-string? value)
  "Is it a string, or #f?"
  (or (not value) (string? value)))

(define (maybe-list-of-strings? value)
  "Is it a list of strings, or #f?"
  (or (not value) (list-of-strings? value)))

(define (maybe-number? value)
  "Is it a number, or #f?"
  (or (not value) (number? value)))

(define (maybe-integer? value)
  "Is it an integer, or #f?"
  (or (not value) (integer? value)))

(define (duration? value)
  "Is it a duration: milliseconds, not negative, as (hours 2) makes?"
  (and (integer? value) (exact? value) (>= value 0)))

(define (maybe-duration? value)
  "Is it a duration, or #f?"
  (or (not value) (duration? value)))

(define (percent? value)
  "Is it a number from 0 to 100?"
  (and (real? value) (<= 0 value 100)))

(define (count? value)
  "Is it a whole number, not negative?"
  (and (integer? value) (exact? value) (>= value 0)))

(define (milliseconds n) "A duration of n milliseconds." n)
(define (seconds n) "A duration of n seconds, in milliseconds." (* 1000 n))
(define (minutes n) "A duration of n minutes, in milliseconds." (* 60000 n))
(define (hours n) "A duration of n hours, in milliseconds." (* 3600000 n))
(define (days n) "A duration of n days, in milliseconds." (* 86400000 n))

(define (kib n) "n KiB in bytes." (* n 1024))
(define (mib n) "n MiB in bytes." (* n 1048576))
(define (gib n) "n GiB in bytes." (* n 1073741824))
(define (tib n) "n TiB in bytes." (* n 1099511627776))
