;;; Recursion a hundred thousand deep, twenty times.
(define (deep n) (if (= n 0) 0 (+ 1 (deep (- n 1)))))
(define (benchmark) (let loop ((i 0) (sum 0)) (if (< i 20) (loop (+ i 1) (+ sum (deep 100000))) sum)))
(define expected 2000000)
