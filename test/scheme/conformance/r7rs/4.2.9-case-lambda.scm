;;; R7RS 4.2.9: case-lambda.

(define range (case-lambda ((e) (range 0 e)) ((b e) (do ((r '() (cons e r)) (e (- e 1) (- e 1))) ((< e b) r)))))
(test "one argument" (range 3) => (0 1 2))
(test "two arguments" (range 3 5) => (3 4))
(test "a rest clause" ((case-lambda ((a) 1) ((a b) 2) ((a . r) r)) 1 2 3) => (2 3))
(test "no arguments" ((case-lambda (() 0) ((a) 1))) => 0)
(test "all arguments" ((case-lambda ((a) 1) (all all)) 1 2) => (1 2))
(test "the first that fits" ((case-lambda ((a . r) 'rest) ((a) 'one)) 1) => rest)
(test "a closure" (let ((n 10)) ((case-lambda ((a) (+ a n)) ((a b) (* n a b))) 2 3)) => 60)
(test "a tail call in a clause" (letrec ((f (case-lambda ((n) (f n 0)) ((n a) (if (zero? n) a (f (- n 1) (+ a 1))))))) (f 10000)) => 10000)
(test-error "none fits" ((case-lambda ((a) 1) ((a b c) 3)) 1 2) "argument")
(test "many arguments" ((case-lambda ((a) 1) ((a b c d e f g h i j k l m n o p q) q)) 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17) => 17)
