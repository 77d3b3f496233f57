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

(define (queue-address? value)
  "Is it the address of a queue, as \"rediss://reporthost:6379\"?"
  (and (string? value) (%queue-address? value)))

(define (maybe-queue-address? value)
  "Is it the address of a queue, or #f?"
  (or (not value) (queue-address? value)))

(define (schedule? value)
  "Is it a cron expression, as \"0 1 * * *\"?"
  (and (string? value) (%schedule? value)))

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
  (depends-on (list-of-subjects '()) "Machines without which it cannot be well, or \"HOST PLUGIN [SUBJECT]\".")
  (always-on (boolean #t) "Is its silence a trouble?"))

(define-form keep-for
  (history (duration (days 365)) "What was so once; what is so now stays as long as it is so.")
  (events (duration (days 365)) "Events, and what was decided of alerts.")
  (samples (duration (days 7)) "Numbers as they came; then they are kept by hour.")
  (by-hour (duration (days 90)) "Numbers by hour; then they are kept by day.")
  (by-day (duration (days 1825)) "Numbers by day.")
  (runs (duration (days 365)) "Runs of jobs, but for the last ones of each job.")
  (messages (duration (days 90)) "Messages as they came, with what jobs wrote; of the last outcome of each job it stays.")
  (letters (duration (days 90)) "Letters, and who got them.")
  (refusals (duration (days 365)) "Dead letters, and the numbers of messages that never came."))

(define-form herd
  (queue (maybe-queue-address #f) "The address of the queue; #f: the one in the queue file, or else the spool.")
  (services (list-of-services %base-services) "What is watched on machines that are not named.")
  (machines (list-of-machines '()) "The machines that are named.")
  (expected-jobs (list-of-expected-jobs '()) "Jobs that should run on every machine.")
  (rules (list-of-rules %base-rules) "Questions asked on a schedule; (append (list …) %base-rules) adds to those that ship.")
  (notifiers (list-of-notifiers '()) "Whom to tell, and how; '(): the daemon's log.")
  (gather-for (duration (minutes 1)) "How long what goes bad is gathered: what does so together is told together.")
  (silent-for (duration (minutes 5)) "How long a machine may be silent, after it was missed, before it barks.")
  (remind-every (maybe-duration #f) "After how long what is still bad is told again; #f: never.")
  (quiet-times (list-of-quiet-times '()) "When nothing is told of some subjects.")
  (dependencies (list-of-dependencies '()) "What cannot be well while something else is not.")
  (retention (keep-for (keep-for)) "How long what is stored is kept.")
  (inform-allowed (list-of-addresses-or-domains '()) "Addresses and domains that jobs may name with --inform.")
  (direct-after (maybe-duration #f) "After how long without its queue a machine tells by itself what goes bad on it; #f: never.")
  (alive-url (maybe-http-url #f) "A URL that is asked for again and again, but only while the dog itself is well.")
  (alive-queue (maybe-queue-address #f) "The queue of another Sheepdog, which is told again and again that this one is well.")
  (alive-interval (duration (minutes 5)) "How often."))

(define (machine? value) "Is it a machine?" (%of-form? value 'machine))
(define (expected-job? value) "Is it an expected job?" (%of-form? value 'expected-job))
(define (keep-for? value) "Is it what says how long things are kept?" (%of-form? value 'keep-for))
(define (herd? value) "Is it a herd?" (%of-form? value 'herd))

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
     (%make-rule 'name '(variable ...) (form-place name) text time
                 (lambda () (%answer-lists '(variable ...) (run* (variable ...) goal ...)))
                 (lambda (variable ...) effect)))
    ((_ head text time (goal ...) next . rest)
     (%rule head text time (goal ... next) . rest))))

;; An answer of one variable is its value; here every answer is a list.
(define (%answer-lists names answers)
  (if (null? (cdr names)) (map list answers) answers))
