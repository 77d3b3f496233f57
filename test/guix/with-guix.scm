;; guile -L guix -L GUIX with-guix.scm PREFIX FOLDER: loads our definitions with Guix's modules (a checkout of Guix at GUIX,
;; its config.scm made), and goes through them as far as is possible without its daemon. PREFIX/bin has the programs.
;; What Guix's daemon would build is made here, in FOLDER, by evaluating the gexps themselves. Says `ok: …` a line.
(use-modules (gnu home services)
             (gnu home services shepherd)
             (gnu services)
             (gnu services shepherd)
             (gnu system)
             (guix build-system)
             (guix build utils)
             (guix gexp)
             (guix packages)
             (ice-9 match)
             (srfi srfi-1)
             (sheepdog packages)
             (sheepdog services))

(define %prefix (second (command-line)))
(define %folder (third (command-line)))

(define (ok text . arguments)
  (apply format #t (string-append "ok: " text "~%") arguments))

(define (check text holds?)
  (if holds?
      (ok text)
      (begin (format #t "wrong: ~a~%" text) (exit 1))))

;;; Gexps without a daemon: what they refer to is written into the folder.

(define gexp-proc (@@ (guix gexp) gexp-proc))
(define gexp-references (@@ (guix gexp) gexp-references))

(define (realised thing output)
  (match thing
    (($ (@@ (guix gexp) <gexp-input>) inner) (realised inner output))
    (($ (@@ (guix gexp) <gexp-output>)) output)
    ((? gexp?) (apply (gexp-proc thing)
                      (map (lambda (reference) (realised reference output))
                           (gexp-references thing))))
    ((? plain-file?) (write-plain (plain-file-name thing) (plain-file-content thing)))
    ((? local-file?)
     (let ((file (in-folder (local-file-name thing))))
       (copy-file (local-file-absolute-file-name thing) file)
       file))
    ((? computed-file?) (compute thing))
    ((? package?) (string-append %prefix))
    ((? (@@ (guix gexp) file-append?))
     (string-join (cons (realised ((@@ (guix gexp) file-append-base) thing) output)
                        ((@@ (guix gexp) file-append-suffix) thing))
                  ""))
    ((items ...) (map (lambda (item) (realised item output)) items))
    (_ thing)))

;; As files of the store are named: a hash of 32 characters, and the name.
(setenv "NIX_STORE_DIR" %folder)
(define (in-folder name)
  (string-append %folder "/" (string-pad (number->string (random (expt 10 9))) 32 #\0) "-" name))

(define (write-plain name text)
  (let ((file (in-folder name)))
    (call-with-output-file file (lambda (port) (display text port)))
    file))

(define (compute file)
  (let ((output (in-folder (computed-file-name file))))
    (eval (realised (computed-file-gexp file) output) (current-module))
    output))

;;; The package.

(let* ((package (sheepdog-of (plain-file "sheepdog-0.1.0.tgz" "")))
       (bag (package->bag package)))
  (check "the inputs of the package resolve"
         (every (match-lambda ((label (? package?) . _) #t) (_ #t))
                (bag-direct-inputs bag)))
  (check "node builds it" (assoc "node" (append (bag-build-inputs bag) (bag-host-inputs bag)))))

;;; Services of a system.

(define %monitors
  (list #~(command-check "nfs" "mountpoint -q /export/nfs")))

(define extending-service-type
  (service-type
   (name 'nfs)
   (extensions (list (service-extension sheepdog-service-type (const %monitors))))
   (default-value #f)
   (description "A service that wants to be watched.")))

(define %services
  (list (service sheepdog-service-type
                 (sheepdog-configuration
                  (herd (list #~(define limit (gib 4))
                              #~(herd (services (list (service disk-service-type))))))
                  (queue "redis://reporthost:6379")))
        (service sheepdog-queue-service-type
                 (sheepdog-queue-configuration (redis? #t)))
        (service extending-service-type)))

(define (extended type)
  "What TYPE comes to when all services have extended it."
  (service-value
   (fold-services (instantiate-missing-services
                   (cons* (service system-service-type '())
                          (service (@ (gnu system shadow) account-service-type) '())
                          %services))
                  #:target-type type)))

(let ((configuration (extended sheepdog-service-type)))
  (check "what another service wants watched is among the monitors"
         (= 1 (length ((@@ (sheepdog services) sheepdog-configuration-monitors) configuration))))
  (for-each
   (lambda (service)
     (check (format #f "the start of ~a is a gexp" (shepherd-service-provision service))
            (pair? (realised (shepherd-service-start service) "/output")))
     (check (format #f "~a can be reloaded, asked, checked" (shepherd-service-provision service))
            (every (lambda (name)
                     (memq name (map (@@ (gnu services shepherd) shepherd-action-name)
                                     ((@@ (gnu services shepherd) shepherd-service-actions) service))))
                   '(reload report check configuration))))
   (append (list (first ((@@ (sheepdog services) monitor-shepherd-service) configuration)))
           ((@@ (sheepdog services) queue-shepherd-service)
            (service-value (second %services)))))
  (check "both services have one account"
         (eq? ((@@ (sheepdog services) monitor-account) configuration)
              ((@@ (sheepdog services) queue-account) (service-value (second %services)))))
  (let ((folder (compute ((@@ (sheepdog services) monitor-files) configuration))))
    (ok "sheepdog check accepts the server-config.scm of the forms")
    (format #t "file: ~a/server-config.scm~%" folder)))

;;; A configuration as a file, with plugins; one with an error.

(let ((file (plain-file "server-config.scm" "(use-plugins waiting)\n(herd (services %base-services))\n"))
      (plugin (local-file (string-append (getcwd) "/examples/plugins/waiting.scm") "waiting.scm")))
  (compute (sheepdog-configuration-files sheepdog #:config-file file #:plugins (list plugin)))
  (compute (sheepdog-configuration-files sheepdog #:config-file file #:plugins (list plugin) #:monitors %monitors))
  (ok "a file with a plugin, alone and with monitors of others"))

(check "an error in the forms is an error of the build"
       (not (false-if-exception
             (compute (sheepdog-configuration-files sheepdog #:herd (list #~(herd (machnes '()))))))))

;;; Home, timers, jobs.

(check "the Home service's start is a gexp"
       (pair? (realised (shepherd-service-start
                         (first ((@@ (sheepdog services) monitor-shepherd-service)
                                 (for-home (sheepdog-configuration)))))
                        "/output")))

(let ((timer (sheepdog-timer '(borg) "0 1 * * *" #~("/bin/borg" "create" "/backup::x" "/home"))))
  (check "a timer runs its command under sheepdog"
         (equal? (list (string-append %prefix "/bin/sheepdog") "--tag" "borg" "--"
                       "/bin/borg" "create" "/backup::x" "/home")
                 (match (realised (shepherd-service-start timer) "/output")
                   ((_ _ ('command ('quote words)) . _) words)))))

(match (realised (sheepdog-job "0 1 * * *" "echo it's | wc -c" #:tag "words") "/output")
  (('job "0 1 * * *" words)
   (check "a job of mcron is quoted for the shell"
          (string=? (eval words (current-module))
                    (string-append %prefix "/bin/sheepdog --tag words -e 'echo it'\\''s | wc -c'")))))

;;; For GNU Shepherd itself: both services as its configuration, as root and without requirements.

(define (shepherd-form service)
  `(service ',(shepherd-service-provision service)
            #:documentation ,(shepherd-service-documentation service)
            #:start ,(realised (shepherd-service-start service) "/output")
            #:stop ,(realised (shepherd-service-stop service) "/output")
            #:actions (actions
                       ,@(map (lambda (action)
                                `(,((@@ (gnu services shepherd) shepherd-action-name) action)
                                  ,((@@ (gnu services shepherd) shepherd-action-documentation) action)
                                  ,(realised ((@@ (gnu services shepherd) shepherd-action-procedure) action)
                                             "/output")))
                              ((@@ (gnu services shepherd) shepherd-service-actions) service)))
            #:respawn? #t))

(let ((monitor (sheepdog-configuration (user "root") (group "root") (requirement '())
                                       (queue "redis://localhost:6379")))
      (receiver (sheepdog-queue-configuration (user "root") (group "root") (requirement '())
                                              (queue "redis://localhost:6379"))))
  (call-with-output-file (string-append %folder "/shepherd.scm")
    (lambda (port)
      (write '(use-modules (ice-9 popen) (ice-9 textual-ports)) port)
      (write `(register-services
               (list ,@(map shepherd-form
                            (append ((@@ (sheepdog services) monitor-shepherd-service) monitor)
                                    ((@@ (sheepdog services) queue-shepherd-service) receiver)))))
             port))))
(ok "a configuration of GNU Shepherd is written")
