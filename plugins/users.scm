;;; users.scm --- who is logged in

(define-plugin users
  (synopsis "Who is logged in, where accounts are kept of it")
  (interval (minutes 5))
  (relations
    (state (logged-in host user terminal)
      (from    text "The machine from which; #f for one who sits at it.")
      (arrived time "When.")))
  (monitor logins)
  (receiver
    (lambda (message)
      (let ((found (message-body message)))
        (and found
             (list
              (snapshot logged-in
                (map (lambda (login)
                       (with-fields (user terminal from since) login
                         (logged-in (message-host message) user (or terminal "") from since)))
                     found))
              (finding "users" 'ok "~a logged in" (length found)))))))
  (examples
    ("somebody from afar"
     (users-configuration)
     (message '(((user . "pjotrp") (terminal . "pts/0") (from . "192.0.2.7") (since . 86400000))) #:host "tux01")
     => (snapshot logged-in (list (logged-in "tux01" "pjotrp" "pts/0" "192.0.2.7" (days 1))))
        (finding "users" 'ok "1 logged in"))
    ("a container keeps no accounts"
     (users-configuration)
     (message #f)
     => #f)))
