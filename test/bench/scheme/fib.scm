;;; fib 30: calls, small integers.
(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(define (benchmark) (fib 30))
(define expected 832040)
