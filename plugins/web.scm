;;; web.scm --- pages that should be there: their status, a word on them, how long they take

(define-plugin web
  (synopsis "Whether web pages answer, with what, and how fast")
  (interval (minutes 5))
  (options
    (urls (list-of-strings) "What is asked for, as \"https://lab.org/\".")
    (status (count 200) "The status of the answer that is well.")
    (text (string "") "What must be found on the page; \"\": anything.")
    (warn-above (duration (seconds 5)) "Time until the whole answer is there that goes into the digest.")
    (timeout (short-duration (seconds 15)) "Time after which nobody waits any longer: that barks.")
    (follow (count 5) "How many redirects are followed.")
    (tries (count 2) "After how many failures in a row it barks: one alone is often the network's.")
    (name (maybe-string #f) "Tells several services of this kind apart: pages that must hold another text."))
  (relations
    (metric (web-answer host url)
      (status  integer  "The status of the answer; #f where there was none.")
      (elapsed duration "Time until the whole answer was there.")))
  (monitor
    (lambda ()
      (par-map (lambda (url)
                 (with-fields (failure (code status) elapsed (page text)) (http-get url #:timeout timeout #:follow follow)
                   `((url . ,url) (failure . ,failure) (status . ,code) (elapsed . ,(round elapsed))
                     (found . ,(and (string-contains page text) #t)))))
               urls)))
  (receiver
    (lambda (message)
      (snapshot finding
        (map (lambda (answer)
               (with-fields (url failure (code status) elapsed found) answer
                 (define (bad . what)
                   (apply finding url 'bark (append what (list #:tolerate (- tries 1)))))
                 (list
                  (web-answer (message-host message) url code elapsed)
                  (cond (failure (bad "no answer: ~a" failure))
                        ((not (= code status)) (bad "status ~a, not ~a" code status))
                        ((not found) (bad "status ~a, but without ~s" code text))
                        (else (finding url (above elapsed #:warn warn-above) "status ~a after ~a ms" code elapsed))))))
             (message-body message)))))
  (examples
    ("a page that is there"
     (web-configuration (urls '("https://lab.org/")))
     (message '(((url . "https://lab.org/") (failure . #f) (status . 200) (elapsed . 120) (found . #t))) #:host "tux01")
     => (snapshot finding
          (list (web-answer "tux01" "https://lab.org/" 200 120)
                (finding "https://lab.org/" 'ok "status 200 after 120 ms"))))
    ("one that answers with an excuse"
     (web-configuration (urls '("https://lab.org/")) (text "Welcome"))
     (message '(((url . "https://lab.org/") (failure . #f) (status . 200) (elapsed . 30) (found . #f))) #:host "tux01")
     => (snapshot finding
          (list (web-answer "tux01" "https://lab.org/" 200 30)
                (finding "https://lab.org/" 'bark "status 200, but without \"Welcome\""))))
    ("one that is away"
     (web-configuration (urls '("https://lab.org/")))
     (message '(((url . "https://lab.org/") (failure . "refused") (status . #f) (elapsed . 2) (found . #f))) #:host "tux01")
     => (snapshot finding
          (list (web-answer "tux01" "https://lab.org/" #f 2)
                (finding "https://lab.org/" 'bark "no answer: refused"))))))
