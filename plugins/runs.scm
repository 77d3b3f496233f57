;;; runs.scm --- which package, in which version, each service runs

;; What has work to do now, or would have if it had not failed.
(define (at-work? service)
  (member (assq-ref service 'state) '("running" "starting" "stopping" "failed")))

;; What a service runs, as alist of programs (paths) and replaced.
(define (service-programs service)
  (with-fields (pid program) service
    (cond ((and pid program) (process-programs pid #:program program))
          (pid (process-programs pid))
          (program `((programs . (,program)) (replaced . #f)))
          (else '((programs . ()) (replaced . #f))))))

(define (package-row owner replaced)
  (with-fields (name version revision) owner
    `((package . ,name) (version . ,version)
      ,@(if revision `((revision . ,revision)) '())
      ,@(if replaced '((replaced . #t)) '()))))

;; The packages of a service, each once: program and script may be of one. It is the program that may have been replaced.
(define (service-packages service found owners)
  (with-fields (programs replaced) found
    (define (row owner)
      (package-row owner (and replaced (equal? (assq-ref owner 'path) (car programs)))))
    `((service . ,(assq-ref service 'name))
      (packages . ,(delete-duplicates
                    (map row (filter (lambda (owner) (member (assq-ref owner 'path) programs)) owners)))))))

(define-plugin runs
  (synopsis "Which package each service runs, and whether an upgrade wants a restart of it")
  (interval (minutes 15))
  (options
    (shepherd-socket (string "/var/run/shepherd/socket") "Where Shepherd listens."))
  (relations
    (state (runs host service package)
      (version  text    "As upstream counts: \"1.22.1\"; of Guix all of it.")
      (revision text    "What the distribution adds: \"9+deb12u11\" of Debian.")
      (replaced boolean "Was its program replaced since it was started, as by an upgrade?")))
  (needs-root "to ask the Shepherd of the system, and to see what processes of others run")
  (monitor
    (lambda ()
      (with-fields (seen services reason) (managed-services #:shepherd shepherd-socket)
        (if seen
            (let* ((services (filter at-work? services))
                   (found (map service-programs services))
                   (owners (packages-of (delete-duplicates
                                         (append-map (lambda (each) (assq-ref each 'programs)) found)))))
              `((services . ,(map (lambda (service each) (service-packages service each owners)) services found))))
            `((unseen . ,reason))))))
  (receiver
    (lambda (message)
      (define (fact service package)
        (with-fields (package version revision replaced) package
          (runs (message-host message) service package version revision (eq? replaced #t))))
      (define (outdated? row)
        (any (lambda (package) (eq? #t (assq-ref package 'replaced))) (assq-ref row 'packages)))
      (with-fields (unseen services) (message-body message)
        (if unseen
            (not-seen "services" unseen)
            (let ((outdated (map (lambda (row) (assq-ref row 'service)) (filter outdated? services))))
              (list
               (snapshot runs
                 (append-map (lambda (row)
                               (map (lambda (package) (fact (assq-ref row 'service) package))
                                    (assq-ref row 'packages)))
                             services))
               (finding "services" 'ok "~a run" (length services))
               (if (null? outdated)
                   (finding "restart" 'ok "all run what is installed")
                   (finding "restart" 'warn "an upgrade has replaced what these run: ~a; restart them"
                            (string-join outdated ", ")))))))))
  (examples
    ("nginx of Guix, and a script of Debian with its interpreter"
     (runs-configuration)
     (message '((services . (((service . "nginx") (packages . (((package . "nginx") (version . "1.24.0")))))
                             ((service . "fail2ban")
                              (packages . (((package . "python3.11-minimal") (version . "3.11.2") (revision . "6+deb12u5"))
                                           ((package . "fail2ban") (version . "1.0.2") (revision . "2"))))))))
              #:host "penguin2")
     => (snapshot runs (list (runs "penguin2" "nginx" "nginx" "1.24.0" #f #f)
                             (runs "penguin2" "fail2ban" "python3.11-minimal" "3.11.2" "6+deb12u5" #f)
                             (runs "penguin2" "fail2ban" "fail2ban" "1.0.2" "2" #f)))
        (finding "services" 'ok "2 run")
        (finding "restart" 'ok "all run what is installed"))
    ("what was upgraded and runs on is told in the digest"
     (runs-configuration)
     (message '((services . (((service . "nginx")
                              (packages . (((package . "nginx") (version . "1.22.1") (revision . "9+deb12u11") (replaced . #t))))))))
              #:host "penguin2")
     => (snapshot runs (list (runs "penguin2" "nginx" "nginx" "1.22.1" "9+deb12u11" #t)))
        (finding "services" 'ok "1 run")
        (finding "restart" 'warn "an upgrade has replaced what these run: nginx; restart them"))))
