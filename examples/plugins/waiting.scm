;;; waiting.scm --- how many mails wait in the queue: a monitor, a receiver, a relation, a finding
(define-plugin waiting
  (synopsis "How many mails wait to be sent")
  (relations (metric (mail-waiting host) (mails integer "How many.")))
  (monitor (lambda () (string->number (string-trim-both (shell-output "find /var/spool/postfix/deferred -type f | wc -l")))))
  (receiver
    (lambda (message)
      (let ((mails (message-body message)))
        (list (mail-waiting (message-host message) mails)
              (finding "mail" (above mails #:warn 50 #:bark 500) "~a mails wait" mails)))))
  (examples
    ("a few are fine" (waiting-configuration) (message 3 #:host "tux01")
     => (mail-waiting "tux01" 3) (finding "mail" 'ok "3 mails wait"))))
