;;; Answers as people read them: variables without a value are _.0, _.1 ..., in the order in which they are met, and what
;;; they must satisfy stands behind: (_.0 (=/= ((_.0 5))) (num _.0)).

;; (%reify term state) → datum
(define (%reify term state)
  (let ((variables (%variables-in term state)))
    (if (null? variables)
        (%walk-all term state)
        (%reify-open (%walk-all term state) variables state))))

(define (%reify-open term variables state)
  (let* ((names (%name-variables variables state))
         (absents (remove (lambda (absent) (%type-of (cdr absent) state)) (%absents variables state)))
         (absent (%strongest-absents absents state))
         (unequal (%strongest-unequals (%unequals variables state) absents state)))
    (%with-constraints
      (%walk-all term names)
      (%walk-all (%types-of variables state) names)
      (map %sorted-pairs (%walk-all (map %pairs->list unequal) names))
      (%walk-all (map %pair->list absent) names))))

;; A state in which the variables are their names, and nothing else is known.
(define (%name-variables variables state)
  (let loop ((variables variables) (number 0) (names (%first-state (%state-source state))))
    (if (null? variables)
        names
        (loop (cdr variables) (+ number 1) (%unify (car variables) (%reified-name number) (%tried names))))))

(define (%reified-name number)
  (string->symbol (string-append "_." (number->string number))))

(define (%pair->list pair) (list (car pair) (cdr pair)))
(define (%pairs->list pairs) (map %pair->list pairs))

(define (%with-constraints term types unequal absent)
  (let ((constraints
          (append (if (null? unequal) '() (list (cons '=/= (sort unequal %term<?))))
                  (map (lambda (type) (cons (car type) (sort (cdr type) %term<?))) types)
                  (if (null? absent) '() (list (cons 'absento (sort absent %term<?)))))))
    (if (null? constraints) term (cons term constraints))))

;; ((num variable ...) ...), of the types there are
(define (%types-of variables state)
  (filter-map (lambda (type)
                (let ((of-type (filter (lambda (v) (eq? type (%type-of v state))) variables)))
                  (and (pair? of-type) (cons type of-type))))
              '(num str sym)))

(define (%type-of variable state)
  (%attached-type (%attached-to state variable)))

;;; Of the constraints only those are told that say something about the answer: not what a variable that is not in it
;;; can always satisfy, nor what another constraint says already.

(define (%all-among? term variables state)
  (every (lambda (v) (memq v variables)) (%variables-in term state)))

;; ((part . variable) ...); of an atom (a variable with a type) an inequality says as much
(define (%absents variables state)
  (filter (lambda (absent) (%all-among? (car absent) variables state))
          (append-map (lambda (variable)
                        (map (lambda (part) (cons (%walk-all part state) variable))
                             (%attached-absent (%attached-to state variable))))
                      variables)))

;; (((variable . term) ...) ...)
(define (%unequals variables state)
  (filter (lambda (pairs) (%all-among? (map %pair->list pairs) variables state))
          (append-map (lambda (variable)
                        (filter-map (lambda (pairs) (%still-to-refuse pairs state))
                                    (%attached-unequal (%attached-to state variable))))
                      variables)))

(define (%still-to-refuse pairs state)
  (let loop ((pairs pairs) (tried (%tried state)))
    (cond ((not tried) #f)
          ((pair? pairs) (loop (cdr pairs) (%unify (caar pairs) (cdar pairs) tried)))
          (else (%walk-all (%state-woken tried) state)))))

;; What holds the variable itself cannot be in it anyway.
(define (%strongest-absents absents state)
  (%strongest %absent-implied?
              (remove (lambda (absent) (%occurs? (cdr absent) (car absent) state)) absents)))

(define (%absent-implied? absent other)
  (and (eq? (cdr absent) (cdr other)) (%within? (car other) (car absent))))

(define (%within? part term)
  (or (equal? part term)
      (and (pair? term) (or (%within? part (car term)) (%within? part (cdr term))))))

(define (%strongest-unequals unequals absents state)
  (let ((blank (%first-state (%state-source state))))
    (%strongest (lambda (pairs other) (%unequal-implied? pairs other blank))
                (remove (lambda (pairs)
                          (or (any (lambda (pair) (%never-of-one-type? (car pair) (cdr pair) state)) pairs)
                              (any (lambda (absent) (%unequal-implied? pairs (list absent) blank)) absents)))
                        unequals))))

;; If pairs were all equal, would the other's be?
(define (%unequal-implied? pairs other blank)
  (let* ((equal (%unify-pairs pairs (%tried blank)))
         (both (and equal (%unify-pairs other (%tried equal)))))
    (and both (null? (%state-woken both)))))

(define (%unify-pairs pairs state)
  (if (and state (pair? pairs))
      (%unify-pairs (cdr pairs) (%unify (caar pairs) (cdar pairs) state))
      state))

(define (%never-of-one-type? variable term state)
  (let ((type (%type-of variable state)))
    (and type
         (not (if (%variable? term)
                  (memq (%type-of term state) (list #f type))
                  (%has-type? type term))))))

;; The constraints without those another of them implies.
(define (%strongest implied? constraints)
  (let loop ((left constraints) (kept '()))
    (cond ((null? left) kept)
          ((or (any (lambda (other) (implied? (car left) other)) (cdr left))
               (any (lambda (other) (implied? (car left) other)) kept))
           (loop (cdr left) kept))
          (else (loop (cdr left) (cons (car left) kept))))))

;;; Constraints are told in one order, however they came about.

(define (%sorted-pairs pairs)
  (sort (map %oriented pairs) %term<?))

(define (%oriented pair)
  (let ((left (car pair)) (right (cadr pair)))
    (if (and (%reified-name? right) (%term<? right left)) (list right left) pair)))

(define (%reified-name? term)
  (and (symbol? term) (string-prefix? "_." (symbol->string term))))

;; Numbers, strings, symbols, #f, #t, the empty list, pairs, all else; within each their own order.
(define (%term<? a b)
  (< (%compare-terms a b) 0))

(define (%compare-terms a b)
  (let ((rank (%rank a)) (other (%rank b)))
    (cond ((not (= rank other)) (- rank other))
          ((= rank 0) (%order < a b))
          ((= rank 1) (%order string<? a b))
          ((= rank 2) (%order string<? (symbol->string a) (symbol->string b)))
          ((= rank 6)
           (let ((heads (%compare-terms (car a) (car b))))
             (if (= heads 0) (%compare-terms (cdr a) (cdr b)) heads)))
          (else 0))))

(define (%order less? a b)
  (cond ((less? a b) -1) ((less? b a) 1) (else 0)))

(define (%rank term)
  (cond ((number? term) 0)
        ((string? term) 1)
        ((symbol? term) 2)
        ((eq? term #f) 3)
        ((eq? term #t) 4)
        ((null? term) 5)
        ((pair? term) 6)
        (else 7)))
