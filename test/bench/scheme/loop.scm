;;; A named let of ten million turns.
(define (benchmark) (let loop ((i 0) (sum 0)) (if (< i 10000000) (loop (+ i 1) (+ sum 1)) sum)))
(define expected 10000000)
