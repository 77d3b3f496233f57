;;; Time in questions: moments, and goals of the past. A moment is in milliseconds since 1970, a text that names one, or a
;;; variable that another goal binds.

(define (days-ago n) "The moment n days before now." (- (now) (days n)))
(define (hours-ago n) "The moment n hours before now." (- (now) (hours n)))
(define (minutes-ago n) "The moment n minutes before now." (- (now) (minutes n)))

(define (%moment moment)
  (if (string? moment) (date moment) moment))

;; (at moment goal ...): the goals, as things were then.
(define-syntax at
  (syntax-rules ()
    ((_ moment goal ...)
     (let ((then (%moment moment))) (%window then then (fresh () goal ...))))))

;; (during from to goal ...): a state counts if it was so at some moment from `from` to `to`, both included; an event and a
;; sample if they happened then.
(define-syntax during
  (syntax-rules ()
    ((_ from to goal ...)
     (%window (%moment from) (%moment to) (fresh () goal ...)))))

;; (since moment goal ...), (until moment goal ...): the same, without an end, and without a beginning.
(define-syntax since
  (syntax-rules ()
    ((_ moment goal ...) (%window (%moment moment) #f (fresh () goal ...)))))

(define-syntax until
  (syntax-rules ()
    ((_ moment goal ...) (%window #f (%moment moment) (fresh () goal ...)))))

;; (lasting start end goal): the state of the goal was so from `start` until `end`; `end` is forever while it still is.
(define-syntax lasting
  (syntax-rules ()
    ((_ start end goal) (%checked-lasting start end goal (form-place goal)))))

(define (%checked-lasting start end goal place)
  (unless (%state-goal? goal)
    (%complain place (format #f "only a state lasts, and ~s is none" goal) "an event has a time of its own"))
  (%lasting (%moment start) (%moment end) goal place))
