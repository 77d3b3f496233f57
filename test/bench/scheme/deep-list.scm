;;; A list of a million, built and copied by recursion that is not in tail position.
(define (build n) (if (= n 0) '() (cons n (build (- n 1)))))
(define (copy l) (if (null? l) '() (cons (car l) (copy (cdr l)))))
(define (benchmark) (length (copy (build 1000000))))
(define expected 1000000)
