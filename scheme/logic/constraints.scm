;;; What variables without a value must satisfy. It is kept with the variable itself (an `attached`), and seen again when
;;; the variable is bound; so a state holds no constraint that is already broken.

;; (%wake state) → state or #f
(define (%wake state)
  (let loop ((bindings (%state-woken state)) (state (%calm state)))
    (if (pair? bindings)
        (let ((next (%recheck (caar bindings) (cdar bindings) state)))
          (and next (loop (cdr bindings) next)))
        state)))

;; Whether the term a variable is bound to satisfies what the variable had to.
(define (%recheck variable term state)
  (let* ((attached (%attached-to state variable))
         (type (%attached-type attached))
         (state (if type (%require-type type term state) state))
         (state (%each %require-absent (%attached-absent attached) term state))
         (state (and state (%require-all-unequal (%attached-unequal attached) state))))
    (and state (%retry-all (%attached-waiting attached) state))))

(define (%each require parts term state)
  (if (and state (pair? parts))
      (%each require (cdr parts) term (require (car parts) term state))
      state))

(define (%require-all-unequal constraints state)
  (if (and state (pair? constraints))
      (%require-all-unequal (cdr constraints) (%require-pairs-unequal (car constraints) state))
      state))

(define (%has-type? type term)
  (cond ((eq? type 'num) (number? term))
        ((eq? type 'sym) (symbol? term))
        (else (string? term))))

(define (%require-type type term state)
  (let ((term (%walk term state)))
    (if (%variable? term)
        (let* ((attached (%attached-to state term))
               (known (%attached-type attached)))
          (cond ((eq? known type) state)
                (known #f)
                (else (%with-attached state term
                                      (%attached type (%attached-unequal attached) (%attached-absent attached)
                                                 (%attached-waiting attached))))))
        (and (%has-type? type term) state))))

;; What must be bound for the two to become equal is what must not all be so.
(define (%require-unequal left right state)
  (%refuse (%unify left right (%tried state)) state))

(define (%require-pairs-unequal pairs state)
  (let loop ((pairs pairs) (tried (%tried state)))
    (if (and tried (pair? pairs))
        (loop (cdr pairs) (%unify (caar pairs) (cdar pairs) tried))
        (%refuse tried state))))

(define (%refuse tried state)
  (if tried
      (let ((pairs (%state-woken tried)))
        (and (pair? pairs) (%attach-unequal pairs state)))
      state))

;; One of the pairs is enough to watch, for all must become equal; of two variables either may be bound.
(define (%attach-unequal pairs state)
  (let* ((state (%watch-unequal (caar pairs) pairs state))
         (other (cdar pairs)))
    (if (%variable? other) (%watch-unequal other pairs state) state)))

(define (%watch-unequal variable pairs state)
  (let ((attached (%attached-to state variable)))
    (%with-attached state variable
                    (%attached (%attached-type attached) (cons pairs (%attached-unequal attached))
                               (%attached-absent attached) (%attached-waiting attached)))))

(define (%require-absent part term state)
  (let* ((part (%walk part state))
         (term (%walk term state))
         (state (%require-unequal part term state)))
    (cond ((not state) #f)
          ((pair? term)
           (let ((state (%require-absent part (car term) state)))
             (and state (%require-absent part (cdr term) state))))
          ((%variable? term) (%watch-absent part term state))
          (else state))))

(define (%watch-absent part variable state)
  (let* ((attached (%attached-to state variable))
         (absent (%attached-absent attached)))
    (if (memv part absent)
        state
        (%with-attached state variable
                        (%attached (%attached-type attached) (%attached-unequal attached) (cons part absent)
                                   (%attached-waiting attached))))))
