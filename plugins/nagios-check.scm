;;; nagios-check.scm --- the checks of monitoring-plugins, unchanged

;; What a check prints (nagios-plugins.org/doc/guidelines.html): "TEXT | PERFORMANCE DATA", then lines of long text, and
;; behind another | in these only performance data.

(define (parted line)
  "What stands before a line's first |, and what behind it."
  (let ((bar (string-index line #\|)))
    (if bar
        (values (string-trim-both (string-take line bar)) (string-drop line (+ bar 1)))
        (values (string-trim-both line) ""))))

(define (check-output text)
  (let* ((lines (string-split (string-trim-right text) #\newline))
         (rest (string-join (cdr lines) "\n")))
    (let-values (((first data) (parted (car lines)))
                 ((long more) (parted rest)))
      `((text . ,(%shortened first))
        (long . ,(map %shortened (remove string-null? (map string-trim-both (string-split long #\newline)))))
        (data . ,(performance-data (string-append data " " more)))))))

;; 'label'=value[unit][;warn[;crit[;min[;max]]]], with blanks between; a value U is not known.
(define %datum (make-regexp "('([^']|'')+'|[^ \t\n'=]+)=(-?[0-9]+([.,][0-9]+)?([eE][-+]?[0-9]+)?)([a-zA-Z%]*)"))

(define (performance-data text)
  (map (lambda (found)
         (list (label-text (match:substring found 1))
               (match:substring found 6)
               (exact->inexact (string->number (string-map (lambda (c) (if (char=? c #\,) #\. c))
                                                           (match:substring found 3))))))
       (list-matches %datum text)))

(define (label-text label)
  (if (string-prefix? "'" label)
      (string-trim-both label #\')
      label))

(define (level-of exit)
  (case exit ((0) 'ok) ((1) 'warn) ((2) 'bark) (else 'unknown)))

(define-plugin nagios-check
  (synopsis "What a check of monitoring-plugins finds: OK, WARNING, CRITICAL or UNKNOWN, and its performance data")
  (interval (minutes 5))
  (options
    (name      (string) "What is checked: the subject of the finding.")
    (program   (string) "The check: a path, or a name that is looked up in PATH and where distributions put such checks.")
    (arguments (list-of-strings '()) "Its arguments.")
    (for       (duration 0) "How long it must be CRITICAL before it barks.")
    (timeout   (short-duration (seconds 20)) "Then it is ended, and is UNKNOWN."))
  (relations
    (metric (perfdata host check label unit)
      (value number "As the check printed it, in its unit.")))
  (monitor
    (lambda ()
      (let ((result (run-command program arguments #:timeout timeout)))
        (with-fields (exit stdout) result
          `((exit . ,(if (assq-ref result 'failure) #f exit))
            (trouble . ,(and (not (memv exit '(0 1 2 3))) (command-trouble result)))
            ,@(check-output stdout))))))
  (receiver
    (lambda (message)
      (with-fields (exit trouble text long data) (message-body message)
        (let ((level (if trouble 'unknown (level-of exit))))
          (list
           (map (match-lambda ((label unit value) (perfdata (message-host message) name label unit value))) data)
           (finding name level "~a"
                    (or trouble (if (eq? level 'ok) text (string-join (cons text (list-head long (min 3 (length long)))) "; ")))
                    #:for for))))))
  (examples
    ("a disk in danger"
     (nagios-check-configuration (name "disk") (program "check_disk") (arguments '("-w" "20%" "-c" "10%")))
     (message '((exit . 1) (trouble . #f) (text . "DISK WARNING - free space: / 3326 MB (15%)") (long . ("/boot is well"))
                (data . (("/" "MB" 18500) ("/boot" "MB" 68))))
              #:host "tux01")
     => (perfdata "tux01" "disk" "/" "MB" 18500)
        (perfdata "tux01" "disk" "/boot" "MB" 68)
        (finding "disk" 'warn "DISK WARNING - free space: / 3326 MB (15%); /boot is well"))
    ("the four outcomes: OK"
     (nagios-check-configuration (name "x") (program "check_x"))
     (message '((exit . 0) (trouble . #f) (text . "OK") (long . ("more")) (data . ())))
     => (finding "x" 'ok "OK"))
    ("the four outcomes: CRITICAL"
     (nagios-check-configuration (name "x") (program "check_x"))
     (message '((exit . 2) (trouble . #f) (text . "down") (long . ()) (data . ())))
     => (finding "x" 'bark "down"))
    ("the four outcomes: UNKNOWN"
     (nagios-check-configuration (name "x") (program "check_x"))
     (message '((exit . 3) (trouble . #f) (text . "which host?") (long . ()) (data . ())))
     => (finding "x" 'unknown "which host?"))
    ("a check that is not there is no health"
     (nagios-check-configuration (name "x") (program "check_x"))
     (message '((exit . #f) (trouble . "there is no such program") (text . "") (long . ()) (data . ())))
     => (finding "x" 'unknown "there is no such program"))))

(define* (nagios-check name #:optional (program '()) (arguments '()) #:key (for 0) (interval (minutes 5)) (timeout (seconds 20)))
  "A service: runs a check of monitoring-plugins unchanged. Its exit status 0, 1, 2, 3 is ok, warn, bark, unknown; its
performance data are kept as perfdata. The name may be left out where it is the program's.
  (nagios-check \"ntp\" \"check_ntp_time\" '(\"-H\" \"ntp.lab\"))
  (nagios-check \"check_load\" '(\"-w\" \"8,6,4\" \"-c\" \"16,12,8\"))"
  (let-values (((program arguments) (if (list? program) (values name program) (values program arguments))))
    (service nagios-check-service-type
             (nagios-check-configuration (name name) (program program) (arguments arguments) (for for)
                                         (interval interval) (timeout timeout)))))
