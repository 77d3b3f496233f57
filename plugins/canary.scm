;;; canary.scm --- that a message comes through: what the daemon that keeps the store sends to itself

(define-plugin canary
  (synopsis "That a message passes queue, hook and store: the daemon that keeps the store sends it to itself")
  (receiver
    (lambda (message)
      (finding "way" 'ok "~a came through" (message-body message))))
  (examples
    ("one that came through"
     (canary-configuration)
     (message "1m837zxhzqzbg2")
     => (finding "way" 'ok "1m837zxhzqzbg2 came through"))))
