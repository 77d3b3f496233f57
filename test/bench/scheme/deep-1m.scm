;;; Recursion a million deep.
(define (deep n) (if (= n 0) 0 (+ 1 (deep (- n 1)))))
(define (benchmark) (deep 1000000))
(define expected 1000000)
