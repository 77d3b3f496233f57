;;; Notifiers: whom to tell, and how. One is a form NAME-notifier here, and a file NAME.ts in src/notify/kinds.

(define (maybe-timezone? value)
  "Is it the name of a time zone, as \"Europe/Berlin\", or #f?"
  (or (not value) (and (string? value) (%timezone? value))))

(define (list-of-mail-addresses? value)
  "Is it a list of mail addresses?"
  (every-item? mail-address? value))

(define (mail-address? value)
  "Does it look like a mail address: one @, no blanks or control characters?"
  (and (string? value) (string-match "^[^][ \t\r\n<>()@,;:\\\"]+@[^][ \t\r\n<>()@,;:\\\"]+$" value) #t))

(define (mail-server? value)
  "Is it a mail server, as \"smtp://localhost\", \"smtps://me@mail.lab.org:465\" or \"sendmail:\"? No password is part of it."
  (and (string? value)
       (or (string-match "^smtps?://([^ /:@]+@)?([^][ /:@]+|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?/?$" value)
           (string-match "^sendmail:(/[^ ]*)?$" value))
       #t))

(define (http-url? value)
  "Is it a URL of http or https, without a password?"
  (and (string? value) (%http-url? value)))

(define (maybe-http-url? value)
  "Is it a URL of http or https, or #f?"
  (or (not value) (http-url? value)))

(define (time-of-day? value)
  "Is it a time of day, as \"07:00\"?"
  (and (string? value) (string-match "^([01][0-9]|2[0-3]):[0-5][0-9]$" value) #t))

(define (maybe-time-of-day? value)
  "Is it a time of day, or #f?"
  (or (not value) (time-of-day? value)))

(define (list-of-times? value)
  "Is it a list of times of the day or week, as '(\"22:00-06:00\" \"mon-fri 08:00-18:00\" \"sat,sun 00:00-24:00\")?"
  (every-item? (lambda (item) (and (string? item) (%time-window? item))) value))

(define (list-of-levels? value)
  "Is it a list of levels that can be told: warn, bark, unknown?"
  (every-item? (lambda (item) (memq item '(warn bark unknown))) value))

(define (command-line? value)
  "Is it a list of strings, a program and its arguments?"
  (and (pair? value) (list-of-strings? value)))

(define (log-level? value)
  "Is it a level of the log: debug, info, warn or error?"
  (and (member value '("debug" "info" "warn" "error")) #t))

(define (list-of-addresses-or-domains? value)
  "Is it a list of mail addresses and domains, as '(\"lab.org\" \"me@elsewhere.org\")?"
  (every-item? (lambda (item)
                 (or (mail-address? item)
                     (and (string? item) (string-match "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$" item))))
               value))

;; (define-notifier NAME-notifier digest-time (field (type default) "…") ...): its own fields, and what every one has.
(define-syntax define-notifier
  (syntax-rules ()
    ((_ constructor digest field ...)
     (define-form constructor
       field ...
       (name (maybe-string #f) "What people and other notifiers call it; #f: its kind, as \"mail\".")
       (hosts (list-of-strings '("*")) "Machines it is told of, as globs; '(): none, as for one that is only a fallback.")
       (plugins (list-of-strings '("*")) "Plugins it is told of, as globs.")
       (subjects (list-of-strings '("*")) "Subjects it is told of, as globs.")
       (levels (list-of-levels '(warn bark unknown)) "Levels it is told of.")
       (times (list-of-times '()) "When it is told, as \"22:00-06:00\" or \"mon-fri 08:00-18:00\"; '(): always.")
       (timezone (maybe-timezone #f) "The time zone of its times, as \"Europe/Berlin\"; the server's if #f.")
       (fallback (maybe-string #f) "The name of the notifier that is told while this one cannot be reached.")
       (fallback-after (duration (minutes 5)) "How long something waits before the fallback is told.")
       (digest-time (maybe-time-of-day digest) "When it gets the daily digest; #f: never.")))))

(define-notifier mail-notifier "07:00"
  (to (list-of-mail-addresses) "Who is told.")
  (from (mail-address) "Who tells.")
  (server (mail-server "smtp://localhost") "The mail server: smtp://[USER@]HOST[:PORT], smtps://… or sendmail:[/PATH].")
  (password-file (maybe-string #f) "A file with the password, which others cannot read.")
  (tls (boolean #f) "Must the connection be encrypted? It must where there is a password and the server is elsewhere.")
  (ca-file (maybe-string #f) "A file with the certificates to trust (PEM), beside the well-known."))

(define-notifier webhook-notifier #f
  (url (http-url) "Where JSON is posted to.")
  (secret-file (maybe-string #f) "A file with the key that signs it, which others cannot read."))

(define-notifier program-notifier #f
  (command (command-line) "Program and arguments; it is given JSON on its standard input.")
  (timeout (duration (seconds 30)) "How long it may take."))

(define-notifier log-notifier #f
  (level (log-level "warn") "The level of the line in the daemon's log."))

(define (notifier? value) "Is it a notifier?" (%notifier? value))

(define (list-of-notifiers? value)
  "Is it a list of notifiers?"
  (every-item? notifier? value))
