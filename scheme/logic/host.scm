;;; Questions to a host that has goals of its own, such as the relations of a store. Of each conjunction it takes what it
;;; can do at once (its own goals, and what constrains them); the rest is searched, for one of its rows after the other.

;; (%host-answers question) → list: what the default answerer does where there is a host
(define (%host-answers question)
  (if (%within-question?)
      (%answers-of question)
      (%answers-of (%with-limit question (%host-limit)))))

(define (%with-limit question limit)
  (let ((own (question-limit question)))
    (if (and limit (or (not own) (< limit own)))
        (%make-question limit (question-names question) (question-body question)
                        (question-order question) (question-distinct? question))
        question)))

(define (%answers-of question)
  (receive (taken variables) (%taken-of-question question)
    (%note-answers variables
                   (cond ((not taken) (question-answers question))
                         ((null? (%taken-rest taken)) (%arranged %taken-answers question taken variables))
                         (else (%of-one-moment (lambda () (question-answers (%hosted question))))))
                   taken)))

(define (%taken-of-question question)
  (let* ((look (%look (%source (make-hash-table) '())))
         (variables (map (lambda (name) (%variable name look)) (question-names question)))
         (goals (%goals-of (lambda (look) (apply (question-body question) look variables)) look)))
    (values (%taken-of goals (%first-state (%look-source look)) variables) variables)))

(define (%arranged ask question taken variables)
  (ask taken variables (question-limit question)
       (map (lambda (key) (cons (%place-of (car key) (question-names question)) (cdr key)))
            (question-order question))
       (question-distinct? question)))

;; (explanation (run* ...)) → a string: how the question would be answered, which it is not
(define-syntax explanation
  (syntax-rules ()
    ((_ question) (parameterize ((current-answerer %explained)) question))))

(define (%explained question)
  (receive (taken variables) (if (%host?) (%taken-of-question question) (values #f '()))
    (if taken
        (%arranged %taken-explanation question taken variables)
        "nothing of it is asked of the store: all of it is searched")))

;; (explain (run* ...)) writes it.
(define-syntax explain
  (syntax-rules ()
    ((_ question) (begin (display (explanation question)) (newline)))))

;; A question within a question reads what that one reads.
(define %within-question? (make-parameter #f))

(define (%of-one-moment search)
  (if (%within-question?)
      (search)
      (let ((answers (parameterize ((%within-question? #t)) (search))))
        (%host-question-over)
        answers)))

;; The question with its conjunction split anew where it runs: there its variables are those of the search.
(define (%hosted question)
  (%make-question (question-limit question) (question-names question)
                  (lambda (state . variables)
                    (let ((look (%look (%state-source state))))
                      (%split (%goals-of (lambda (look) (apply (question-body question) look variables)) look)
                              state variables)))
                  (question-order question) (question-distinct? question)))

;; (%start-conjunction goal state) → stream: as %start, but the host is asked first
(define (%start-conjunction goal state)
  (if (%host?) (%split (list goal) state #t) (%start goal state)))

(define (%split goals state asked)
  (let* ((taken (%taken-of goals state asked)))
    (if taken
        (%bind-rest (%row-stream taken state) taken)
        (%bind-all state goals))))

;; What is left to the search; the host takes what it can of each clause of a conde.
(define (%bind-rest stream taken)
  (let ((to-split (%taken-to-split taken)))
    (%bind-all stream
               (map (lambda (goal) (if (memq goal to-split) (%split-conde goal) goal))
                    (%taken-rest taken)))))

(define (%split-conde goal)
  (let ((clause (%conde-clause goal)))
    (%conde (%conde-count goal)
            (lambda (index state)
              (if (%state? state)
                  (%split (%goals-of (lambda (look) (clause index look)) (%look (%state-source state))) state #t)
                  (clause index state))))))

(define (%bind-all stream goals)
  (if (and stream (pair? goals)) (%bind-all (%bind stream (car goals)) (cdr goals)) stream))

;; What the host takes of goals in a state, or #f. Calls are opened as long as it wants to see what is in them.
(define (%taken-of goals state asked)
  (let* ((look (%look (%state-source state)))
         (budget (list %most-bodies)))
    (let again ((goals (%opened goals look)))
      (let* ((mark (%next-id state))
             (views (map (lambda (goal) (%view goal look budget)) goals))
             (taken (%take goals views (%bodies-of views) state mark asked))
             (to-open (if taken (%taken-to-open taken) '())))
        (if (null? to-open)
            taken
            (again (append-map (lambda (goal)
                                 (if (memq goal to-open) (%opened (list (%call-body goal)) look) (list goal)))
                               goals)))))))

;; The goals with those of a `fresh` in its place.
(define (%opened goals look)
  (append-map (lambda (goal)
                (if (%fresh? goal) (%opened (%goals-of (%fresh-body goal) look) look) (list goal)))
              goals))

(define (%call-body call)
  (%fresh (lambda (state)
            (apply (%definition-body (%call-definition call)) state (vector->list (%call-terms call))))))

;; ((definition-or-step parameters . view) ...) of all that the views speak of, directly or not
(define (%bodies-of views)
  (let more ((waiting (append-map %spoken-of views)) (bodies '()))
    (cond ((null? waiting) bodies)
          ((assq (car waiting) bodies) (more (cdr waiting) bodies))
          (else
           (let ((body (%body->data (car waiting))))
             (more (append (%spoken-of (cdr body)) (cdr waiting))
                   (cons (cons (car waiting) body) bodies)))))))

(define (%body->data spoken-of)
  (if (procedure? spoken-of) (step->data spoken-of) (definition->data spoken-of)))

;; Each row is a state with a scope of its own: what is found beyond one row is not seen in the next.
(define (%row-stream taken state)
  (let ((variables (%taken-variables taken)))
    (let next-row ()
      (let ((row (%taken-next taken)))
        (and row
             (let ((found (%run-equal variables row (%branched state))))
               (if found (%answer found (%thunk next-row)) (next-row))))))))

;; A goal of the host that the search meets.
(define (%solve-by-host goal state)
  (let ((taken (and (%host?) (%taken-of (list goal) state #t))))
    (cond (taken (%bind-rest (%row-stream taken state) taken))
          ((%window? goal)
           (%complain (%window-place goal) "of the past, only relations and what is made of them can be asked" '()
                      "put project, conda, condu and once beside the goals of the past: (fresh () (at moment goal) (project ...))"))
          (else
           (error (if (procedure? goal) "this is a procedure where a goal is wanted:" "nothing here can answer") goal)))))
