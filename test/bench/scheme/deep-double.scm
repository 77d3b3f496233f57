;;; Two recursive calls, past the stack and back: the leaves of a comb whose spine is a hundred thousand long.
(define (comb n) (if (= n 0) 1 (+ (comb (- n 1)) (leaf 3))))
(define (leaf n) (if (= n 0) 1 (+ (leaf (- n 1)) (leaf (- n 1)))))
(define (benchmark) (let loop ((i 0) (sum 0)) (if (< i 5) (loop (+ i 1) (+ sum (comb 100000))) sum)))
(define expected 4000005)
