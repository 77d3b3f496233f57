;;; R7RS 6.3: booleans.

(test "literals" (list #t #f '#f #true #false) => (#t #f #f #t #f))
(test "not" (map not (list 3 '(3) #f '() 'nil #t)) => (#f #f #t #f #f #f))
(test "boolean?" (map boolean? (list #f 0 '() #t)) => (#t #f #f #t))
(test "boolean=?" (list (boolean=? #t #t #t) (boolean=? #t #t #f)) => (#t #f))
(test-error/ours "boolean=? of a number" (boolean=? 1 #t) "boolean=?" "1")
