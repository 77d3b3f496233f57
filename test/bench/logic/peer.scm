;;; A miniKanren for Guile, to compare with: constraints and reification are the files of scheme/logic themselves; goals
;;; are closures, streams pairs and thunks, terms and maps as faster-miniKanren has them, which is what suits Guile best.
(use-modules (srfi srfi-1) (srfi srfi-9))

(define-record-type <state>
  (make-state scope map constraints woken)
  %state?
  (scope %state-scope) (map state-map) (constraints state-constraints) (woken %state-woken))

(define-record-type <attached>
  (%attached type unequal absent waiting)
  %attached?
  (type %attached-type) (unequal %attached-unequal) (absent %attached-absent) (waiting %attached-waiting))

;; Variables are vectors, so no vector can be a term: #(value scope number).
(define unbound (list 'unbound))
(define counter 0)
(define (next-number) (set! counter (+ counter 1)) counter)
(define (%variable name state) (vector unbound (%state-scope state) (next-number)))
(define-inlinable (%variable? x) (vector? x))
(define-inlinable (number-of x) (vector-ref x 2))

;;; Maps: eight wide, the lowest bits first; an entry is a pair.

(define empty-map #f)

(define (map-get map key)
  (let loop ((node map) (left key))
    (cond ((vector? node) (loop (vector-ref node (logand left 7)) (ash left -3)))
          ((pair? node) (if (eq? (car node) key) (cdr node) unbound))
          (else unbound))))

(define (map-set map key value)
  (let insert ((node map) (entry (cons key value)) (shift 0))
    (cond ((vector? node)
           (let ((new (vector-copy node)) (index (logand (ash key (- shift)) 7)))
             (vector-set! new index (insert (vector-ref node index) entry (+ shift 3)))
             new))
          ((or (not node) (eq? (car node) key)) entry)
          (else
           (let ((new (make-vector 8 #f)))
             (vector-set! new (logand (ash (car node) (- shift)) 7) node)
             (insert new entry shift))))))

;;; States.

(define nothing (%attached #f '() '() '()))
(define nowhere 'nowhere)
(define (%first-state source) (make-state 0 empty-map empty-map '()))
(define (%state-source state) #f)
(define (%tried state) (make-state nowhere (state-map state) (state-constraints state) '()))
(define (%calm state) (make-state (%state-scope state) (state-map state) (state-constraints state) '()))
(define (%branched state) (make-state (next-number) (state-map state) (state-constraints state) (%state-woken state)))

(define (%attached-to state variable)
  (let ((found (map-get (state-constraints state) (number-of variable))))
    (if (eq? found unbound) nothing found)))

(define (%with-attached state variable attached)
  (make-state (%state-scope state) (state-map state)
              (map-set (state-constraints state) (number-of variable) attached)
              (%state-woken state)))

(define (%retry-all waiting state) state)

;;; Unification.

(define (%walk term state)
  (let loop ((term term))
    (if (%variable? term)
        (let* ((own (vector-ref term 0))
               (value (if (eq? own unbound) (map-get (state-map state) (number-of term)) own)))
          (if (eq? value unbound) term (loop value)))
        term)))

(define (%occurs? variable term state)
  (let ((term (%walk term state)))
    (cond ((%variable? term) (eq? term variable))
          ((pair? term) (or (%occurs? variable (car term) state) (%occurs? variable (cdr term) state)))
          (else #f))))

(define (bound state variable term)
  (let* ((watched? (or (eq? (%state-scope state) nowhere)
                       (not (eq? unbound (map-get (state-constraints state) (number-of variable))))))
         (woken (if watched? (cons (cons variable term) (%state-woken state)) (%state-woken state))))
    (if (eq? (vector-ref variable 1) (%state-scope state))
        (begin
          (vector-set! variable 0 term)
          (if watched? (make-state (%state-scope state) (state-map state) (state-constraints state) woken) state))
        (make-state (%state-scope state) (map-set (state-map state) (number-of variable) term)
                    (state-constraints state) woken))))

(define (%unify left right state)
  (let ((a (%walk left state)) (b (%walk right state)))
    (cond ((eq? a b) state)
          ((and (%variable? a) (%variable? b))
           (if (> (number-of a) (number-of b)) (bound state a b) (bound state b a)))
          ((%variable? a) (and (not (%occurs? a b state)) (bound state a b)))
          ((%variable? b) (and (not (%occurs? b a state)) (bound state b a)))
          ((and (pair? a) (pair? b))
           (let ((state (%unify (car a) (car b) state)))
             (and state (%unify (cdr a) (cdr b) state))))
          ((equal? a b) state)
          (else #f))))

(define (%walk-all term state)
  (let ((term (%walk term state)))
    (if (pair? term) (cons (%walk-all (car term) state) (%walk-all (cdr term) state)) term)))

(define (%variables-in term state)
  (reverse
    (let loop ((term term) (found '()))
      (let ((term (%walk term state)))
        (cond ((%variable? term) (if (memq term found) found (cons term found)))
              ((pair? term) (loop (cdr term) (loop (car term) found)))
              (else found))))))

(define (== left right)
  (lambda (state)
    (let ((next (%unify left right state)))
      (cond ((not next) #f)
            ((null? (%state-woken next)) next)
            (else (%wake next))))))

(define (=/= left right) (lambda (state) (%require-unequal left right state)))
(define (absento part term) (lambda (state) (%require-absent part term state)))
(define (symbolo term) (lambda (state) (%require-type 'sym term state)))
(define (numbero term) (lambda (state) (%require-type 'num term state)))

;;; Streams: #f, a state, (state . thunk), or a thunk.

(define (merge stream later)
  (cond ((not stream) (later))
        ((procedure? stream) (lambda () (merge (later) stream)))
        ((pair? stream) (cons (car stream) (lambda () (merge (later) (cdr stream)))))
        (else (cons stream later))))

(define (bind stream goal)
  (cond ((not stream) #f)
        ((procedure? stream) (lambda () (bind (stream) goal)))
        ((pair? stream) (merge (goal (car stream)) (lambda () (bind ((cdr stream)) goal))))
        (else (goal stream))))

(define-syntax bind-all
  (syntax-rules () ((_ stream) stream) ((_ stream goal rest ...) (bind-all (bind stream goal) rest ...))))

(define-syntax merge-all
  (syntax-rules ()
    ((_ stream) stream)
    ((_ stream rest ...) (merge stream (lambda () (merge-all rest ...))))))

(define-syntax fresh
  (syntax-rules ()
    ((_ (variable ...) goal rest ...)
     (lambda (state)
       (lambda ()
         (let* ((variable (%variable 'variable state)) ...)
           (bind-all (goal state) rest ...)))))))

(define-syntax conde
  (syntax-rules ()
    ((_ (goal rest ...) ...)
     (lambda (state)
       (lambda ()
         (let ((state (%branched state)))
           (merge-all (bind-all (goal state) rest ...) ...)))))))

(define-syntax defrel
  (syntax-rules ()
    ((_ (name parameter ...) goal) (define (name parameter ...) goal))
    ((_ (name parameter ...) goal ...) (define (name parameter ...) (fresh () goal ...)))))

(define (answers limit term stream)
  (let loop ((stream stream) (left limit) (found '()))
    (cond ((or (not stream) (eqv? left 0)) (reverse found))
          ((procedure? stream) (loop (stream) left found))
          ((pair? stream)
           (loop (if (eqv? left 1) #f ((cdr stream))) (and left (- left 1)) (cons (%reify term (car stream)) found)))
          (else (reverse (cons (%reify term stream) found))))))

(define-syntax run
  (syntax-rules ()
    ((_ limit (variable) goal ...) (run-question limit (variable) variable goal ...))
    ((_ limit (variable ...) goal ...) (run-question limit (variable ...) (list variable ...) goal ...))))

(define-syntax run-question
  (syntax-rules ()
    ((_ limit (variable ...) term goal ...)
     (let* ((state (%first-state #f)) (variable (%variable 'variable state)) ...)
       (answers limit term ((fresh () goal ...) state))))))

(define-syntax run*
  (syntax-rules () ((_ variables goal ...) (run #f variables goal ...))))
