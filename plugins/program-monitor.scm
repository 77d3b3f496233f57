;;; program-monitor.scm --- a monitor in any language: a program that prints JSON

;; Either one value, an object or a list of them, or one object a line.
(define (printed-objects text)
  (let ((found (guard (wrong (#t (map json->scm (remove string-null? (map string-trim-both (string-split text #\newline))))))
                 (json->scm text))))
    (if (object? found) (list found) found)))

(define (object? value)
  (and (pair? value) (pair? (car value)) (symbol? (caar value))))

(define (checked-finding found default)
  (unless (object? found) (error "it printed no JSON object, as {\"level\": \"ok\"}:" found))
  (with-fields (subject level text value limit numbers) found
    (let ((level (or level "ok")) (numbers (or numbers '())))
      (unless (member level '("ok" "note" "warn" "bark" "unknown"))
        (error "the level must be ok, note, warn, bark or unknown, but is" level))
      (unless (every (lambda (text) (or (not text) (string? text))) (list subject text))
        (error "subject and text must be strings:" found))
      (unless (and (every (lambda (number) (or (not number) (number? number))) (list value limit))
                   (list? numbers)
                   (every (lambda (number) (and (pair? number) (number? (cdr number)))) numbers))
        (error "value, limit and numbers must be numbers:" found))
      `((subject . ,(or subject default)) (level . ,level) (text . ,(%shortened (or text "")))
        (value . ,value) (limit . ,limit) (numbers . ,numbers)))))

(define-plugin program-monitor
  (synopsis "What a program in any language finds: it prints JSON, an object for each subject")
  (interval (minutes 5))
  (options
    (name      (string) "What it is called; the subject of what names none.")
    (program   (string) "A path, or a name that is looked up in PATH.")
    (arguments (list-of-strings '()) "Its arguments.")
    (for       (duration 0) "How long a subject must be bad before it barks.")
    (timeout   (short-duration (seconds 20)) "Then it is ended, and what it has found is lost."))
  (relations
    (metric (counted host program subject quantity)
      (value number "One of the numbers the program printed of the subject.")))
  (monitor
    (lambda ()
      (let* ((result (run-command program arguments #:timeout timeout #:max-bytes 524288))
             (trouble (command-trouble result)))
        (when trouble (error (string-append name ": " trouble)))
        (when (assq-ref result 'cut) (error (string-append name ": it printed more than 512 KiB")))
        (map (lambda (found) (checked-finding found name)) (printed-objects (assq-ref result 'stdout))))))
  (receiver
    (lambda (message)
      (snapshot finding
        (map (lambda (found)
               (with-fields (subject level text value limit numbers) found
                 (list (map (lambda (number)
                              (counted (message-host message) name subject (symbol->string (car number)) (cdr number)))
                            (or numbers '()))
                       (finding subject (string->symbol level) "~a" text #:value value #:limit limit #:for for))))
             (message-body message)))))
  (examples
    ("a queue of mails that grows"
     (program-monitor-configuration (name "mail") (program "/usr/local/bin/mail-queue"))
     (message '(((subject . "queue") (level . "warn") (text . "512 mails wait") (value . 512) (limit . 100)
                 (numbers . ((waiting . 512)))))
              #:host "tux01")
     => (snapshot finding
          (list (counted "tux01" "mail" "queue" "waiting" 512)
                (finding "queue" 'warn "512 mails wait" #:value 512 #:limit 100))))
    ("nothing found is nothing to tell"
     (program-monitor-configuration (name "mail") (program "/usr/local/bin/mail-queue"))
     (message '())
     => (snapshot finding '()))))

(define* (program-monitor name program #:optional (arguments '()) #:key (for 0) (interval (minutes 5)) (timeout (seconds 20)))
  "A service: runs a program that prints JSON, a list of objects or one a line, each with some of: subject, level (\"ok\",
\"note\", \"warn\", \"bark\"), text, value, limit, numbers (an object; kept as counted). A subject that it prints no more is gone.
  (program-monitor \"mail\" \"/usr/local/bin/mail-queue\")"
  (service program-monitor-service-type
           (program-monitor-configuration (name name) (program program) (arguments arguments) (for for)
                                          (interval interval) (timeout timeout))))
