;;; tcp.scm --- servers that should let one connect, and say what they always say

(define (look place send expect timeout)
  (match (string-match "^(.+):([0-9]+)$" place)
    (#f `((place . ,place) (failure . "not written as HOST:PORT")))
    (parts
     (with-fields (failure elapsed)
         (tcp-connect (match:substring parts 1) (string->number (match:substring parts 2))
                      #:timeout timeout #:send send #:expect expect)
       `((place . ,place) (failure . ,failure) (elapsed . ,(round elapsed)))))))

(define-plugin tcp
  (synopsis "Whether servers let one connect, and say what they should")
  (interval (minutes 5))
  (options
    (places (list-of-strings) "Whom to connect to, as \"mail.lab:25\".")
    (send (string "") "What is said first, as \"PING\\r\\n\".")
    (expect (string "") "What must be heard then, as \"+PONG\"; \"\": nothing.")
    (warn-above (duration (seconds 2)) "Time to connect that goes into the digest.")
    (timeout (short-duration (seconds 10)) "Time after which nobody waits any longer: that barks.")
    (tries (count 2) "After how many failures in a row it barks.")
    (name (maybe-string #f) "Tells several services of this kind apart: servers that say something else."))
  (relations
    (metric (tcp-answer host place)
      (elapsed duration "Time to connect; #f where one could not.")))
  (monitor (lambda () (par-map (cut look <> send expect timeout) places)))
  (receiver
    (lambda (message)
      (snapshot finding
        (map (lambda (answer)
               (with-fields (place failure elapsed) answer
                 (list
                  (tcp-answer (message-host message) place (and (not failure) elapsed))
                  (if failure
                      (finding place 'bark "~a" failure #:tolerate (- tries 1))
                      (finding place (above elapsed #:warn warn-above) "connected after ~a ms" elapsed)))))
             (message-body message)))))
  (examples
    ("a server that is there"
     (tcp-configuration (places '("mail.lab:25")))
     (message '(((place . "mail.lab:25") (failure . #f) (elapsed . 3))) #:host "tux01")
     => (snapshot finding
          (list (tcp-answer "tux01" "mail.lab:25" 3)
                (finding "mail.lab:25" 'ok "connected after 3 ms"))))
    ("one that is away"
     (tcp-configuration (places '("mail.lab:25")))
     (message '(((place . "mail.lab:25") (failure . "refused") (elapsed . 1))) #:host "tux01")
     => (snapshot finding
          (list (tcp-answer "tux01" "mail.lab:25" #f)
                (finding "mail.lab:25" 'bark "refused"))))))
