;;; Goals as whoever plans a question sees them.
;;;
;;; A body is seen by running it on a Look, which notes its goals instead. (goal->data goal) gives nested lists, with the
;;; logic variables themselves as terms:
;;;
;;;   (all goal ...)  (any goal ...)
;;;   (equal t u)  (unequal t u)  (type num|sym|str t)  (absent part t)  (member t list)
;;;   (compare "<"|"<=" t u)  (arithmetic "+"|"-"|"*" t u result)  (like t "pattern")  (match t "pattern")
;;;   (not goal place)  (aggregate "count"|"max"|"min"|"sum"|"average" result value goal place)
;;;   (call definition t ...)  (transitive step from to)  (window from to goal)
;;;   (search goal)   what only the search can do: conda, project, a procedure that never ends
;;;   (host goal t ...)   a goal of the host, such as a relation of a store, and its terms

;; How many bodies are opened at most: a relation written with `define` opens itself for ever.
(define %most-bodies 2000)

(define (goal->data goal)
  "The goal as nested lists, its bodies opened."
  (%view goal (%look (%source #f '())) (list %most-bodies)))

(define (question->data question)
  "(variables . data): a logic variable for each name of the question, and its goal."
  (let* ((look (%look (%source #f '())))
         (variables (map (lambda (name) (%variable name look)) (question-names question))))
    (apply (question-body question) look variables)
    (cons variables (%view-all (%noted look) look (list %most-bodies)))))

(define (definition->data definition)
  "(parameters . data): a logic variable for each parameter of a defined relation, and its body."
  (let* ((look (%look (%source #f '())))
         (parameters (map (lambda (name) (%variable name look)) (%definition-parameters definition))))
    (cons parameters
          (%view-all (%goals-of (lambda (look) (apply (%definition-body definition) look parameters)) look)
                     look (list %most-bodies)))))

;; The same of a procedure of two terms that makes a goal.
(define (step->data step)
  (let* ((look (%look (%source #f '())))
         (from (%variable 'from look))
         (to (%variable 'to look)))
    (cons (list from to)
          (%view-all (%goals-of (lambda (look) (%start (step from to) look)) look) look (list %most-bodies)))))

(define (%goals-of body look)
  (let ((inner (%look (%look-source look))))
    (body inner)
    (%noted inner)))

(define (%view-all goals look budget)
  (let ((views (append-map (lambda (goal) (%conjuncts (%view goal look budget))) goals)))
    (if (and (pair? views) (null? (cdr views))) (car views) (cons 'all views))))

(define (%conjuncts view)
  (if (eq? (car view) 'all) (cdr view) (list view)))

(define (%view goal look budget)
  (cond ((or (%fresh? goal) (%conde? goal)) (%view-body goal look budget))
        ((%call? goal) (cons* 'call (%call-definition goal) (vector->list (%call-terms goal))))
        ((%equal? goal) (list 'equal (%equal-left goal) (%equal-right goal)))
        ((%unequal? goal) (list 'unequal (%unequal-left goal) (%unequal-right goal)))
        ((%truth? goal) (if (%truth-holds goal) '(all) '(any)))
        ((%type-test? goal) (list 'type (%type-test-type goal) (%type-test-term goal)))
        ((%absent? goal) (list 'absent (%absent-part goal) (%absent-term goal)))
        ((%member? goal) (list 'member (%member-term goal) (%member-list goal)))
        ((%transitive? goal)
         (list 'transitive (%transitive-step goal) (%transitive-from goal) (%transitive-to goal)))
        ((%window? goal)
         (list 'window (%window-from goal) (%window-to goal) (%view (%window-goal goal) look budget)))
        ((%waiting-goal? goal) (%view-waiting goal look budget))
        ((or (%committed? goal) (%project? goal)) (list 'search goal))
        (else (cons* 'host goal (%host-terms goal)))))

(define (%view-body goal look budget)
  (set-car! budget (- (car budget) 1))
  (cond ((<= (car budget) 0) (list 'search goal))
        ((%fresh? goal) (%view-all (%goals-of (%fresh-body goal) look) look budget))
        (else
         (cons 'any
               (map (lambda (index)
                      (%view-all (%goals-of (lambda (look) ((%conde-clause goal) index look)) look) look budget))
                    (iota (%conde-count goal)))))))

(define (%view-waiting goal look budget)
  (cond ((%comparison? goal)
         (list 'compare (%comparison-operator goal) (%comparison-left goal) (%comparison-right goal)))
        ((%arithmetic? goal)
         (list 'arithmetic (%arithmetic-operator goal) (%arithmetic-left goal) (%arithmetic-right goal)
               (%arithmetic-result goal)))
        ((%pattern? goal) (list (string->symbol (%pattern-kind goal)) (%pattern-term goal) (%pattern-pattern goal)))
        ((%negation? goal) (list 'not (%view (%negation-goal goal) look budget) (%negation-place goal)))
        (else
         (list 'aggregate (%aggregate-operator goal) (%aggregate-result goal) (%aggregate-value goal)
               (%view (%aggregate-goal goal) look budget) (%aggregate-place goal)))))

;; Every term in the goals of a body: its variables are those of the body, and those it was given.
(define (%terms-within goal state)
  (%view goal (%look (%state-source state)) (list 100)))
