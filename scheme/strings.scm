;;; Strings: what takes a procedure. Where SRFI 13 takes a character, a character set or a predicate, the predicate is
;;; first turned into the set of those of the string's characters that satisfy it.

(define (%criterion what s)
  (if (procedure? what) (list->char-set (filter what (string->list s))) what))

(define-syntax %define-search
  (syntax-rules ()
    ((_ (name primitive) doc) (define (name s what . range) doc (apply primitive s (%criterion what s) range)))))

(%define-search (string-index %string-index) "The index of the first character that is what, or #f.")
(%define-search (string-rindex %string-rindex) "The index of the last character that is what, or #f.")
(%define-search (string-index-right %string-rindex) "The index of the last character that is what, or #f.")
(%define-search (string-skip %string-skip) "The index of the first character that is not what, or #f.")
(%define-search (string-skip-right %string-skip-right) "The index of the last character that is not what, or #f.")
(%define-search (string-count %string-count) "How many characters are what.")

(define (%trim primitive s what)
  (if (null? what) (primitive s) (apply primitive s (%criterion (car what) s) (cdr what))))

(define (string-trim s . what)
  "The string without white space (or what) at its beginning."
  (%trim %string-trim s what))
(define (string-trim-right s . what)
  "The string without white space (or what) at its end."
  (%trim %string-trim-right s what))
(define (string-trim-both s . what)
  "The string without white space (or what) at its beginning and end."
  (%trim %string-trim-both s what))

(define (string-filter what s . range)
  "The string's characters that are what."
  (apply %string-filter (%criterion what s) s range))
(define (string-delete what s . range)
  "The string's characters that are not what."
  (apply %string-delete (%criterion what s) s range))

(define (string-split s what)
  "The parts of the string between the characters that are what."
  (%string-split s (%criterion what s)))

(define (string-tokenize s . what)
  "The longest parts of the string whose characters are all what (not white space, if it is not given)."
  (%trim %string-tokenize s what))

(define (%part s range)
  (string->list (apply string-copy s range)))

(define (string-any what s . range)
  "The first result of the predicate that is not #f (or #t: a character is what), or #f."
  (if (procedure? what)
      (any what (%part s range))
      (and (apply string-index s what range) #t)))

(define (string-every what s . range)
  "Is every character what? The result of a predicate for the last one is returned."
  (if (procedure? what)
      (every what (%part s range))
      (not (apply string-skip s what range))))

(define (string-fold procedure initial s . range)
  "Calls (procedure character result) for each character, from the first on."
  (fold procedure initial (%part s range)))

(define (string-fold-right procedure initial s . range)
  "Calls (procedure character result) for each character, from the last on."
  (fold-right procedure initial (%part s range)))

(define (string-for-each-index procedure s . range)
  "Calls the procedure with each index of the string."
  (for-each procedure (iota (string-length (apply string-copy s range)) (if (pair? range) (car range) 0))))

(define (string-tabulate procedure n)
  "The string of the characters that the procedure returns for 0, 1 ... n-1."
  (list->string (list-tabulate n procedure)))

(define (string-unfold stop? item next seed . more)
  "The string of (item seed), (item (next seed)) ... until stop? is true of the seed."
  (list->string (unfold stop? item next seed)))

(define (string-compare a b less same greater)
  "Calls one of the procedures with an index at which the strings differ."
  (let ((n (min (string-length a) (string-length b))))
    (let loop ((i 0))
      (cond ((and (< i n) (char=? (string-ref a i) (string-ref b i))) (loop (+ i 1)))
            ((string<? a b) (less i))
            ((string=? a b) (same i))
            (else (greater i))))))

(define (string= a b) "Are the strings equal?" (string=? a b))
(define (string<> a b) "Are the strings different?" (not (string=? a b)))
(define (string< a b) "Is the first string before the second?" (string<? a b))
(define (string> a b) "Is the first string after the second?" (string>? a b))
(define (string<= a b) "Is the first string not after the second?" (string<=? a b))
(define (string>= a b) "Is the first string not before the second?" (string>=? a b))

(define (char-set-filter satisfied? set)
  "The set of the members that satisfy the predicate."
  (list->char-set (filter satisfied? (char-set->list set))))

(define (char-set-adjoin set . characters)
  "The set with the characters in it."
  (char-set-union set (list->char-set characters)))

(define (char-set-delete set . characters)
  "The set without the characters."
  (char-set-difference set (list->char-set characters)))
