;;; dns.scm --- names that should be known, and mean what they always meant

(define-plugin dns
  (synopsis "Whether names can be looked up, and what they are")
  (interval (minutes 10))
  (options
    (names (list-of-strings) "What is looked up, as \"lab.org\".")
    (type (maybe-string #f) "What kind of record is asked for, as \"MX\"; #f looks it up as programs on that machine do.")
    (server (maybe-string #f) "The name server that is asked, as \"9.9.9.9\"; #f: as programs on that machine do.")
    (expect (list-of-strings '()) "The answers that are right; '(): any.")
    (tries (count 2) "After how many failures in a row it barks.")
    (name (maybe-string #f) "Tells several services of this kind apart."))
  (relations
    (state (resolved host looked-up)
      (answers text "What was answered, in order, with blanks between."))
    (metric (dns-answer host looked-up)
      (elapsed duration "How long it took.")))
  (monitor
    (lambda ()
      (define asked
        (append (if type (list #:type type) '()) (if server (list #:server server) '())))
      (par-map (lambda (name) `((looked-up . ,name) ,@(apply dns-lookup name asked))) names)))
  (receiver
    (lambda (message)
      (define host (message-host message))
      (snapshot finding
        (map (lambda (answer)
               (with-fields (looked-up answers failure elapsed) answer
                 (define text (string-join (or answers '()) " "))
                 (if failure
                     (finding looked-up 'bark "~a" failure #:tolerate (- tries 1))
                     (list
                      (resolved host looked-up text)
                      (dns-answer host looked-up (round elapsed))
                      (if (or (null? expect) (lset= string=? expect answers))
                          (finding looked-up 'ok "~a" text)
                          (finding looked-up 'bark "~a, not ~a" text (string-join expect " ")))))))
             (message-body message)))))
  (examples
    ("a name that means something else now"
     (dns-configuration (names '("lab.org")) (expect '("192.0.2.1")))
     (message '(((looked-up . "lab.org") (answers . ("203.0.113.9")) (elapsed . 12) (failure . #f))) #:host "tux01")
     => (snapshot finding
          (list (resolved "tux01" "lab.org" "203.0.113.9")
                (dns-answer "tux01" "lab.org" 12)
                (finding "lab.org" 'bark "203.0.113.9, not 192.0.2.1"))))
    ("a name server that is away"
     (dns-configuration (names '("lab.org")))
     (message '(((looked-up . "lab.org") (answers . ()) (elapsed . 5000) (failure . "timed-out"))) #:host "tux01")
     => (snapshot finding
          (list (finding "lab.org" 'bark "timed-out"))))))
