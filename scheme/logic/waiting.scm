;;; Goals that wait: comparisons, arithmetic, patterns, negation, aggregates. One that knows too little yet is kept with
;;; a variable it waits for, and tried again when that is bound; so the order of goals never changes the answers. At the
;;; end of a question those that still wait are decided, or are an error: an answer that leaves them open would be a guess.

;; (%attempt goal state) → the state in which it holds, #f, or a list of variables: it waits for the first of them to be bound
(define (%attempt goal state)
  (cond ((%comparison? goal) (%attempt-comparison goal state))
        ((%arithmetic? goal) (%attempt-arithmetic goal state))
        ((%pattern? goal) (%attempt-pattern goal state))
        (else
         (let ((open (%outer-variables goal state)))
           (if (pair? open) (list (car open)) (%conclude goal state))))))

(define (%begin goal state)
  (let ((result (%attempt goal state)))
    (if (pair? result)
        (%wait-for result goal (%with-pending state (cons goal (%state-pending state))))
        result)))

(define (%wait-for variables goal state)
  (if (pair? variables)
      (let ((attached (%attached-to state (car variables))))
        (%wait-for (cdr variables) goal
                   (%with-attached state (car variables)
                                   (%attached (%attached-type attached) (%attached-unequal attached)
                                              (%attached-absent attached)
                                              (cons goal (%attached-waiting attached))))))
      state))

(define (%retry-all goals state)
  (if (and state (pair? goals))
      (%retry-all (cdr goals) (%retry (car goals) state))
      state))

;; A goal may wait for several variables; when the second is bound it is decided already.
(define (%retry goal state)
  (if (memq goal (%state-pending state))
      (let ((result (%attempt goal state)))
        (cond ((pair? result) (%wait-for result goal state))
              (result (%decided goal result))
              (else #f)))
      state))

(define (%decided goal state)
  (%with-pending state (delq goal (%state-pending state))))

;;; Comparisons and patterns: of numbers, or of texts; nothing else has an order.

(define (%attempt-comparison goal state)
  (let ((left (%walk (%comparison-left goal) state))
        (right (%walk (%comparison-right goal) state)))
    (cond ((%never-ordered? left) #f)
          ((%never-ordered? right) #f)
          ((and (eq? left right) (%variable? left) (equal? (%comparison-operator goal) "<")) #f)
          ((%variable? left) (list left))
          ((%variable? right) (list right))
          ((%compared? (%comparison-operator goal) left right) state)
          (else #f))))

(define (%never-ordered? term)
  (not (or (%variable? term) (number? term) (string? term))))

(define (%compared? operator left right)
  (cond ((and (number? left) (number? right))
         (if (equal? operator "<") (< left right) (<= left right)))
        ((and (string? left) (string? right))
         (if (equal? operator "<") (string<? left right) (string<=? left right)))
        (else #f)))

(define (<o left right) "The left is less: of two numbers, or two strings." (%comparison "<" left right))
(define (<=o left right) "The left is less, or the same." (%comparison "<=" left right))
(define (>o left right) "The left is greater." (%comparison "<" right left))
(define (>=o left right) "The left is greater, or the same." (%comparison "<=" right left))

(define (%attempt-pattern goal state)
  (let ((term (%walk (%pattern-term goal) state)))
    (cond ((%variable? term) (list term))
          ((and (string? term) (%pattern-matches? goal term)) state)
          (else #f))))

(define (likeo term pattern)
  "The term is a string like the pattern: % is any characters, _ any one; ASCII letters match in either case."
  (%pattern "like" term pattern))

(define (matcho term pattern)
  "The term is a string in which the regular expression is found."
  (%pattern "match" term pattern))

;;; Arithmetic: the third number of two.

(define (+o left right sum) "left + right = sum, of numbers; two of them must be bound." (%arithmetic "+" left right sum))
(define (-o left right difference)
  "left - right = difference, of numbers; two of them must be bound."
  (%arithmetic "-" left right difference))
(define (*o left right product)
  "left × right = product, of numbers; two of them must be bound."
  (%arithmetic "*" left right product))

(define (%attempt-arithmetic goal state)
  (let ((left (%walk (%arithmetic-left goal) state))
        (right (%walk (%arithmetic-right goal) state))
        (result (%walk (%arithmetic-result goal) state)))
    (define (so term value)
      (and value (not (nan? value)) (%run-equal term value state)))
    (let* ((terms (list left right result))
           (open (filter %variable? terms)))
      (cond ((not (every (lambda (term) (or (%variable? term) (number? term))) terms)) #f)
            ((and (pair? open) (pair? (cdr open))) (list (car open) (cadr open)))
            ((or (null? open) (%variable? result)) (so result (%calculate (%arithmetic-operator goal) left right)))
            (else (%solve (%arithmetic-operator goal) left right result so))))))

(define (%calculate operator left right)
  (cond ((equal? operator "+") (+ left right))
        ((equal? operator "-") (- left right))
        (else (* left right))))

;; One of left and right is a variable; the result is known.
(define (%solve operator left right result so)
  (let* ((open (if (%variable? left) left right))
         (known (if (%variable? left) right left)))
    (cond ((equal? operator "+") (so open (- result known)))
          ((equal? operator "-") (so open (if (%variable? left) (+ result known) (- known result))))
          ((not (= known 0)) (so open (/ result known)))
          ((= result 0) (list open))
          (else #f))))

;;; Negation and aggregates run their goals to the end, in a question within the question.

(define-syntax noto
  (syntax-rules ()
    ((_ goal ...) (%negation (fresh () goal ...) (form-place (goal ...))))))

(define-syntax counto
  (syntax-rules ()
    ((_ result goal ...) (%aggregate "count" result #f (fresh () goal ...) (form-place (goal ...))))))

(define-syntax maxo
  (syntax-rules ()
    ((_ result value goal ...) (%aggregate "max" result value (fresh () goal ...) (form-place (goal ...))))))

(define-syntax mino
  (syntax-rules ()
    ((_ result value goal ...) (%aggregate "min" result value (fresh () goal ...) (form-place (goal ...))))))

(define-syntax sumo
  (syntax-rules ()
    ((_ result value goal ...) (%aggregate "sum" result value (fresh () goal ...) (form-place (goal ...))))))

(define-syntax avgo
  (syntax-rules ()
    ((_ result value goal ...) (%aggregate "average" result value (fresh () goal ...) (form-place (goal ...))))))

(define (%inner-goal goal)
  (if (%negation? goal) (%negation-goal goal) (%aggregate-goal goal)))

;; The variables without a value that its goals speak of, but those made within them.
(define (%outer-variables goal state)
  (%variables-in (%terms-within (%inner-goal goal) state) state))

;; Decides a goal of which no more is known than what can be. → state or #f
(define (%conclude goal state)
  (if (%negation? goal)
      (and (not (%next-inner (%inner-stream goal state) goal)) state)
      (let ((result (%aggregated goal state)))
        (and result (%run-equal (%aggregate-result goal) (car result) state)))))

(define (%inner-stream goal state)
  (%start-conjunction (%inner-goal goal)
          (%inner-state state (%source (make-hash-table) (%source-filling (%state-source state))))))

;; (term . rest-of-stream) of an answer's value; every goal within is decided
(define (%next-inner stream goal)
  (let ((found (%next-state stream)))
    (and found
         (let ((settled (%settle (%answer-state found) (%inner-term goal))))
           (if settled
               (cons (%walk-all (%inner-term goal) settled) (%answer-rest found))
               (%next-inner (%answer-rest found) goal))))))

(define (%inner-term goal)
  (if (%aggregate? goal) (%aggregate-value goal) #f))

;; (value), or #f where there is none
(define (%aggregated goal state)
  (let loop ((stream (%inner-stream goal state)) (values '()) (count 0))
    (let ((next (%next-inner stream goal)))
      (cond ((not next) (%aggregate-of (%aggregate-operator goal) (reverse! values) count))
            ((equal? (%aggregate-operator goal) "count") (loop (cdr next) values (+ count 1)))
            ((%variable? (car next))
             (%complain (%aggregate-place goal)
                        (format #f "nothing binds '~a', of which the ~a is asked" (%variable-symbol (car next)) (%aggregate-operator goal))
                        '() #f))
            (else (loop (cdr next) (cons (car next) values) (+ count 1)))))))

(define (%aggregate-of operator values count)
  (let* ((numbers (filter number? values))
         (some (filter (lambda (value) (< (%value-rank value) 4)) values))
         (sum (apply + numbers)))
    (cond ((equal? operator "count") (list count))
          ((equal? operator "sum") (list sum))
          ((equal? operator "average") (and (pair? numbers) (list (/ sum (length numbers)))))
          ((null? some) #f)
          ((equal? operator "max") (list (%best > some)))
          (else (list (%best < some))))))

(define (%best better? values)
  (fold (lambda (value best) (if (better? (%compare-values value best) 0) value best)) (car values) (cdr values)))

;;; The end of a question.

;; (%settle state term) → state or #f. Negations and aggregates that still wait are concluded where the variables they
;; wait for occur in nothing else, the oldest first; what they bind may decide the others.
(define (%settle state term)
  (let ((pending (reverse (%state-pending state))))
    (if (null? pending)
        state
        (let* ((goal (or (find (lambda (goal) (%decidable? goal pending term state)) pending)
                         (%undecided (car pending) pending term state)))
               (result (%conclude goal state)))
          (and result (%settle (%decided goal result) term))))))

(define (%decidable? goal pending term state)
  (and (%asks? goal) (null? (%open-elsewhere goal pending term state))))

(define (%asks? goal)
  (or (%negation? goal) (%aggregate? goal)))

;; The variables the goal waits for that something else speaks of.
(define (%open-elsewhere goal pending term state)
  (let ((needed (%variables-in (cons term (%aggregate-result-of goal)) state))
        (others (delq goal pending)))
    (filter (lambda (variable)
              (or (memq variable needed)
                  (%constrained? variable state)
                  (any (lambda (other) (memq variable (%waits-for other state))) others)))
            (%waits-for goal state))))

(define (%aggregate-result-of goal)
  (if (%aggregate? goal) (%aggregate-result goal) #f))

(define (%constrained? variable state)
  (let ((attached (%attached-to state variable)))
    (or (%attached-type attached) (pair? (%attached-unequal attached)) (pair? (%attached-absent attached)))))

(define (%waits-for goal state)
  (if (%asks? goal)
      (%outer-variables goal state)
      (%variables-in
        (cond ((%comparison? goal) (list (%comparison-left goal) (%comparison-right goal)))
              ((%arithmetic? goal)
               (list (%arithmetic-left goal) (%arithmetic-right goal) (%arithmetic-result goal)))
              (else (%pattern-term goal)))
        state)))

(define (%undecided goal pending term state)
  (%complain (%place-in goal)
             (format #f "~a can never be decided: nothing binds ~a" (%kind-of goal)
                     (string-join (map (lambda (variable) (format #f "'~a'" (%variable-symbol variable)))
                                       (%unbound-in goal pending term state))
                                  ", "))
             '()
             "bind the variable by a goal beside it, or use it nowhere else"))

(define (%unbound-in goal pending term state)
  (if (%asks? goal) (%open-elsewhere goal pending term state) (%waits-for goal state)))

(define (%place-in goal)
  (cond ((%negation? goal) (%negation-place goal))
        ((%aggregate? goal) (%aggregate-place goal))
        (else #f)))

(define (%kind-of goal)
  (cond ((%negation? goal) "a negation")
        ((%aggregate? goal) "an aggregate")
        ((%comparison? goal) "a comparison")
        ((%arithmetic? goal) "a calculation")
        (else "a pattern")))
