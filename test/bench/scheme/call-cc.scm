;;; A hundred thousand call/cc, half of them escapes.
(define (benchmark)
  (let loop ((i 0) (sum 0))
    (if (< i 100000)
        (loop (+ i 1) (+ sum (call/cc (lambda (k) (if (even? i) (k 1) 1)))))
        sum)))
(define expected 100000)
