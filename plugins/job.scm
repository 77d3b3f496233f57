;;; job.scm --- how the jobs that the wrapper runs end

(define (outcome-text state exit signal elapsed)
  (string-append
   (cond ((equal? state "exited") (if (eqv? exit 0) "ok" (format #f "exit ~a" exit)))
         ((equal? state "killed") (format #f "killed by ~a" signal))
         ((equal? state "timeout") "ran too long and was ended")
         ((equal? state "unstartable") "could not be started")
         (else "nobody knows how it ended: its wrapper died"))
   (if (number? elapsed) (format #f " after ~,1f s" (/ elapsed 1000)) "")))

(define-plugin job
  (synopsis "How the jobs that the wrapper runs end: a failure barks, a success ends it")
  (options
    (tolerate (count 0) "How many failures of a job in a row are only noted."))
  (receiver
    (lambda (message)
      (with-fields (tag state exit signal elapsed) (message-body message)
        (and (not (equal? state "running"))
             (finding tag
                      (if (and (equal? state "exited") (eqv? exit 0)) 'ok 'bark)
                      "~a" (outcome-text state exit signal elapsed)
                      #:tolerate tolerate)))))
  (examples
    ("a failure barks"
     (job-configuration)
     (message '((tag . "borg") (state . "exited") (exit . 2) (elapsed . 400)))
     => (finding "borg" 'bark "exit 2 after 0.4 s"))
    ("a success is well"
     (job-configuration)
     (message '((tag . "borg") (state . "exited") (exit . 0) (elapsed . 61000)))
     => (finding "borg" 'ok "ok after 61.0 s"))
    ("a run that has only begun says nothing yet"
     (job-configuration)
     (message '((tag . "borg") (state . "running") (exit . null)))
     => #f)))
