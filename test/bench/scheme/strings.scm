;;; String building: appending, joining, numbers, a string port.
(define (pieces n) (let loop ((i 0) (l '())) (if (< i n) (loop (+ i 1) (cons (string-append "item-" (number->string i)) l)) l)))
(define (ported n)
  (call-with-output-string
    (lambda (port) (let loop ((i 0)) (if (< i n) (begin (display "line " port) (display i port) (newline port) (loop (+ i 1))))))))
(define (grown n) (let loop ((i 0) (s "")) (if (< i n) (loop (+ i 1) (string-append s "x")) s)))
(define (benchmark)
  (+ (string-length (string-join (pieces 50000) ","))
     (string-length (ported 50000))
     (string-length (grown 5000))))
(define expected 1082779)
