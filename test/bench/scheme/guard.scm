;;; A hundred thousand guards, of which each tenth catches something.
(import (only (scheme base) guard raise))
(define (risky i) (if (= 0 (remainder i 10)) (raise 'oops) i))
(define (benchmark)
  (let loop ((i 0) (caught 0))
    (if (< i 100000)
        (loop (+ i 1) (+ caught (guard (e ((symbol? e) 1)) (risky i) 0)))
        caught)))
(define expected 10000)
