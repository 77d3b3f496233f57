;;; swap.scm --- warn when swap fills up: what comes then is the kernel's choice of whom to kill

(define-plugin swap
  (synopsis "How much of the swap is used, where there is some")
  (interval (minutes 5))
  (options
    (warn-above (percent 80) "Percent used that goes into the digest (Prometheus rules: 80; Netdata: 90).")
    (hold (duration (minutes 15)) "How long it must be so, as of memory: a large job may ask for all there is for a while."))
  (relations
    (metric (swap-used host)
      (used  integer "Bytes used.")
      (total integer "Bytes there are.")))
  (monitor
    (lambda ()
      (with-fields ((used swap-used) (total swap-total)) (or (memory) '())
        `((used . ,used) (total . ,total)))))
  (receiver
    (lambda (message)
      (with-fields (used total) (message-body message)
        (and total
             (snapshot finding
               (and (> total 0)
                    (let ((percent (* 100 (/ used total))))
                      (list (swap-used (message-host message) used total)
                            (finding "swap" (above percent #:warn warn-above #:for hold #:clear (- warn-above 10))
                                     "~,1f % of ~a used" percent (bytes->string total))))))))))
  (examples
    ("swap that fills up"
     (swap-configuration)
     (message '((used . 900) (total . 1000)) #:host "tux01")
     => (snapshot finding
          (list (swap-used "tux01" 900 1000)
                (finding "swap" 'warn "90.0 % of 1000 B used"))))
    ("a machine without swap"
     (swap-configuration)
     (message '((used . 0) (total . 0)) #:host "tux01")
     => (snapshot finding '()))
    ("one that does not tell"
     (swap-configuration)
     (message '((used . #f) (total . #f)))
     => #f)))
