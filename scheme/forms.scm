;;; Forms of SRFI 2 and 26, of match's family, and of Guile, as syntax-rules.

;;; SRFI 2: (and-let* (clause ...) body ...); a clause is (name expression), (expression), or a name.

(define-syntax and-let*
  (syntax-rules ()
    ((_ ()) #t)
    ((_ () body ...) (let () body ...))
    ((_ ((name expression))) expression)
    ((_ ((expression))) expression)
    ((_ ((name expression) clause ...) . body) (let ((name expression)) (and name (and-let* (clause ...) . body))))
    ((_ ((expression) . clauses) . body) (and expression (and-let* clauses . body)))
    ((_ (name)) name)
    ((_ (name . clauses) . body) (and name (and-let* clauses . body)))))

;;; SRFI 26: (cut f <> x <...>) is a procedure of the slots; cute evaluates the other parts once.

(define-syntax cut
  (syntax-rules ()
    ((_ . parts) (%cut () () . parts))))

(define-syntax %cut
  (syntax-rules (<> <...>)
    ((_ (slot ...) (procedure part ...)) (lambda (slot ...) (procedure part ...)))
    ((_ (slot ...) (procedure part ...) <...>) (lambda (slot ... . rest) (apply procedure part ... rest)))
    ((_ (slot ...) (part ...) <> . more) (%cut (slot ... x) (part ... x) . more))
    ((_ slots (part ...) x . more) (%cut slots (part ... x) . more))))

(define-syntax cute
  (syntax-rules ()
    ((_ . parts) (%cute () () () . parts))))

(define-syntax %cute
  (syntax-rules (<> <...>)
    ((_ (slot ...) (binding ...) (procedure part ...)) (let (binding ...) (lambda (slot ...) (procedure part ...))))
    ((_ (slot ...) (binding ...) (procedure part ...) <...>)
     (let (binding ...) (lambda (slot ... . rest) (apply procedure part ... rest))))
    ((_ (slot ...) bindings (part ...) <> . more) (%cute (slot ... x) bindings (part ... x) . more))
    ((_ slots (binding ...) (part ...) expression . more)
     (%cute slots (binding ... (value expression)) (part ... value) . more))))

;;; match's family

(define-syntax match-lambda
  (syntax-rules () ((_ clause ...) (lambda (value) (match value clause ...)))))

(define-syntax match-lambda*
  (syntax-rules () ((_ clause ...) (lambda values (match values clause ...)))))

(define-syntax match-let
  (syntax-rules ()
    ((_ ((pattern expression) ...) body ...) (match (list expression ...) ((pattern ...) body ...)))
    ((_ name ((pattern expression) ...) body ...)
     ((letrec ((name (match-lambda* ((pattern ...) body ...)))) name) expression ...))))

(define-syntax match-let*
  (syntax-rules ()
    ((_ () body ...) (let () body ...))
    ((_ ((pattern expression) . rest) body ...) (match expression (pattern (match-let* rest body ...))))))

;;; Guile

(define-syntax define-public
  (syntax-rules () ((_ . parts) (define . parts))))

(define-syntax define*-public
  (syntax-rules () ((_ . parts) (define* . parts))))

(define-syntax with-fluids
  (syntax-rules ()
    ((_ ((fluid value) ...) body ...) (parameterize ((fluid value) ...) body ...))))

(define* (make-fluid #:optional (default #f))
  "A fluid: a place for a value that with-fluids gives another value for a while."
  (make-parameter default))

(define (fluid-ref fluid) "The fluid's value." (fluid))
(define (fluid-set! fluid value) "Gives the fluid another value." (fluid value))

(define (unspecified? x)
  "Is it the value of an expression that is evaluated only for its effect?"
  (eq? x (if #f #f)))
