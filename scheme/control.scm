;;; Control: small procedures on procedures, escapes, catch and throw.

(define (identity x)
  "x itself."
  x)

(define (const value)
  "A procedure of any arguments that returns the value."
  (lambda ignored value))

(define (negate satisfied?)
  "A predicate that is true where the given one is false."
  (lambda arguments (not (apply satisfied? arguments))))

(define (compose outer . inner)
  "A procedure that applies the last of the procedures, then the one before it to the result, and so on."
  (if (null? inner)
      outer
      (let ((rest (apply compose inner)))
        (lambda arguments (call-with-values (lambda () (apply rest arguments)) outer)))))

(define (and=> value procedure)
  "The procedure applied to the value; #f if that is #f."
  (and value (procedure value)))

(define (call-with-escape-continuation procedure)
  "Calls the procedure with a continuation that leaves this call."
  (call-with-current-continuation procedure))

(define call/ec call-with-escape-continuation)

(define-syntax let/ec
  (syntax-rules () ((_ k body ...) (call-with-escape-continuation (lambda (k) body ...)))))

(define-syntax let/cc
  (syntax-rules () ((_ k body ...) (call-with-current-continuation (lambda (k) body ...)))))

;; (while test body ...) is (%while (lambda () test) (lambda (break continue) body ...)).
(define (%while test body)
  (call-with-current-continuation
    (lambda (break)
      (let loop ()
        (if (test)
            (begin
              (call-with-current-continuation
                (lambda (continue) (body (lambda results (apply break results)) (lambda () (continue #f)))))
              (loop))
            #f)))))

(define-syntax begin0
  (syntax-rules ()
    ((_ first rest ...) (call-with-values (lambda () first) (lambda results rest ... (apply values results))))))

;;; catch and throw. A throw raises a condition that remembers key and arguments; other errors are caught under Guile's
;;; keys: wrong-type-arg, out-of-range, unbound-variable, wrong-number-of-args, numerical-overflow, misc-error ...

(define (%catches? key raised)
  (or (eq? key #t) (eq? key (%thrown-key raised))))

(define (%call-handler handler raised)
  (apply handler (%thrown-key raised) (%thrown-arguments raised)))

(define* (catch key thunk handler #:optional pre-unwind)
  "Calls thunk. If it throws to key (#t: to any), the value is what handler returns for the key and the arguments;
pre-unwind is called before, where the error happened."
  ((call-with-current-continuation
     (lambda (escape)
       (with-exception-handler
         (lambda (raised)
           (if (%catches? key raised)
               (begin
                 (if pre-unwind (%call-handler pre-unwind raised))
                 (escape (lambda () (%call-handler handler raised))))
               (raise-continuable raised)))
         (lambda ()
           (call-with-values thunk
             (lambda results (lambda () (apply values results))))))))))

(define (with-throw-handler key thunk handler)
  "Calls thunk; if it throws to key, handler is called where the error happened, and the error goes on outward."
  (with-exception-handler
    (lambda (raised)
      (if (%catches? key raised) (%call-handler handler raised))
      (raise-continuable raised))
    thunk))

(define-syntax false-if-exception
  (syntax-rules () ((_ expression) (guard (raised (#t #f)) expression))))

(define (scm-error key who message arguments data)
  "Throws as Guile's own procedures do."
  (throw key who message arguments data))

(define (call-with-port port procedure)
  "Calls the procedure with the port, and closes it when that returns."
  (call-with-values (lambda () (procedure port))
    (lambda results (close-port port) (apply values results))))
