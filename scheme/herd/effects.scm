;;; What a receiver hook says: facts are ground goals; findings say how a subject is.

(define* (message body #:key (host "here") (time 0))
  "A message with this body, for examples and tests; time is in milliseconds since 1970."
  (%make-message body host time))

;; (with-fields (field ... (variable field) ...) alist body ...): the fields of an alist as variables; #f for what it lacks.
(define-syntax with-fields
  (syntax-rules ()
    ((_ fields alist body ...)
     (let ((given alist)) (%with-fields fields given () body ...)))))

(define-syntax %with-fields
  (syntax-rules ()
    ((_ () given bindings body ...) (let bindings body ...))
    ((_ ((variable field) . more) given (binding ...) body ...)
     (%with-fields more given (binding ... (variable (assq-ref given 'field))) body ...))
    ((_ (field . more) given (binding ...) body ...)
     (%with-fields more given (binding ... (field (assq-ref given 'field))) body ...))))

(define (finding subject . rest)
  "How a subject is: (finding subject level [format argument ...] [#:value n] [#:limit n] [#:for duration]
[#:tolerate n]). The level is a symbol (ok note warn bark), or what above or below return; the text is made as by format.
#:for is how long it must stay so before it barks; #:tolerate is how many barks in a row are only noted.
In a question, (finding host plugin subject level text value limit): what was found, columns by position or name."
  (if (or (null? rest) (%asked? (car rest)))
      (apply %finding-goal subject rest)
      (%found subject (car rest) (cdr rest))))

(define (%found subject level rest)
  (let split ((rest rest) (arguments '()))
    (cond ((null? rest) (%finding subject level (%text (reverse arguments)) #f #f #f #f))
          ((memq (car rest) '(#:value #:limit #:for #:tolerate))
           (let ((options rest))
             (%finding subject level (%text (reverse arguments))
                       (%option #:value options) (%option #:limit options)
                       (%option #:for options) (%option #:tolerate options))))
          (else (split (cdr rest) (cons (car rest) arguments))))))

(define (%text arguments)
  (if (null? arguments) "" (apply format #f arguments)))

(define (%option key options)
  (let ((found (memq key options)))
    (and found (pair? (cdr found)) (cadr found))))

;; Of findings it returns what it was given, and that this is all: a receiver may return lists of lists.
(define (snapshot relation all)
  "The effect: these are all the facts of a state on this host; what is not among them ends. In (snapshot finding all) they
are all that this service finds there; a subject that is not among them is gone. Facts may be among the findings."
  (if (eq? relation finding)
      (list all (%no-others all))
      (%snapshot relation all)))

(define* (above value #:key (warn #f) (bark #f) (for #f) (clear #f))
  "The level of a value that should stay low: 'bark above the limit bark, 'warn above the limit warn, else 'ok.
#:for is how long it must stay so before it barks; #:clear is where it is well again."
  (%held-against > value warn bark for clear))

(define* (below value #:key (warn #f) (bark #f) (for #f) (clear #f))
  "The level of a value that should stay high: 'bark below the limit bark, 'warn below the limit warn, else 'ok.
#:for is how long it must stay so before it barks; #:clear is where it is well again."
  (%held-against < value warn bark for clear))

(define (%held-against worse? value warn bark for clear)
  (define lingers (and clear (worse? value clear)))
  (cond ((and bark (worse? value bark)) (%verdict 'bark value bark for lingers))
        ((and warn (worse? value warn)) (%verdict 'warn value warn for lingers))
        (else (%verdict 'ok value (or warn bark) for lingers))))

;; What a monitor could not look at is no trouble of the machine: it is kept, and never told.
(define (not-seen subject reason)
  "The finding of what could not be looked at, for want of a program, of hardware, or of root."
  (finding subject 'note "not seen (~a)" reason))

(define (duration->string duration)
  "A duration for people: \"71 days\", \"3 hours\", \"12 minutes\", \"5 seconds\"."
  (define (whole n unit)
    (let ((count (quotient duration n)))
      (format #f "~a ~a~a" count unit (if (= count 1) "" "s"))))
  (cond ((>= duration (days 2)) (whole (days 1) "day"))
        ((>= duration (hours 2)) (whole (hours 1) "hour"))
        ((>= duration (minutes 2)) (whole (minutes 1) "minute"))
        (else (whole (seconds 1) "second"))))

(define (bytes->string bytes)
  "An amount of memory for people: \"3.6 TiB\", \"512 MiB\", \"17 B\"."
  (let loop ((amount bytes) (units '("B" "KiB" "MiB" "GiB" "TiB")))
    (cond ((or (< amount 1024) (null? (cdr units)))
           (if (or (integer? amount) (>= amount 100))
               (format #f "~a ~a" (inexact->exact (round amount)) (car units))
               (format #f "~,1f ~a" amount (car units))))
          (else (loop (/ amount 1024) (cdr units))))))
