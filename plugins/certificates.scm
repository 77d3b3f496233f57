;;; certificates.scm --- certificates that run out: of servers, and of files

;; "example.org:443", "mail.lab:25" (with #:start-tls), or the path of a PEM file
(define (look place)
  (let ((server (string-match "^(.+):([0-9]+)$" place)))
    (cons (cons 'place place)
          (if (or (not server) (string-prefix? "/" place))
              (first-in-file (certificates-in-file place))
              (look-at-server (match:substring server 1) (string->number (match:substring server 2)))))))

(define (first-in-file answer)
  (match (assq-ref answer 'certificates)
    ((own . _) `((seen . #t) (trusted . #t) ,@own))
    (_ answer)))

(define (look-at-server host port)
  (case port
    ((25 587) (certificate-of host #:port port #:start-tls "smtp"))
    ((143) (certificate-of host #:port port #:start-tls "imap"))
    ((110) (certificate-of host #:port port #:start-tls "pop3"))
    (else (certificate-of host #:port port))))

(define-plugin certificates
  (synopsis "When the certificates of servers and in files run out")
  (interval (hours 6))
  (options
    (places (list-of-strings) "Servers, as \"example.org:443\" or \"mail.lab:25\", and PEM files, as \"/etc/ssl/lab.pem\".")
    (warn-below (duration (days 14)) "Time left that goes into the digest (Netdata: 14 days; most are renewed with 30 left).")
    (bark-below (duration (days 7)) "Time left that barks (Netdata, Uptime Kuma: 7 days)."))
  (relations
    (state (certified host place)
      (subject text    "Whose it is.")
      (issuer  text    "Who signed it.")
      (ends    time    "When it, or one that was sent along with it, runs out.")
      (trusted boolean "Would a program on that machine trust it?")))
  (monitor (lambda () (par-map look places)))
  (receiver
    (lambda (message)
      (snapshot finding
        (map (lambda (certificate)
               (with-fields (place seen reason subject issuer not-after chain-not-after trusted) certificate
                 (let* ((ends (or chain-not-after not-after))
                        (left (and ends (- ends (message-time message)))))
                   (cond ((not seen) (finding place 'bark "no certificate: ~a" reason))
                         (else
                          (list
                           (certified (message-host message) place subject issuer ends trusted)
                           (cond ((< left 0) (finding place 'bark "ran out ~a ago" (duration->string (- left))))
                                 ((not trusted) (finding place 'bark "not trusted: ~a" reason))
                                 (else (finding place (below left #:warn warn-below #:bark bark-below)
                                                "~a left" (duration->string left))))))))))
             (message-body message)))))
  (examples
    ("one that was not renewed"
     (certificates-configuration (places '("lab.org:443")))
     (message '(((place . "lab.org:443") (seen . #t) (subject . "CN=lab.org") (issuer . "CN=R11")
                 (not-after . 864000000) (chain-not-after . 864000000) (trusted . #t)))
              #:host "tux01" #:time (days 7))
     => (snapshot finding
          (list (certified "tux01" "lab.org:443" "CN=lab.org" "CN=R11" (days 10) #t)
                (finding "lab.org:443" 'bark "3 days left"))))
    ("one that nobody trusts"
     (certificates-configuration (places '("tux01:6380")))
     (message '(((place . "tux01:6380") (seen . #t) (subject . "CN=tux01") (issuer . "CN=tux01") (not-after . 8640000000)
                 (chain-not-after . 8640000000) (trusted . #f) (reason . "DEPTH_ZERO_SELF_SIGNED_CERT")))
              #:host "tux01" #:time (days 7))
     => (snapshot finding
          (list (certified "tux01" "tux01:6380" "CN=tux01" "CN=tux01" (days 100) #f)
                (finding "tux01:6380" 'bark "not trusted: DEPTH_ZERO_SELF_SIGNED_CERT"))))
    ("a server that is away, a file that is not there"
     (certificates-configuration (places '("lab.org:443" "/etc/ssl/lab.pem")))
     (message '(((place . "lab.org:443") (seen . #f) (reason . "refused")) ((place . "/etc/ssl/lab.pem") (seen . #f) (reason . "no such file"))))
     => (snapshot finding
          (list (finding "lab.org:443" 'bark "no certificate: refused")
                (finding "/etc/ssl/lab.pem" 'bark "no certificate: no such file"))))))
