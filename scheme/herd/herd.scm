;;; The herd: machines, what is watched on them, what should run, whom to tell. The last value of server-config.scm.

(define (list-of-services? value)
  "Is it a list of services?"
  (every-item? service? value))

(define (list-of-machines? value)
  "Is it a list of machines?"
  (every-item? machine? value))

(define (list-of-expected-jobs? value)
  "Is it a list of expected jobs?"
  (every-item? expected-job? value))

(define (list-of-rules? value)
  "Is it a list of rules?"
  (every-item? rule? value))

(define (list-of-notifiers? value)
  "Is it a list of notifiers?"
  (every-item? notifier? value))

(define (queue-address? value)
  "Is it the address of a queue, as \"rediss://reporthost:6379\"?"
  (and (string? value) (%queue-address? value)))

(define (maybe-queue-address? value)
  "Is it the address of a queue, or #f?"
  (or (not value) (queue-address? value)))

(define (schedule? value)
  "Is it a cron expression, as \"0 1 * * *\"?"
  (and (string? value) (%schedule? value)))

(define (maybe-timezone? value)
  "Is it the name of a time zone, as \"Europe/Berlin\", or #f?"
  (or (not value) (and (string? value) (%timezone? value))))

(define (time-of-day? value)
  "Is it a time of day, as \"07:00\"?"
  (and (string? value) (string-match "^([01][0-9]|2[0-3]):[0-5][0-9]$" value) #t))

(define (list-of-mail-addresses? value)
  "Is it a list of mail addresses?"
  (every-item? mail-address? value))

(define (mail-address? value)
  "Does it look like a mail address: one @, no blanks or control characters?"
  (and (string? value) (string-match "^[^][ \t\r\n<>()@,;:\\\"]+@[^][ \t\r\n<>()@,;:\\\"]+$" value) #t))

(define-form expected-job
  (tag (string) "The tag its runs are recorded under.")
  (schedule (schedule) "When it starts: a cron expression, as \"0 1 * * *\".")
  (timezone (maybe-timezone #f) "The time zone of the schedule, as \"Europe/Berlin\"; the server's if #f.")
  (grace (duration (hours 1)) "How long it may be late.")
  (longest (maybe-duration #f) "How long it may run; #f: four times as long as usual, and a day."))

(define-form machine
  (name (string) "The machine's host name.")
  (services (list-of-services %base-services) "What is watched on it.")
  (expected-jobs (list-of-expected-jobs '()) "Jobs that should run on it.")
  (depends-on (list-of-strings '()) "Machines without which it cannot be well.")
  (always-on (boolean #t) "Is its silence a trouble?"))

(define-form mail-notifier
  (to (list-of-mail-addresses) "Who is told.")
  (from (mail-address) "Who tells.")
  (server (string "smtp://localhost") "The mail server: smtp://, smtps:// or sendmail:")
  (password-file (maybe-string #f) "A file with the password, which others cannot read.")
  (digest-time (time-of-day "07:00") "When the daily digest is sent."))

(define-form webhook-notifier
  (url (string) "Where JSON is posted to.")
  (secret-file (maybe-string #f) "A file with the key that signs it."))

(define-form program-notifier
  (command (list-of-strings) "Program and arguments; it is given JSON on its standard input."))

(define-form log-notifier
  (level (string "warn") "The level of the line in the daemon's log."))

(define-form herd
  (queue (maybe-queue-address #f) "The address of the queue; #f: the one in the queue file, or else the spool.")
  (services (list-of-services %base-services) "What is watched on machines that are not named.")
  (machines (list-of-machines '()) "The machines that are named.")
  (expected-jobs (list-of-expected-jobs '()) "Jobs that should run on every machine.")
  (rules (list-of-rules '()) "Questions asked on a schedule.")
  (notifiers (list-of-notifiers '()) "Whom to tell, and how."))

(define (machine? value) "Is it a machine?" (%of-form? value 'machine))
(define (expected-job? value) "Is it an expected job?" (%of-form? value 'expected-job))
(define (herd? value) "Is it a herd?" (%of-form? value 'herd))
(define (notifier? value)
  "Is it a notifier?"
  (any (lambda (form) (%of-form? value form))
       '(mail-notifier webhook-notifier program-notifier log-notifier)))

;; (use-plugins name-or-file ...): what these plugins define is in scope from here on.
(define-syntax use-plugins
  (syntax-rules ()
    ((_ plugin ...) (begin (%use-plugin 'plugin (form-place plugin)) ...))))

;; (define-rule (name variable ...) (synopsis "…") (interval duration) goal ... => effect)
(define-syntax define-rule
  (syntax-rules (synopsis interval)
    ((_ (name variable ...) (synopsis text) (interval time) part ...)
     (define name (%rule (name variable ...) text time () part ...)))
    ((_ (name variable ...) (interval time) (synopsis text) part ...)
     (define-rule (name variable ...) (synopsis text) (interval time) part ...))))

(define-syntax %rule
  (syntax-rules (=>)
    ((_ (name variable ...) text time (goal ...) => effect)
     (%make-rule 'name (form-place name) text time
                 (lambda () (%answer-lists '(variable ...) (run* (variable ...) goal ...)))
                 (lambda (variable ...) effect)))
    ((_ head text time (goal ...) next . rest)
     (%rule head text time (goal ... next) . rest))))

;; An answer of one variable is its value; here every answer is a list.
(define (%answer-lists names answers)
  (if (null? (cdr names)) (map list answers) answers))
