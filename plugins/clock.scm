;;; clock.scm --- a clock that is wrong makes logs, certificates and backups wrong

(define-plugin clock
  (synopsis "How far the clock is off, and whether somebody keeps it right")
  (interval (minutes 30))
  (options
    (warn-above (duration (seconds 1))  "How far off goes into the digest; a clock that is kept right is off by milliseconds.")
    (bark-above (duration (seconds 60)) "How far off barks (Zabbix: 60 s).")
    (hold (duration (hours 1)) "How long it must be so: after a start it takes a while.")
    (server (maybe-string #f) "A time server to ask as well, as \"ntp.lab\"; #f asks only who keeps the clock here."))
  (relations
    (metric (clock-error host)
      (behind number "Milliseconds that the clock is behind; negative where it is ahead.")))
  (monitor
    (lambda ()
      `((keeper . ,(clock-sync)) (answer . ,(and server (clock-offset server))))))
  (receiver
    (lambda (message)
      (define host (message-host message))
      (define (off-by offset who)
        (list (clock-error host offset)
              (finding "clock" (above (abs offset) #:warn warn-above #:bark bark-above #:for hold)
                       "~,1f ms ~a, says ~a" (abs offset) (if (< offset 0) "ahead" "behind") who)))
      (with-fields (keeper answer) (message-body message)
        (cond ((and answer (assq-ref answer 'seen)) (off-by (assq-ref answer 'offset) server))
              (answer (finding "clock" (above 1 #:warn 0 #:for hold) "~a: ~a" server (assq-ref answer 'reason)))
              (else
               (with-fields (seen reason by synchronized offset) keeper
                 (cond ((not seen) (not-seen "clock" reason))
                       ((not synchronized) (finding "clock" (above 1 #:warn 0 #:for hold) "~a has found nobody to keep it by" by))
                       (offset (off-by offset by))
                       (else (finding "clock" 'ok "kept by ~a" by)))))))))
  (examples
    ("a clock that is two minutes ahead"
     (clock-configuration)
     (message '((keeper . ((seen . #t) (by . "chrony") (synchronized . #t) (offset . -120000))) (answer . #f)) #:host "tux01")
     => (clock-error "tux01" -120000)
        (finding "clock" 'bark "120000.0 ms ahead, says chrony"))
    ("one that is kept right"
     (clock-configuration)
     (message '((keeper . ((seen . #t) (by . "systemd-timesyncd") (synchronized . #t) (offset . #f))) (answer . #f)))
     => (finding "clock" 'ok "kept by systemd-timesyncd"))
    ("one that has lost its servers"
     (clock-configuration)
     (message '((keeper . ((seen . #t) (by . "ntpd") (synchronized . #f) (offset . 3))) (answer . #f)))
     => (finding "clock" 'warn "ntpd has found nobody to keep it by"))
    ("a container, whose host keeps the clock"
     (clock-configuration)
     (message '((keeper . ((seen . #f) (reason . "nobody here does"))) (answer . #f)))
     => (finding "clock" 'note "not seen (nobody here does)"))))
