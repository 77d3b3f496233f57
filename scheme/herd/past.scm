;;; Time in questions: moments, and goals of the past. A moment is in milliseconds since 1970, a text that names one, or a
;;; variable that another goal binds.

(define (days-ago n) "The moment n days before now." (- (now) (days n)))
(define (hours-ago n) "The moment n hours before now." (- (now) (hours n)))
(define (minutes-ago n) "The moment n minutes before now." (- (now) (minutes n)))

;; The null of an answer is one at which nothing is so.
(define (%moment moment)
  (cond ((string? moment) (date moment))
        ((or (number? moment) (%variable? moment) (eq? moment 'null)) moment)
        (else (%complain #f (format #f "~s is no moment" moment) '()
                         "write it as (days-ago 2), \"2026-11-21 01:00\", or a variable that another goal binds"))))

;; (at moment goal ...): the goals, as things were then.
(define-syntax at
  (syntax-rules ()
    ((_ moment goal ...)
     (let ((then (%moment moment))) (%window then then (fresh () goal ...) (form-place (goal ...)))))))

;; (during from to goal ...): a state counts if it was so at some moment from `from` to `to`, both included; an event and a
;; sample if they happened then.
(define-syntax during
  (syntax-rules ()
    ((_ from to goal ...)
     (%window (%moment from) (%moment to) (fresh () goal ...) (form-place (goal ...))))))

;; (since moment goal ...), (until moment goal ...): the same, without an end, and without a beginning.
(define-syntax since
  (syntax-rules ()
    ((_ moment goal ...) (%window (%moment moment) #f (fresh () goal ...) (form-place (goal ...))))))

(define-syntax until
  (syntax-rules ()
    ((_ moment goal ...) (%window #f (%moment moment) (fresh () goal ...) (form-place (goal ...))))))

;; (lasting start end goal): the state of the goal was so from `start` until `end`; `end` is forever while it still is.
(define-syntax lasting
  (syntax-rules ()
    ((_ start end goal) (%checked-lasting start end goal (form-place goal)))))

(define (%checked-lasting start end goal place)
  (unless (%state-goal? goal)
    (%complain place (format #f "only a state lasts, and ~s is none" goal) '() "an event has a time of its own"))
  (%lasting (%moment start) (%moment end) goal place))

;;; Relations made of others.

;; (define-relation (name column ...) "doc" goal ...): as defrel, but asked as the relations of the store are: columns by
;; position for a prefix, then by keyword; what is not named is anything.
(define-syntax define-relation
  (syntax-rules ()
    ((_ (name column ...) doc goal ...)
     (begin
       (defrel (whole column ...) goal ...)
       (define (name . terms) doc (%ask-columns whole 'name '(column ...) terms))))))

(define (%ask-columns whole name columns terms)
  (let ((given (%given-columns name columns terms)))
    (if (every cdr given)
        (apply whole (map cadr given))
        (%fresh (lambda (state)
                  (%start (apply whole (map (lambda (column)
                                              (if (cdr column) (cadr column) (%variable (car column) state)))
                                            given))
                          state))))))

;; ((column term) ...), or (column . #f) for what is anything
(define (%given-columns name columns terms)
  (let loop ((left columns) (terms terms) (given '()))
    (cond ((null? terms) (append (reverse given) (map (lambda (column) (cons column #f)) left)))
          ((keyword? (car terms)) (%named-columns name columns terms (reverse given)))
          ((null? left) (error (format #f "~a has ~a columns:" name (length columns)) columns))
          (else (loop (cdr left) (cdr terms) (cons (list (car left) (car terms)) given))))))

(define (%named-columns name columns terms given)
  (let loop ((terms terms) (named '()))
    (cond ((null? terms)
           (map (lambda (column) (or (assq column given) (assq column named) (cons column #f))) columns))
          ((and (keyword? (car terms)) (pair? (cdr terms)) (memq (keyword->symbol (car terms)) columns))
           (loop (cddr terms) (cons (list (keyword->symbol (car terms)) (cadr terms)) named)))
          (else (error (format #f "~a has no column ~s; its columns are" name (car terms)) columns)))))
