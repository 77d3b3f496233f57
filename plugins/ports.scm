;;; ports.scm --- who listens to the network: what nobody expected, and what should be there

;; "tcp/22"
(define (port-name port)
  (with-fields (protocol port) port
    (format #f "~a/~a" protocol port)))

;; Ports that clients are lent for an answer come and go.
(define (lasting? port)
  (not (and (string=? (assq-ref port 'protocol) "udp") (>= (assq-ref port 'port) 32768))))

(define (loopback? port)
  (let ((address (assq-ref port 'address)))
    (or (string-prefix? "127." address) (string=? address "::1"))))

(define-plugin ports
  (synopsis "On which ports somebody listens, and who")
  (interval (minutes 15))
  (options
    (expected (list-of-strings '()) "Ports on which somebody must listen, as '(\"tcp/22\" \"udp/53\"): one that is missing barks.")
    (allowed (maybe-list-of-strings #f) "The only other ports on which somebody may listen, loopback left aside; another goes into the digest. #f: any."))
  (relations
    (state (listening host protocol address (port integer))
      (process text    "Who listens; the monitor sees that only of its own user's processes, or as root.")
      (user    integer "Id of the user who does.")))
  (needs-root "to see which process of others listens")
  (monitor (lambda () (filter lasting? (listening-ports))))
  (receiver
    (lambda (message)
      (let* ((found (message-body message))
             (open (map port-name found))
             (public (map port-name (remove loopback? found)))
             (missing (lset-difference string=? expected open))
             (strange (if allowed (lset-difference string=? (delete-duplicates public) expected allowed) '())))
        (list
         (snapshot listening
           (map (lambda (each)
                  (with-fields (protocol address port process user) each
                    (listening (message-host message) protocol address port process user)))
                found))
         (cond ((pair? missing) (finding "ports" 'bark "nobody listens on ~a" (string-join missing " ")))
               ((pair? strange) (finding "ports" 'warn "somebody listens on ~a" (string-join strange " ")))
               (else (finding "ports" 'ok "~a open" (length (delete-duplicates open)))))))))
  (examples
    ("a database that was left open to the world"
     (ports-configuration (expected '("tcp/22")) (allowed '("tcp/443")))
     (message '(((protocol . "tcp") (address . "0.0.0.0") (port . 22) (process . "sshd") (user . 0))
                ((protocol . "tcp") (address . "0.0.0.0") (port . 6379) (process . #f) (user . 107))
                ((protocol . "tcp") (address . "127.0.0.1") (port . 5432) (process . #f) (user . 108)))
              #:host "tux01")
     => (snapshot listening (list (listening "tux01" "tcp" "0.0.0.0" 22 "sshd" 0)
                                  (listening "tux01" "tcp" "0.0.0.0" 6379 #f 107)
                                  (listening "tux01" "tcp" "127.0.0.1" 5432 #f 108)))
        (finding "ports" 'warn "somebody listens on tcp/6379"))
    ("a service that is gone"
     (ports-configuration (expected '("tcp/22")))
     (message '() #:host "tux01")
     => (snapshot listening '())
        (finding "ports" 'bark "nobody listens on tcp/22"))))
