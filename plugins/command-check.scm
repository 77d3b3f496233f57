;;; command-check.scm --- a command that should succeed

(define-plugin command-check
  (synopsis "Whether a command line succeeds: exit status 0 is well, all else barks")
  (interval (minutes 5))
  (options
    (name    (string) "What is checked: the subject of the finding.")
    (command (string) "A command line for /bin/sh.")
    (level   (level 'bark) "What a failure is: 'bark, 'warn or 'note.")
    (for     (duration 0) "How long it must fail before it barks.")
    (timeout (short-duration (seconds 20)) "Then it is ended, and has failed."))
  (monitor
    (lambda ()
      (let ((result (shell command #:timeout timeout #:max-bytes 65536)))
        `((trouble . ,(command-trouble result))
          (said . ,(%shortened (first-line (assq-ref result 'stdout))))))))
  (receiver
    (lambda (message)
      (with-fields (trouble said) (message-body message)
        (finding name (if trouble level 'ok) "~a" (or trouble (if (string-null? said) "ok" said)) #:for for))))
  (examples
    ("a failure barks"
     (command-check-configuration (name "nfs") (command "mountpoint -q /export/nfs"))
     (message '((trouble . "exit 1: /export/nfs is not a mountpoint") (said . "")))
     => (finding "nfs" 'bark "exit 1: /export/nfs is not a mountpoint"))
    ("or less, where that is enough"
     (command-check-configuration (name "nginx") (command "pgrep nginx") (level 'warn))
     (message '((trouble . "exit 1") (said . "")))
     => (finding "nginx" 'warn "exit 1"))
    ("success shows its first line"
     (command-check-configuration (name "nginx") (command "pgrep nginx"))
     (message '((trouble . #f) (said . "812")))
     => (finding "nginx" 'ok "812"))))

(define* (command-check name command #:key (level 'bark) (for 0) (interval (minutes 5)) (timeout (seconds 20)))
  "A service: is well while this command line for /bin/sh exits with 0, and else barks, or is of #:level.
  (command-check \"nfs\" \"mountpoint -q /export/nfs\")"
  (service command-check-service-type
           (command-check-configuration (name name) (command command) (level level) (for for)
                                        (interval interval) (timeout timeout))))
