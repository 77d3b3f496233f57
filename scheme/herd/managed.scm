;;; The services of a machine, whoever manages them: GNU Shepherd or systemd, in one shape.

(define* (managed-services #:key (shepherd "/var/run/shepherd/socket"))
  "The services that Shepherd or systemd has on this machine, for a monitor hook.
Returns seen, manager (\"systemd\", \"shepherd\"), services: list of name, state (\"running\", \"starting\",
\"stopping\", \"stopped\", \"finished\", \"failed\"), entered (time), restarts, reason (why it failed), pid, program.
Or seen #f and reason. #:shepherd is the path of Shepherd's socket."
  (let ((units (systemd-units)))
    (if (assq-ref units 'seen)
        `((seen . #t) (manager . "systemd") (services . ,(filter-map %unit->service (assq-ref units 'units))))
        (%shepherd-services (shepherd-status #:socket shepherd)))))

;;; systemd

(define (%unit->service unit)
  "A unit as a service; #f for one that has not run since boot, and is not asked to."
  (with-fields (name load active enabled since pid program restarts) unit
    (let ((state (%unit-state unit)))
      (and (or since
               (not (equal? active "inactive"))
               (member enabled '("enabled" "enabled-runtime")))
           (member load '("loaded" "bad-setting" "error"))
           `((name . ,(%string-drop-suffix name ".service"))
             (state . ,state)
             (entered . ,since)
             (restarts . ,restarts)
             (reason . ,(and (equal? state "failed") (%unit-failure unit)))
             (pid . ,pid)
             (program . ,program))))))

(define (%unit-state unit)
  (with-fields (active sub) unit
    (cond ((string-prefix? "auto-restart" sub) "failed")
          ((equal? active "failed") "failed")
          ((equal? active "active") (if (equal? sub "exited") "finished" "running"))
          ((equal? active "reloading") "running")
          ((equal? active "activating") "starting")
          ((equal? active "deactivating") "stopping")
          (else "stopped"))))

;; A result of systemd.exec(5): exit-code, signal, timeout, oom-kill, start-limit-hit …
(define (%unit-failure unit)
  (with-fields (load result exit) unit
    (cond ((not (equal? load "loaded")) (string-append "its unit file: " load))
          ((equal? result "exit-code") (format #f "exit ~a" exit))
          ((member result '("signal" "core-dump")) (format #f "signal ~a" exit))
          (else result))))

(define (%string-drop-suffix string suffix)
  (if (string-suffix? suffix string)
      (string-drop-right string (string-length suffix))
      string))

;;; Shepherd

(define (%shepherd-services answer)
  (with-fields (seen reason reply) answer
    (cond (seen
           `((seen . #t) (manager . "shepherd")
             (services . ,(map %shepherd-service (%services-in (%reply-result (read (open-input-string reply))))))))
          ((equal? reason "needs root") `((seen . #f) (reason . "needs root")))
          ((equal? reason "Shepherd does not run here")
           '((seen . #f) (reason . "neither Shepherd nor systemd runs here")))
          (else `((seen . #f) (reason . ,(string-append "Shepherd: " reason)))))))

(define (%reply-result reply)
  (match reply
    (('reply ('version 0 . _) ('result result) ('error #f) . _) result)
    (('reply _ _ ('error problem) . _) (error "Shepherd answers with an error:" problem))
    (_ (error "Shepherd answers in a language of its own"))))

;; Shepherd answers with a list of results; that of `status root' is a list of services.
(define (%services-in result)
  (cond ((not (pair? result)) '())
        ((eq? (car result) 'service) (list result))
        ((list? result) (append-map %services-in result))
        (else '())))

(define (%shepherd-service service)
  (let* ((about (cddr service))
         (property (lambda (name) (match (assq name about) ((_ value . _) value) (_ #f))))
         (state (%shepherd-state property))
         (running (property 'running)))
    `((name . ,(symbol->string (car (property 'provides))))
      (state . ,state)
      (entered . ,(%last-change property))
      (restarts . ,(length (or (property 'last-respawns) '())))
      (reason . ,(and (equal? state "failed") (%shepherd-failure property)))
      (pid . ,(%running-pid running))
      (program . ,(%running-program running)))))

;; Shepherd has no state of its own for what failed: it is stopped, and its last start was a failure, or it was started
;; again so often that Shepherd gave up. Before 0.10 there is only the value that a service has while it runs.
(define (%shepherd-state property)
  (case (property 'status)
    ((running) "running")
    ((starting) "starting")
    ((stopping) "stopping")
    ((stopped)
     (cond ((or (%start-failed? property) (%given-up? property)) "failed")
           ((property 'one-shot?) "finished")
           (else "stopped")))
    (else (if (property 'running) "running" "stopped"))))

(define (%start-failed? property)
  (match (or (property 'startup-failures) '())
    ((time . _) (>= (* 1000 time) (or (%last-change property) 0)))
    (_ #f)))

(define (%given-up? property)
  (and (property 'respawn?)
       (not (property 'enabled?))
       (pair? (or (property 'last-respawns) '()))))

(define (%shepherd-failure property)
  (if (%start-failed? property) "it could not be started" "it ended again and again, and is disabled"))

(define (%last-change property)
  (match (or (property 'status-changes) '())
    (((_ . time) . _) (* 1000 time))
    (_ #f)))

;; Up to 0.10 the value of a service that runs is the number of its process; 1.0 tells the command, too.
(define (%running-pid value)
  (match value
    ((? integer?) (and (exact? value) (> value 1) value))
    (('process . properties) (%first-of 'id properties))
    (_ #f)))

(define (%running-program value)
  (match value
    (('process . properties)
     (match (%first-of 'command properties)
       ((program . _) program)
       (_ #f)))
    (_ #f)))

;; The properties of a record are lists of two: ((version 0) (id 812) …)
(define (%first-of name properties)
  (match (assq name properties)
    ((_ value) value)
    (_ #f)))
