;;; Guile's association list procedures.

(define al '((a . 1) ("b" . 2) (3 . three)))
(test "assq-ref" (list (assq-ref al 'a) (assq-ref al 'z)) => (1 #f))
(test "assv-ref" (assv-ref al 3) => three)
(test "assoc-ref" (list (assoc-ref al "b") (assoc-ref al "z")) => (2 #f))
(test "assq-set!" (let ((l (list (cons 'a 1)))) (list (assq-set! l 'a 2) (assq-set! l 'b 3))) => (((a . 2)) ((b . 3) (a . 2))))
(test "assoc-set!" (assoc-set! (list (cons "a" 1)) "a" 5) => (("a" . 5)))
(test "assq-remove!" (assq-remove! (list (cons 'a 1) (cons 'b 2)) 'a) => ((b . 2)))
(test "assoc-remove!" (assoc-remove! (list (cons "a" 1) (cons "b" 2)) "a") => (("b" . 2)))
(test "acons" (acons 'a 1 '()) => ((a . 1)))
(test "hostile keys" (list (assq-ref '((__proto__ . 1) (constructor . 2)) 'constructor) (assoc-ref '(("__proto__" . 1)) "__proto__") (assq-ref '() 'toString)) => (2 1 #f))
