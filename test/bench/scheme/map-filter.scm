;;; map and filter over a list of a million.
(use-modules (srfi srfi-1))
(define numbers (iota 1000000))
(define (benchmark) (length (filter even? (map (lambda (x) (+ (* x 3) 1)) numbers))))
(define expected 500000)
