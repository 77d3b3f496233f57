;;; number-check.scm --- a command that prints a number, held against limits

(define %number (make-regexp "-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?"))

(define (first-number text)
  (let ((found (regexp-exec %number text)))
    (and found (string->number (match:substring found)))))

(define-plugin number-check
  (synopsis "The number a command line prints, kept over time and held against limits")
  (interval (minutes 5))
  (options
    (name    (string) "What is measured: the subject of the finding.")
    (command (string) "A command line for /bin/sh; the first number it prints counts.")
    (warn    (maybe-number #f) "The limit that goes into the digest.")
    (bark    (maybe-number #f) "The limit that barks.")
    (clear   (maybe-number #f) "Where it is well again, if that is not the limit.")
    (low     (boolean #f) "Are numbers below the limits bad, and not those above?")
    (unit    (string "") "What stands behind the number.")
    (for     (duration 0) "How long it must be bad before it barks.")
    (timeout (short-duration (seconds 20)) "Then the command is ended, and there is no number."))
  (relations
    (metric (measured host check)
      (value number "What the command printed.")))
  (monitor
    (lambda ()
      (let* ((result (shell command #:timeout timeout #:max-bytes 65536))
             (trouble (command-trouble result))
             (value (first-number (assq-ref result 'stdout))))
        (cond (trouble `((trouble . ,trouble)))
              (value `((value . ,(exact->inexact value))))
              (else `((trouble . ,(format #f "it printed no number: ~s" (%shortened (first-line (assq-ref result 'stdout)))))))))))
  (receiver
    (lambda (message)
      (with-fields (trouble value) (message-body message)
        (if trouble
            (finding name 'warn "not measured: ~a" trouble)
            (list (measured (message-host message) name value)
                  (finding name ((if low below above) value #:warn warn #:bark bark #:clear clear)
                           "~a~a" value (if (string-null? unit) "" (string-append " " unit))
                           #:for for))))))
  (examples
    ("a hot card"
     (number-check-configuration (name "gpu") (command "nvidia-smi …") (warn 80) (bark 90) (unit "°C"))
     (message '((value . 91.5)) #:host "tux01")
     => (measured "tux01" "gpu" 91.5)
        (finding "gpu" 'bark "91.5 °C"))
    ("too few are bad where #:low is"
     (number-check-configuration (name "peers") (command "ipfs swarm peers | wc -l") (warn 10) (low #t))
     (message '((value . 3)) #:host "tux01")
     => (measured "tux01" "peers" 3)
        (finding "peers" 'warn "3"))
    ("no number is no health"
     (number-check-configuration (name "gpu") (command "nvidia-smi …") (warn 80))
     (message '((trouble . "exit 127: sh: nvidia-smi: not found")))
     => (finding "gpu" 'warn "not measured: exit 127: sh: nvidia-smi: not found"))))

(define* (number-check name command #:key (warn #f) (bark #f) (clear #f) (low #f) (unit "") (for 0)
                       (interval (minutes 5)) (timeout (seconds 20)))
  "A service: the first number this command line for /bin/sh prints, kept, and bad above #:warn and #:bark, or with
#:low #t below them.
  (number-check \"gpu\" \"nvidia-smi --query-gpu=temperature.gpu --format=csv,noheader\" #:warn 80 #:bark 90 #:unit \"°C\")"
  (service number-check-service-type
           (number-check-configuration (name name) (command command) (warn warn) (bark bark) (clear clear) (low low)
                                       (unit unit) (for for) (interval interval) (timeout timeout))))
