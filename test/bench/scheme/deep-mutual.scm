;;; Mutual recursion past the stack.
(define (ping n) (if (= n 0) 0 (+ 1 (pong (- n 1)))))
(define (pong n) (if (= n 0) 0 (+ 1 (ping (- n 1)))))
(define (benchmark) (let loop ((i 0) (sum 0)) (if (< i 5) (loop (+ i 1) (+ sum (ping 200000))) sum)))
(define expected 1000000)
