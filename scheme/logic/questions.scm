;;; run and run*: a question as a value, and its answers one after the other.

(define-record-type <question>
  (%make-question limit names body order distinct?)
  question?
  (limit question-limit)                ; a number, or #f
  (names question-names)
  (body question-body)                  ; a procedure of a state, and of a variable for each name
  (order question-order)                ; ((name . descending?) ...)
  (distinct? question-distinct?))

(define-syntax question
  (syntax-rules ()
    ((_ limit (name ...) . rest) (%question limit (name ...) () #f . rest))
    ((_ limit name . rest) (%question limit (name) () #f . rest))))

(define-syntax %question
  (syntax-rules ()
    ((_ limit names order distinct #:order-by keys . rest) (%question limit names keys distinct . rest))
    ((_ limit names order distinct #:distinct #t . rest) (%question limit names order #t . rest))
    ((_ limit names order distinct #:distinct #f . rest) (%question limit names order #f . rest))
    ((_ limit names order distinct #:distinct . rest) (%question limit names order #t . rest))
    ((_ limit (name ...) (key ...) distinct goal ...)
     (%make-question limit '(name ...)
                     (lambda (state name ...) (%all state goal ...))
                     (list (%order-key key) ...)
                     distinct))))

(define-syntax %order-key
  (syntax-rules (descending ascending)
    ((_ (descending name)) '(name . #t))
    ((_ (ascending name)) '(name . #f))
    ((_ name) '(name . #f))))

(define-syntax descending (syntax-rules () ((_ term) (syntax-error "descending stands outside of #:order-by" term))))
(define-syntax ascending (syntax-rules () ((_ term) (syntax-error "ascending stands outside of #:order-by" term))))

;; (answerer question) → list of answers. A host that has goals of its own is asked first.
(define current-answerer
  (make-parameter
    (lambda (question)
      (if (%host?) (%host-answers question) (question-answers question)))))

(define-syntax run
  (syntax-rules ()
    ((_ limit . rest) ((current-answerer) (question limit . rest)))))

(define-syntax run*
  (syntax-rules ()
    ((_ . rest) (run #f . rest))))

(define (question-answers question)
  "All answers of the question, at most as many as its limit, as a list."
  (let ((next (answer-cursor question)))
    (let loop ((answers '()))
      (let ((answer (next)))
        (if (eof-object? answer) (reverse! answers) (loop (cons answer answers)))))))

(define (answer-cursor question)
  "A procedure that searches for the question's next answer each time it is called; the end-of-file object after the last."
  (%limited (question-limit question)
            (if (pair? (question-order question)) (%sorted-cursor question) (%plain-cursor question))))

(define (%limited limit next)
  (if (not limit)
      next
      (let ((left limit))
        (lambda ()
          (if (<= left 0)
              (eof-object)
              (begin (set! left (- left 1)) (next)))))))

(define (%plain-cursor question)
  (let ((next (%state-cursor question)))
    (define (next-answer)
      (let ((found (next)))
        (if (eof-object? found) found (%reify (car found) (cdr found)))))
    (if (question-distinct? question) (%distinct next-answer (lambda (answer) answer)) next-answer)))

;; What a cursor gives, without what has a key that was there before.
(define (%distinct next key-of)
  (let ((seen (make-hash-table)))
    (define (next-new)
      (let ((answer (next)))
        (if (eof-object? answer)
            answer
            (let ((key (key-of answer)))
              (cond ((hash-ref seen key #f) (next-new))
                    (else (hash-set! seen key #t) answer))))))
    next-new))

;; A cursor of (term . state), the term being what is asked for.
(define (%state-cursor question)
  (let* ((state (%first-state (%source (make-hash-table) '())))
         (variables (map (lambda (name) (%variable name state)) (question-names question)))
         (term (if (null? (cdr variables)) (car variables) variables))
         (stream (%thunk (lambda () (%bind (apply (question-body question) state variables) %last)))))
    (define (next)
      (let ((found (%next-state stream)))
        (set! stream (and found (%answer-rest found)))
        (if found
            (let ((state (%settle (%answer-state found) term)))
              (if state (cons term state) (next)))
            (eof-object))))
    next))

;; (%next-state stream) → an answer, or #f
(define (%next-state stream)
  (cond ((not stream) #f)
        ((%state? stream) (%answer stream #f))
        ((%answer? stream) stream)
        ((%waiting? stream) (%next-state (%resume stream)))
        (else (%next-state (%force stream)))))

;;; Order: of answers that are all there.

(define (%sorted-cursor question)
  (let* ((order (question-order question))
         (names (question-names question))
         (directions (map cdr order))
         (places (map (lambda (key) (%place-of (car key) names)) order))
         (answers #f))
    (lambda ()
      (unless answers
        (set! answers (%sorted-answers (%keyed-cursor question) (null? (cdr names)) places directions)))
      (if (null? answers)
          (eof-object)
          (let ((answer (car answers)))
            (set! answers (cdr answers))
            answer)))))

;; A cursor of (answer . term): an answer with constraints is not what was asked for, but holds it.
(define (%keyed-cursor question)
  (let ((next (%state-cursor question)))
    (define (next-keyed)
      (let ((found (next)))
        (if (eof-object? found)
            found
            (cons (%reify (car found) (cdr found)) (%walk-all (car found) (cdr found))))))
    (if (question-distinct? question) (%distinct next-keyed car) next-keyed)))

(define (%place-of name names)
  (or (list-index (lambda (other) (eq? name other)) names)
      (%complain #f "it is not asked for:" (list name) "order by a variable of the question")))

(define (%sorted-answers next single? places directions)
  (define (key keyed place)
    (if single? (cdr keyed) (list-ref (cdr keyed) place)))
  (define (before? a b)
    (let loop ((places places) (directions directions))
      (and (pair? places)
           (let ((order (%compare-values (key a (car places)) (key b (car places)))))
             (cond ((= order 0) (loop (cdr places) (cdr directions)))
                   ((car directions) (> order 0))
                   (else (< order 0)))))))
  (let loop ((answers '()))
    (let ((answer (next)))
      (if (eof-object? answer)
          (map car (sort (reverse! answers) before?))
          (loop (cons answer answers))))))

;; The order answers are put in: no value, booleans, numbers, texts, what is no value of a column.
(define (%compare-values a b)
  (let ((rank (%value-rank a)) (other (%value-rank b)))
    (cond ((not (= rank other)) (- rank other))
          ((= rank 1) (- (if a 1 0) (if b 1 0)))
          ((= rank 2) (%order < a b))
          ((= rank 3) (%order string<? a b))
          (else 0))))

(define (%value-rank value)
  (cond ((boolean? value) 1) ((number? value) 2) ((string? value) 3) (else 4)))
