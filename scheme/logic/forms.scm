;;; The forms that make goals.

;; (%all state goal ...): the goals one after the other, a stream.
(define-syntax %all
  (syntax-rules ()
    ((_ state goal) (%first state goal))
    ((_ state goal rest ...) (%then (%first state goal) rest ...))))

(define-syntax %then
  (syntax-rules ()
    ((_ stream goal) (let ((before stream)) (and before (%next before goal))))
    ((_ stream goal rest ...) (%then (let ((before stream)) (and before (%next before goal))) rest ...))))

(define-syntax %first
  (syntax-rules (== fresh)
    ((_ state (== left right)) (%start-equal left right state))
    ((_ state (fresh variables goal ...)) (%start-body (%body variables goal ...) state))
    ((_ state goal) (%start goal state))))

(define-syntax %next
  (syntax-rules (==)
    ((_ stream (== left right)) (%bind-equal stream left right))
    ((_ stream goal) (%bind stream goal))))

(define-syntax fresh
  (syntax-rules ()
    ((_ variables goal ...) (%fresh (%body variables goal ...)))))

(define-syntax %body
  (syntax-rules ()
    ((_ (variable ...) goal ...)
     (lambda (state)
       (let* ((variable (%variable 'variable state)) ...)
         (%all state goal ...))))))

(define-syntax conde
  (syntax-rules ()
    ((_ (goal ...) ...)
     (%conde (%count (goal ...) ...)
             (lambda (index state) (%clause index state (0 1 2 3 4 5 6 7) (goal ...) ...))))))

(define-syntax %count
  (syntax-rules ()
    ((_) 0)
    ((_ a) 1)
    ((_ a b) 2)
    ((_ a b c) 3)
    ((_ a b c d) 4)
    ((_ a b c d e) 5)
    ((_ a b c d e f) 6)
    ((_ a b c d e f g) 7)
    ((_ a b c d e f g h . more) (+ 8 (%count . more)))))

;; The clause of an index; eight are told apart, then eight more.
(define-syntax %clause
  (syntax-rules (else)
    ((_ index state numbers (else goal ...)) (%all state goal ...))
    ((_ index state numbers (goal ...)) (%all state goal ...))
    ((_ index state () clause ...)
     (let ((later (- index 8))) (%clause later state (0 1 2 3 4 5 6 7) clause ...)))
    ((_ index state (number . numbers) (goal ...) clause ...)
     (if (eq? index number) (%all state goal ...) (%clause index state numbers clause ...)))))

(define-syntax conda
  (syntax-rules () ((_ clause ...) (%commit #f clause ...))))

(define-syntax condu
  (syntax-rules () ((_ clause ...) (%commit #t clause ...))))

(define-syntax %commit
  (syntax-rules ()
    ((_ once? (test goal ...) ...)
     (%committed once? (%count test ...)
                 (lambda (index state) (%clause index state (0 1 2 3 4 5 6 7) ((%test test)) ...))
                 (lambda (index stream) (%rest index stream (0 1 2 3 4 5 6 7) (goal ...) ...))))))

(define-syntax %rest
  (syntax-rules ()
    ((_ index stream numbers ()) stream)
    ((_ index stream numbers (goal ...)) (%then stream goal ...))
    ((_ index stream () clause ...)
     (let ((later (- index 8))) (%rest later stream (0 1 2 3 4 5 6 7) clause ...)))
    ((_ index stream (number . numbers) clause more ...)
     (if (eq? index number)
         (%rest index stream numbers clause)
         (%rest index stream numbers more ...)))))

;; (else goal ...) of the books: `else` as a test is true.
(define-syntax %test
  (syntax-rules (else)
    ((_ else) succeed)
    ((_ goal) goal)))

(define-syntax once
  (syntax-rules () ((_ goal) (condu (goal)))))

(define-syntax project
  (syntax-rules ()
    ((_ (variable ...) goal ...)
     (%project (lambda (state)
                 (let ((variable (%walk-all variable state)) ...)
                   (%all state goal ...)))))))

;; A body that is one `conde` needs no goal of its own: its clauses are run on the arguments of the call. Another goal
;; alone runs at once; several give way to others first.
(define-syntax defrel
  (syntax-rules (conde)
    ((_ (name parameter ...) (conde (goal ...) ...))
     (begin
       (define (clause index state parameter ...)
         (%clause index state (0 1 2 3 4 5 6 7) (goal ...) ...))
       (%define-relation definition name (parameter ...) #f (%count (goal ...) ...) clause
                         (lambda (state parameter ...)
                           (%start (%conde (%count (goal ...) ...)
                                           (lambda (index state) (clause index state parameter ...)))
                                   state)))))
    ((_ (name parameter ...) goal)
     (%define-relation definition name (parameter ...) #f 0 #f (lambda (state parameter ...) (%first state goal))))
    ((_ (name parameter ...) goal ...)
     (%define-relation definition name (parameter ...) #f 0 #f
                       (lambda (state parameter ...) (%first state (fresh () goal ...)))))))

;; The body is seen as it is; run, it asks the table.
(define-syntax defrel/tabled
  (syntax-rules ()
    ((_ (name parameter ...) goal ...)
     (begin
       (define (body state parameter ...)
         (%first state (fresh () goal ...)))
       (%define-relation definition name (parameter ...) #t 0 #f
                         (lambda (state parameter ...)
                           (if (%state? state)
                               (%ask-table definition (list parameter ...) state body)
                               (body state parameter ...))))))))

(define-syntax %define-relation
  (syntax-rules ()
    ((_ definition name (parameter ...) tabled? count clause body)
     (begin
       (define definition
         (%definition 'name '(parameter ...) tabled? count clause body (form-place name)))
       (define (name parameter ...) (%call definition parameter ...))))))

(define succeed (%truth #t))
(define fail (%truth #f))

(define (== left right)
  "The two terms are the same."
  (%equal left right))

(define (=/= left right)
  "The two terms are never the same."
  (%unequal left right))

(define (symbolo term) "The term is a symbol." (%type-test 'sym term))
(define (numbero term) "The term is a number." (%type-test 'num term))
(define (stringo term) "The term is a string." (%type-test 'str term))

(define (absento part term)
  "The part occurs nowhere in the term."
  (%absent part term))
