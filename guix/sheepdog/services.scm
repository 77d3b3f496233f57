;;; Sheepdog as services: the daemon that watches a machine, the daemon that
;;; receives on a server, and jobs that are watched.  One file of Scheme
;;; declares a machine and its monitoring; docs/guix.md shows it.

(define-module (sheepdog services)
  #:use-module (gnu home services)
  #:use-module (gnu home services shepherd)
  #:use-module (gnu packages admin)
  #:use-module (gnu services)
  #:use-module (gnu services configuration)
  #:use-module (gnu services shepherd)
  #:use-module ((gnu system shadow) #:select (account-service-type))
  #:use-module (gnu system accounts)
  #:use-module (guix diagnostics)
  #:use-module (guix gexp)
  #:use-module (guix i18n)
  #:use-module (guix memoization)
  #:use-module (guix packages)
  #:use-module (guix records)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-11)
  #:use-module (srfi srfi-34)
  #:use-module (sheepdog packages)
  #:export (sheepdog-configuration
            sheepdog-configuration?
            sheepdog-configuration-fields
            sheepdog-service-type
            home-sheepdog-service-type

            sheepdog-queue-configuration
            sheepdog-queue-configuration?
            sheepdog-queue-configuration-fields
            sheepdog-queue-service-type

            sheepdog-configuration-files
            sheepdog-timer
            sheepdog-job))

(define %configuration-directory "/etc/sheepdog")
(define %store-directory "/var/lib/sheepdog")
(define %spool-directory "/var/spool/sheepdog")


;;;
;;; Configuration.
;;;

(define list-of-gexps? (list-of gexp?))
(define list-of-file-likes? (list-of file-like?))
(define list-of-symbols? (list-of symbol?))

(define-maybe/no-serialization file-like)
(define-maybe/no-serialization string)

(define-configuration/no-serialization sheepdog-configuration
  (package
   (package sheepdog)
   "The sheepdog package.")
  (config-file
   (maybe-file-like)
   "A @file{server-config.scm}.  The same file may go to every machine of a
herd.  Instead of it, @code{herd} may be given.")
  (herd
   (list-of-gexps '())
   "The forms of a @file{server-config.scm}, of which the last is the herd:
@code{(list #~(define …) #~(herd …))}.  With neither a file nor forms, what
@code{%base-services} of Sheepdog holds is watched.")
  (monitors
   (list-of-gexps '())
   "What is watched besides, on machines the herd does not name: services of
Sheepdog, as @code{#~(command-check \"nfs\" \"mountpoint -q /export/nfs\")}.
Services that extend this one add to it.")
  (plugins
   (list-of-file-likes '())
   "Plugins besides those that ship: a Scheme file each, named as its plugin.")
  (queue
   (maybe-string)
   "Where messages go, as @code{\"rediss://reporthost:6379\"}.  Without it the
machine is its own receiver.  A password is named as a file that is not in the
store: @code{?password-file=/etc/sheepdog/password}.")
  (user
   (string "sheepdog")
   "The user that runs the daemon.")
  (group
   (string "sheepdog")
   "The group of that user; its members may read what is stored.")
  (log-directory
   (string "/var/log/sheepdog")
   "Where the log is.")
  (requirement
   (list-of-symbols (if for-home? '() '(user-processes networking)))
   "Shepherd services that are started before.")
  (home-service?
   (boolean for-home?)
   "Does it run as a Home service?"))

(define-configuration/no-serialization sheepdog-queue-configuration
  (package
   (package sheepdog)
   "The sheepdog package.")
  (config-file
   (maybe-file-like)
   "A @file{server-config.scm}: the one that the machines of the herd have.")
  (herd
   (list-of-gexps '())
   "The forms of a @file{server-config.scm} instead, of which the last is the
herd.")
  (plugins
   (list-of-file-likes '())
   "Plugins besides those that ship.")
  (queue
   (string "redis://localhost:6379")
   "The queue that messages are received from.")
  (redis?
   (boolean #f)
   "Does Redis run on this machine, as the Shepherd service @code{redis}, so
that it is started before?")
  (user
   (string "sheepdog")
   "The user that runs the daemon.")
  (group
   (string "sheepdog")
   "The group of that user; its members may read what is stored.")
  (log-directory
   (string "/var/log/sheepdog")
   "Where the log is.")
  (requirement
   (list-of-symbols '(user-processes networking))
   "Shepherd services that are started before."))

(define* (sheepdog-configuration-files package
                                       #:key config-file (herd '())
                                       (monitors '()) (plugins '()))
  "Return a directory with a server-config.scm and its plugins, checked: an
error in them is an error of the build.  Neither secrets nor the network are
looked at."
  (when (and config-file (pair? herd))
    (raise (formatted-message
            (G_ "both 'config-file' and 'herd' are given; one declares it"))))
  (define declared
    ;; The herd without what others add.
    (cond ((pair? herd) (last herd))
          (config-file #~(load #$config-file))
          (else #~(herd))))
  (define forms
    (append (if (pair? herd) (drop-right herd 1) '())
            (list (if (null? monitors)
                      declared
                      #~(let ((declared #$declared))
                          (herd (inherit declared)
                                (services
                                 (append (list #$@monitors)
                                         (herd-services declared)))))))))
  (computed-file
   "sheepdog-configuration"
   (with-imported-modules '((guix build utils))
     #~(begin
         (use-modules (guix build utils)
                      (ice-9 pretty-print))
         (define (plugin-file file)
           (string-append #$output "/plugins/" (strip-store-file-name file)))
         (define (plugin-name file)
           (string->symbol (basename (strip-store-file-name file) ".scm")))
         (define plugins '(#$@plugins))
         (define config (string-append #$output "/server-config.scm"))

         (mkdir-p (string-append #$output "/plugins"))
         (for-each (lambda (file) (copy-file file (plugin-file file)))
                   plugins)
         (if #$(and config-file (null? monitors))
             (copy-file #$config-file config)
             (call-with-output-file config
               (lambda (port)
                 (set-port-encoding! port "UTF-8")
                 (unless (null? plugins)
                   (pretty-print `(use-plugins ,@(map plugin-name plugins))
                                 port))
                 (for-each (lambda (form) (pretty-print form port))
                           '#$forms))))
         (setenv "HOME" "/homeless-shelter")
         (invoke #+(file-append package "/bin/sheepdog")
                 "check" "-c" config)))))

(define (maybe value)
  "Return VALUE, or #f where it is not set."
  (and (maybe-value-set? value) value))

(define (monitor-files config)
  (match-record config <sheepdog-configuration>
                (package config-file herd monitors plugins)
    (sheepdog-configuration-files package
                                  #:config-file (maybe config-file)
                                  #:herd herd
                                  #:monitors monitors
                                  #:plugins plugins)))

(define (receiver-files config)
  (match-record config <sheepdog-queue-configuration>
                (package config-file herd plugins)
    (sheepdog-configuration-files package
                                  #:config-file (maybe config-file)
                                  #:herd herd
                                  #:plugins plugins)))


;;;
;;; Shepherd services.
;;;

(define (run-action name documentation package arguments)
  "Return an action that runs 'sheepdog ARGUMENTS' and shows what it says."
  (shepherd-action
   (name name)
   (documentation documentation)
   (procedure
    #~(lambda (running . rest)
        (let* ((port (apply open-pipe* OPEN_READ
                            #$(file-append package "/bin/sheepdog")
                            (append (list #$@arguments) rest)))
               (text (get-string-all port)))
          (display text)
          (zero? (status:exit-val (close-pipe port))))))))

(define reload-action
  (shepherd-action
   (name 'reload)
   (documentation "Read the configuration again.  One with an error changes
nothing; the log says what is wrong.")
   (procedure
    #~(lambda (running . _)
        ;; A PID before Shepherd 1.0, a <process> since.
        (kill (if (integer? running) running (process-id running)) SIGHUP)
        #t))))

(define (actions package config)
  (list reload-action
        (shepherd-configuration-action config)
        ;; Not 'status', which is Shepherd's own: 'herd status' would break.
        (run-action 'report "Say what is not well now." package '("status"))
        (run-action 'check "Say what is wrong with the configuration."
                    package (list "check" "-c" config))))

(define* (daemon-service name program documentation
                         #:key package config environment
                         user group log-file requirement home?)
  "Return the Shepherd service NAME, which runs PROGRAM of PACKAGE."
  (shepherd-service
   (provision (list name))
   (requirement requirement)
   (documentation documentation)
   (modules `((ice-9 popen)
              (ice-9 textual-ports)
              ,@(if home? '((shepherd support)) '())
              ,@%default-modules))
   (respawn-delay 2)
   (actions (actions package config))
   (start #~(make-forkexec-constructor
             (list #$(file-append package "/bin/" program) "-c" #$config)
             #:user #$user
             #:group #$group
             #:file-creation-mask #o027
             #:log-file #$log-file      ;Shepherd's log-rotation rotates it
             #:environment-variables
             (append (list "NODE_ENV=production"
                           "MALLOC_ARENA_MAX=1" ;2 MiB less for each thread
                           #$@environment)
                     (default-environment-variables))))
   (stop #~(make-kill-destructor #:grace-period 15))))

(define %monitor-documentation
  "Watch this machine, and bring what is in the spool to the queue.")

(define (queue-variable queue)
  (if queue (list (string-append "SHEEPDOG_QUEUE=" queue)) '()))

(define %system-environment
  (list (string-append "SHEEPDOG_SPOOL=" %spool-directory)
        (string-append "SHEEPDOG_STORE=" %store-directory "/sheepdog.db")))

(define (monitor-shepherd-service config)
  (match-record config <sheepdog-configuration>
                (package queue user group log-directory requirement
                 home-service?)
    (cons
     (if home-service?
         (daemon-service 'sheepdog "sheepdog-daemon" %monitor-documentation
                         #:package package
                         #:config #~(string-append
                                     (or (getenv "XDG_CONFIG_HOME")
                                         (string-append (getenv "HOME")
                                                        "/.config"))
                                     "/sheepdog/server-config.scm")
                         #:environment (queue-variable (maybe queue))
                         #:user #f
                         #:group #f
                         #:log-file #~(string-append %user-log-dir
                                                     "/sheepdog.log")
                         #:requirement requirement
                         #:home? #t)
         (daemon-service 'sheepdog "sheepdog-daemon" %monitor-documentation
                         #:package package
                         #:config (string-append %configuration-directory
                                                 "/server-config.scm")
                         #:environment %system-environment
                         #:user user
                         #:group group
                         #:log-file (string-append log-directory
                                                   "/sheepdog.log")
                         #:requirement requirement
                         #:home? #f))
     (if home-service? '() (list (look-shepherd-service config))))))

;; What only root sees, as disks' own health: looked at by root, who opens no
;; network and reads no messages, and put into the spool.
(define (look-shepherd-service config)
  (match-record config <sheepdog-configuration> (package log-directory)
    (shepherd-service
     (provision '(sheepdog-look))
     (requirement '(sheepdog))
     (documentation "See what only root sees, for Sheepdog.")
     (respawn-delay 10)
     (start #~(make-forkexec-constructor
               (list #$(file-append package "/bin/sheepdog") "look" "--stay")
               #:file-creation-mask #o027
               #:log-file (string-append #$log-directory "/sheepdog-look.log")))
     (stop #~(make-kill-destructor)))))

(define (queue-shepherd-service config)
  (match-record config <sheepdog-queue-configuration>
                (package queue redis? user group log-directory requirement)
    (list
     (daemon-service 'sheepdog-queue "sheepdog-queue-daemon"
                     "Receive what the machines of the herd send, store it,
and tell a person what is really wrong."
                     #:package package
                     #:config (file-append (receiver-files config)
                                           "/server-config.scm")
                     #:environment (append (queue-variable queue)
                                           %system-environment)
                     #:user user
                     #:group group
                     #:log-file (string-append log-directory
                                               "/sheepdog-queue.log")
                     #:requirement (if redis?
                                       (cons 'redis requirement)
                                       requirement)
                     #:home? #f))))


;;;
;;; Accounts and files.
;;;

(define account
  ;; Always the same objects: both services may be on one machine, and the
  ;; system takes two accounts that are 'eq?' for one.
  (mlambda (user group)
    (list (user-group (name group) (system? #t))
          (user-account
           (name user)
           (group group)
           (system? #t)
           (comment "Sheepdog")
           (home-directory %store-directory)
           (create-home-directory? #f)
           (shell (file-append shadow "/sbin/nologin"))))))

(define (monitor-account config)
  (match-record config <sheepdog-configuration> (user group)
    (account user group)))

(define (queue-account config)
  (match-record config <sheepdog-queue-configuration> (user group)
    (account user group)))

(define (directories-activation user group log-directory)
  "Make the directories that the daemons write to."
  (with-imported-modules '((guix build utils))
    #~(begin
        (use-modules (guix build utils))
        (let ((uid (passwd:uid (getpwnam #$user)))
              (gid (group:gid (getgrnam #$group))))
          (for-each (match-lambda
                      ((directory mode)
                       (mkdir-p directory)
                       (chown directory uid gid)
                       (chmod directory mode)))
                    '((#$%store-directory #o2750) ;its group may read the store
                      (#$%spool-directory #o755)
                      (#$log-directory #o750)))))))

(define (monitor-activation config)
  (match-record config <sheepdog-configuration>
                (queue user group log-directory)
    #~(begin
        (use-modules (ice-9 match))
        #$(directories-activation user group log-directory)
        (mkdir-p #$%configuration-directory)
        (let ((link (lambda (target name)
                      ;; What a person has put there is theirs.
                      (let ((file (string-append #$%configuration-directory
                                                 "/" name)))
                        (if (and (file-exists? file)
                                 (not (eq? 'symlink
                                           (stat:type (lstat file)))))
                            (format (current-error-port)
                                    "sheepdog: ~a is there already and stays~%"
                                    file)
                            (switch-symlinks file target))))))
          (link #$(file-append (monitor-files config) "/server-config.scm")
                "server-config.scm")
          (link #$(file-append (monitor-files config) "/plugins") "plugins")
          #$@(if (maybe queue)
                 (list #~(link #$(plain-file "sheepdog-queue"
                                             (string-append queue "\n"))
                               "queue"))
                 '())))))

(define (queue-activation config)
  (match-record config <sheepdog-queue-configuration>
                (user group log-directory)
    #~(begin
        (use-modules (ice-9 match))
        #$(directories-activation user group log-directory))))

(define (home-configuration-files config)
  (match-record config <sheepdog-configuration> (queue)
    (let ((files (monitor-files config)))
      `(("sheepdog/server-config.scm"
         ,(file-append files "/server-config.scm"))
        ("sheepdog/plugins" ,(file-append files "/plugins"))
        ,@(if (maybe queue)
              `(("sheepdog/queue"
                 ,(plain-file "sheepdog-queue" (string-append queue "\n"))))
              '())))))


;;;
;;; Service types.
;;;

(define (add-monitors config additions)
  "Add to CONFIG what other services want to be watched: gexps are monitors,
files are plugins."
  (let-values (((monitors plugins) (partition gexp? additions)))
    (sheepdog-configuration
     (inherit config)
     (monitors (append (sheepdog-configuration-monitors config) monitors))
     (plugins (append (sheepdog-configuration-plugins config) plugins)))))

(define sheepdog-service-type
  (service-type
   (name 'sheepdog)
   (extensions
    (list (service-extension shepherd-root-service-type
                             monitor-shepherd-service)
          (service-extension account-service-type monitor-account)
          (service-extension activation-service-type monitor-activation)
          (service-extension profile-service-type
                             (compose list sheepdog-configuration-package))))
   (compose concatenate)
   (extend add-monitors)
   (default-value (sheepdog-configuration))
   (description "Watch this machine with Sheepdog, and bring what is found to
the queue.  Other services may extend this one with lists of monitors, as
gexps, and of plugins, as files.")))

(define home-sheepdog-service-type
  (service-type
   (name 'home-sheepdog)
   (extensions
    (list (service-extension home-shepherd-service-type
                             monitor-shepherd-service)
          (service-extension home-xdg-configuration-files-service-type
                             home-configuration-files)
          (service-extension home-profile-service-type
                             (compose list sheepdog-configuration-package))))
   (compose concatenate)
   (extend add-monitors)
   (default-value (for-home (sheepdog-configuration)))
   (description "Watch with Sheepdog as a user, with a spool and a store of
one's own.")))

(define sheepdog-queue-service-type
  (service-type
   (name 'sheepdog-queue)
   (extensions
    (list (service-extension shepherd-root-service-type queue-shepherd-service)
          (service-extension account-service-type queue-account)
          (service-extension activation-service-type queue-activation)
          (service-extension profile-service-type
                             (compose list
                                      sheepdog-queue-configuration-package))))
   (default-value (sheepdog-queue-configuration))
   (description "Receive what the machines of a herd send to the queue, store
it, and tell a person what is really wrong.")))


;;;
;;; Jobs.
;;;

(define* (sheepdog-timer provision schedule command
                         #:key
                         (requirement '())
                         (documentation
                          "Run a job on a schedule, watched by Sheepdog.")
                         (package sheepdog)
                         (tag (symbol->string (first provision)))
                         (options '()))
  "Like @code{shepherd-timer}, of which it has the arguments, but what comes of
COMMAND is recorded under TAG.  OPTIONS are further options of @code{sheepdog
run}, as @code{'(\"--timeout\" \"3h\")}."
  (shepherd-timer provision schedule
                  #~(#$(file-append package "/bin/sheepdog")
                     "--tag" #$tag #$@options "--" #$@command)
                  #:requirement requirement
                  #:documentation documentation))

(define* (sheepdog-job schedule command
                       #:key (package sheepdog) tag user (options '()))
  "Return a job of mcron, as a gexp: SCHEDULE is a gexp or a string as those of
@code{job}, COMMAND a string or a gexp that makes one, for the shell.  What
comes of it is recorded under TAG; OPTIONS are further options of
@code{sheepdog run}."
  (define words
    #~(string-join (list #$(file-append package "/bin/sheepdog")
                         #$@(if tag (list "--tag" tag) '())
                         #$@options
                         "-e"
                         ;; Quoted for the shell that mcron asks.
                         (string-append
                          "'"
                          (string-join (string-split #$command #\') "'\\''")
                          "'"))))
  (if user
      #~(job #$schedule #$words #:user #$user)
      #~(job #$schedule #$words)))
