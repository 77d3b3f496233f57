;;; reboot-needed.scm --- updates that wait for a restart: Guix' booted system, Debian's flag, a newer kernel

(define (reason-text reason kernel newest-kernel packages)
  (cond ((string=? reason "newer-kernel")
         (if newest-kernel
             (format #f "~a is installed, ~a runs" newest-kernel kernel)
             "another kernel is installed than runs"))
        ((string=? reason "other-system") "the current system is another than was booted")
        (else (if (null? packages)
                  "a package asks for it"
                  (string-append "asked for by " (string-join packages " "))))))

(define-plugin reboot-needed
  (synopsis "Whether something else is installed than runs, for want of a restart")
  (interval (hours 1))
  (relations
    (state (stale host)
      (kernel text "The kernel that runs.")
      (reasons text "Why it should be restarted.")))
  (monitor reboot-needed)
  (receiver
    (lambda (message)
      (with-fields (needed reasons packages kernel newest-kernel) (message-body message)
        (let ((text (string-join (map (cut reason-text <> kernel newest-kernel packages) reasons) "; ")))
          (list (snapshot stale (if needed (list (stale (message-host message) kernel text)) '()))
                (if needed
                    (finding "machine" 'warn "should be restarted: ~a" text)
                    (finding "machine" 'ok "runs what is installed")))))))
  (examples
    ("a new kernel waits"
     (reboot-needed-configuration)
     (message '((needed . #t) (reasons . ("requested" "newer-kernel")) (packages . ("linux-image-6.1.0-32-amd64"))
                (kernel . "6.1.0-31-amd64") (newest-kernel . "6.1.0-32-amd64"))
              #:host "tux01")
     => (snapshot stale
          (list (stale "tux01" "6.1.0-31-amd64"
                       "asked for by linux-image-6.1.0-32-amd64; 6.1.0-32-amd64 is installed, 6.1.0-31-amd64 runs")))
        (finding "machine" 'warn
          "should be restarted: asked for by linux-image-6.1.0-32-amd64; 6.1.0-32-amd64 is installed, 6.1.0-31-amd64 runs"))
    ("Guix was reconfigured"
     (reboot-needed-configuration)
     (message '((needed . #t) (reasons . ("other-system")) (packages . ()) (kernel . "6.6.1") (newest-kernel . #f)) #:host "tux02")
     => (snapshot stale (list (stale "tux02" "6.6.1" "the current system is another than was booted")))
        (finding "machine" 'warn "should be restarted: the current system is another than was booted"))
    ("nothing waits"
     (reboot-needed-configuration)
     (message '((needed . #f) (reasons . ()) (packages . ()) (kernel . "6.6.1") (newest-kernel . #f)))
     => (snapshot stale '())
        (finding "machine" 'ok "runs what is installed"))))
