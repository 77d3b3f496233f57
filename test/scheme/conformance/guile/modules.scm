;;; use-modules in the ways of Guile's manual.

(use-modules (srfi srfi-1) ((srfi srfi-26) #:select (cut)) ((ice-9 match) #:prefix m:))
(use-modules ((srfi srfi-13) #:select ((string-join . glue) string-prefix?)))
(test "plain" (fold + 0 '(1 2 3)) => 6)
(test "select" (map (cut + 1 <>) '(1 2)) => (2 3))
(test "prefix" (m:match '(1 2) ((a b) (list b a))) => (2 1))
(test "select with another name" (list (glue '("a" "b") "-") (string-prefix? "a" "ab")) => ("a-b" #t))
(test-syntax-error "selecting what is not there" (use-modules ((srfi srfi-1) #:select (no-such-name-here))) "no-such-name-here")
(test-syntax-error "an unknown module" (use-modules (no such module)) "no such module")
