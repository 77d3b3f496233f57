;;; pressure.scm --- how much of the time work stood still for want of processor, memory or disk

(define (percent ratio) (* 100 (or ratio 0)))

(define-plugin pressure
  (synopsis "How long tasks waited for processor, memory and disks (PSI)")
  (interval (minutes 5))
  (options
    (warn-above (percent 30) "Percent of five minutes in which nothing was done for want of memory, that goes into the digest (systemd-oomd kills at 60).")
    (hold (duration (minutes 15)) "How long it must be so, as of memory: a large job may ask for all there is for a while."))
  (relations
    (metric (stalled host resource)
      (some number "Share of the last five minutes in which at least one task waited for it, 0–1.")
      (full number "Share in which all of them did.")))
  (monitor pressure)
  (receiver
    (lambda (message)
      (filter-map
       (lambda (resource)                                       ; (memory (some …) (full …)), or (memory . #f)
         (with-fields (some full) (or (cdr resource) '())
           (and some
                (let ((name (symbol->string (car resource)))
                      (some (assq-ref some 'last300))
                      (full (and full (assq-ref full 'last300))))
                  (list (stalled (message-host message) name some full)
                        (finding name
                                 (above (percent full) #:warn (and (string=? name "memory") warn-above) #:for hold)
                                 "some waited ~,1f % of the time, all ~,1f %" (percent some) (percent full)))))))
       (or (message-body message) '()))))
  (examples
    ("a machine that thrashes"
     (pressure-configuration)
     (message '((cpu . ((some . ((last300 . 0.5))) (full . #f)))
                (memory . ((some . ((last300 . 0.75))) (full . ((last300 . 0.5))))))
              #:host "tux01")
     => (stalled "tux01" "cpu" 0.5 #f)
        (finding "cpu" 'ok "some waited 50.0 % of the time, all 0.0 %")
        (stalled "tux01" "memory" 0.75 0.5)
        (finding "memory" 'warn "some waited 75.0 % of the time, all 50.0 %"))
    ("a kernel that keeps no record"
     (pressure-configuration)
     (message #f)
     => #f)))
