;;; Vectors and strings: what takes a procedure.

(define (vector-map procedure first . rest)
  "A vector of the results of the procedure for each item, or for the items of several vectors."
  (list->vector (apply map procedure (vector->list first) (map vector->list rest))))

(define (vector-for-each procedure first . rest)
  "Calls the procedure for each item, from the first to the last, for its effect."
  (if (null? rest)
      (let ((n (vector-length first)))
        (let loop ((i 0))
          (if (< i n) (begin (procedure (vector-ref first i)) (loop (+ i 1))))))
      (apply for-each procedure (vector->list first) (map vector->list rest))))

(define (vector-count satisfied? vector)
  "How many items satisfied? is true for."
  (count satisfied? (vector->list vector)))

(define (string-for-each procedure first . rest)
  "Calls the procedure for each character, or for the characters of several strings."
  (apply for-each procedure (string->list first) (map string->list rest)))

(define (string-map procedure first . rest)
  "A string of the characters that the procedure returns for each character, or for those of several strings."
  (list->string (apply map procedure (string->list first) (map string->list rest))))
