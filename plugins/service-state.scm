;;; service-state.scm --- how each service of Shepherd or systemd is; its history tells what was interrupted

(define (ignored? name globs)
  (any (lambda (glob) (glob-match? glob name)) globs))

(define (missing-services names found)
  (filter-map (lambda (name)
                (and (not (any (lambda (service) (equal? name (assq-ref service 'name))) found))
                     `((name . ,name) (state . "missing"))))
              names))

(define (state-text service)
  (with-fields (state reason restarts) service
    (string-append
     state
     (if reason (string-append ": " reason) "")
     (if (and restarts (> restarts 0)) (format #f ", restarted ~a time~p" restarts restarts) ""))))

(define-plugin service-state
  (synopsis "How each service of Shepherd or systemd is: one that failed barks")
  (interval (minutes 2))
  (options
    (bark-after (duration (minutes 5)) "How long a service may be failed before it barks (node-mixin and others: 5 minutes).")
    (must-run (list-of-strings '()) "Services that bark as well when somebody stopped them, or when there is none of that name.")
    (ignore (list-of-strings '("user@*" "user-runtime-dir@*")) "Services left alone, as names or patterns such as \"getty@*\".")
    (shepherd-socket (string "/var/run/shepherd/socket") "Where Shepherd listens."))
  (relations
    (state (service-state host service)
      (state    text    "\"running\", \"starting\", \"stopping\", \"stopped\", \"finished\" (it had its work done), \"failed\".")
      (entered  time    "When it came into this state; one that was restarted has another.")
      (restarts integer "How often its manager has restarted it by itself, as far as it remembers.")
      (manager  text    "\"shepherd\" or \"systemd\".")))
  (needs-root "to ask the Shepherd of the system, which answers nobody else")
  (monitor
    (lambda ()
      (with-fields (seen manager services reason) (managed-services #:shepherd shepherd-socket)
        (if seen
            (let ((watched (remove (lambda (service) (ignored? (assq-ref service 'name) ignore)) services)))
              `((manager . ,manager)
                (services . ,(map (lambda (service)
                                    (with-fields (name state entered restarts reason) service
                                      `((name . ,name) (state . ,state) (entered . ,entered)
                                        ,@(if (> restarts 0) `((restarts . ,restarts)) '())
                                        ,@(if reason `((reason . ,reason)) '()))))
                                  watched))))
            `((unseen . ,reason))))))
  (receiver
    (lambda (message)
      (define (bad? service)
        (with-fields (name state) service
          (or (equal? state "failed")
              (and (member name must-run) (member state '("stopped" "finished" "missing"))))))
      (define (fact service manager)
        (with-fields (name state entered restarts) service
          (service-state (message-host message) name state entered (or restarts 0) manager)))
      (with-fields (unseen manager services) (message-body message)
        (if unseen
            (not-seen "services" unseen)
            (list
             (snapshot service-state (map (lambda (service) (fact service manager)) services))
             (snapshot finding
               (cons (finding "services" 'ok "~a of ~a" (length services) manager)
                     (map (lambda (service)
                            (finding (assq-ref service 'name) (if (bad? service) 'bark 'ok) "~a" (state-text service)
                                     #:for bark-after))
                          (append services (missing-services must-run services))))))))))
  (examples
    ("a failed service barks, one that is stopped does not"
     (service-state-configuration)
     (message '((manager . "systemd")
                (services . (((name . "nginx") (state . "failed") (entered . 60000) (restarts . 5) (reason . "exit 1"))
                             ((name . "cups") (state . "stopped") (entered . 70000)))))
              #:host "penguin2")
     => (snapshot service-state (list (service-state "penguin2" "nginx" "failed" 60000 5 "systemd")
                                      (service-state "penguin2" "cups" "stopped" 70000 0 "systemd")))
        (snapshot finding
          (list (finding "services" 'ok "2 of systemd")
                (finding "nginx" 'bark "failed: exit 1, restarted 5 times")
                (finding "cups" 'ok "stopped"))))
    ("what must run barks when it is stopped, and when there is no such service"
     (service-state-configuration (must-run '("nginx" "sshd")))
     (message '((manager . "shepherd") (services . (((name . "nginx") (state . "stopped") (entered . 60000))))) #:host "tux01")
     => (snapshot service-state (list (service-state "tux01" "nginx" "stopped" 60000 0 "shepherd")))
        (snapshot finding
          (list (finding "services" 'ok "1 of shepherd")
                (finding "nginx" 'bark "stopped")
                (finding "sshd" 'bark "missing"))))
    ("what cannot be seen is noted, and what was known stays"
     (service-state-configuration)
     (message '((unseen . "needs root")) #:host "tux01")
     => (finding "services" 'note "not seen (needs root)"))))
