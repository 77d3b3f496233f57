;;; Tabled relations. What a relation answers to a call is worked out once in a question, in a search of its own that
;;; knows nothing of the caller; all callers, the recursive ones within that search among them, read the table. A reader
;;; who has read all there is waits; when everything waits and no table has grown, the tables are complete. So a relation
;;; over cyclic data ends. A table's answers are a set.

(define-record-type <table>
  (%make-table definition count answers known)
  %table?
  (definition %table-definition)
  (count %table-count %set-table-count!)
  (answers %table-answers %set-table-answers!)          ; the newest first
  (known %table-known))                                 ; a hash table of them

;; (%ask-table definition (list argument ...) state body) → stream; the body is a procedure of a state and arguments
(define (%ask-table definition arguments state body)
  (let* ((key (cons definition (%bare-reify arguments state)))
         (source (%state-source state))
         (known (hash-ref (%source-tables source) key #f)))
    (if known
        (%read known 0 arguments state)
        (let ((table (%make-table definition 0 '() (make-hash-table))))
          (%forbid-denial key source)
          (hash-set! (%source-tables source) key table)
          (%merge (%read table 0 arguments state)
                  (%thunk (lambda () (%fill table key source body))))))))

;; A search within a negation has no tables yet. If one that is being filled outside waits for the negation, the table is
;; needed to know what is in it.
(define (%forbid-denial key source)
  (when (member key (%source-filling source))
    (%complain (%definition-place (car key))
               (format #f "'~a' depends on its own negation, or on an aggregate of itself"
                       (%definition-name (car key)))
               '() #f)))

;; The search that fills a table. It gives no answer itself; readers find them in the table.
(define (%fill table key source body)
  (let* ((own (%source (%source-tables source) (cons key (%source-filling source))))
         (state (%first-state own))
         (arguments (%instantiate (cdr key) state)))
    (%bind (apply body state arguments)
           (%project (lambda (state) (%note-answer table arguments state))))))

(define (%note-answer table arguments state)
  (let ((settled (%settle state arguments)))
    (when settled
      (%forbid-constraints table arguments settled)
      (let ((answer (%bare-reify arguments settled)))
        (unless (hash-ref (%table-known table) answer #f)
          (hash-set! (%table-known table) answer #t)
          (%set-table-answers! table (cons answer (%table-answers table)))
          (%set-table-count! table (+ 1 (%table-count table))))))
    #f))

(define (%forbid-constraints table arguments state)
  (when (any (lambda (variable) (%constrained? variable state)) (%variables-in arguments state))
    (%complain (%definition-place (%table-definition table))
               (format #f "the tabled relation '~a' leaves an argument unbound that is not free"
                       (%definition-name (%table-definition table)))
               '() "bind it: a table holds values")))

;; (%read table seen arguments state) → stream: the answers from the one numbered `seen` on
(define (%read table seen arguments state)
  (let loop ((answers (take (%table-answers table) (- (%table-count table) seen)))
             (stream (%wait-for-more table (%table-count table) arguments state)))
    (if (null? answers)
        stream
        (loop (cdr answers) (%with-answer (car answers) arguments state stream)))))

(define (%with-answer answer arguments state rest)
  (let* ((state (%branched state))
         (found (%run-equal (%instantiate answer state) arguments state)))
    (if found (%answer found (%thunk (lambda () rest))) rest)))

(define (%wait-for-more table seen arguments state)
  (%waiting (list (%reader table seen (%thunk (lambda () (%read table seen arguments state)))))))

;;; Readers in a stream.

(define (%on-readers waiting change)
  (%waiting (map (lambda (reader)
                   (%reader (%reader-table reader) (%reader-seen reader) (change (%reader-stream reader))))
                 (%waiting-readers waiting))))

(define (%ready? reader)
  (< (%reader-seen reader) (%table-count (%reader-table reader))))

;; While others have something to do, readers let them; those for whom there is more go on.
(define (%merge-waiting waiting later)
  (receive (ready idle) (partition %ready? (%waiting-readers waiting))
    (cond ((pair? ready)
           (%merge-later later (%take-turns (map %reader-stream ready) idle)))
          (else (%thunk (lambda () (%beside (%force later) waiting)))))))

(define (%beside stream waiting)
  (cond ((not stream) waiting)
        ((%waiting? stream) (%waiting (append (%waiting-readers stream) (%waiting-readers waiting))))
        ((%state? stream) (%answer stream (%thunk (lambda () waiting))))
        ((%answer? stream)
         (%answer (%answer-state stream)
                  (%thunk (lambda () (%beside (%force (%answer-rest stream)) waiting)))))
        (else (%merge-waiting waiting stream))))

(define (%take-turns streams idle)
  (cond ((pair? (cdr streams)) (%merge-later (car streams) (%take-turns (cdr streams) idle)))
        ((pair? idle) (%merge-later (car streams) (%thunk (lambda () (%waiting idle)))))
        (else (car streams))))

;; Nothing but readers is left: those for whom there is more go on; if there are none, all tables are complete.
(define (%resume waiting)
  (receive (ready idle) (partition %ready? (%waiting-readers waiting))
    (and (pair? ready) (%take-turns (map %reader-stream ready) idle))))

;;; Terms as tables hold them: their variables are numbered, as in an answer.

(define-record-type <slot> (%slot number) %slot? (number %slot-number))

(define (%bare-reify term state)
  (let ((variables (%variables-in term state)))
    (if (null? variables)
        (%walk-all term state)
        (let loop ((variables variables) (number 0) (names (%first-state (%state-source state))))
          (if (null? variables)
              (%walk-all (%walk-all term state) names)
              (loop (cdr variables) (+ number 1) (%unify (car variables) (%slot number) (%tried names))))))))

(define (%instantiate term state)
  (let ((made '()))
    (define (variable-of slot)
      (or (assoc-ref made slot)
          (let ((variable (%variable 'argument state)))
            (set! made (acons slot variable made))
            variable)))
    (let copy ((term term))
      (cond ((pair? term) (let ((head (copy (car term)))) (cons head (copy (cdr term)))))
            ((%slot? term) (variable-of term))
            (else term)))))
